// Eight numbers at a time; each version of a function takes as many registers as its instruction set needs
// for them.

#ifndef AUTOML_VECTORS_H
#define AUTOML_VECTORS_H

#include "Dispatch.h"

#include <stdint.h>
#include <string.h>

typedef double doubles __attribute__((vector_size(64)));
typedef int64_t words __attribute__((vector_size(64)));
typedef uint64_t unsigned_words __attribute__((vector_size(64)));
typedef float floats __attribute__((vector_size(32)));
typedef int32_t integers __attribute__((vector_size(32)));
typedef uint32_t naturals __attribute__((vector_size(32)));

// Macros, as vectors passed to functions would fix the registers that they travel in.
#define SELECT_DOUBLES(condition, yes, no) ((doubles)(((words)(yes) & (condition)) | ((words)(no) & ~(condition))))
#define SELECT_FLOATS(condition, yes, no) ((floats)(((integers)(yes) & (condition)) | ((integers)(no) & ~(condition))))
#define CONSTANT(number) ((doubles){0} + (number))
#define MAGNITUDE(x) ((doubles)((words)(x) & INT64_MAX))
#define AT_LEAST(x, least) SELECT_FLOATS((x) < (least), (floats){0} + (least), x)
#define AT_MOST(x, most) SELECT_FLOATS((x) > (most), (floats){0} + (most), x)

// `y = exp(x)`, within 2 units in the last place, for arguments held in -708...709.
//
// exp(x) = 2^n exp(r) with n = round(x / log 2); exp(r) is its series to r^13 / 13! on |r| <= log(2) / 2.
#define EXPONENTIAL_OF_DOUBLES(y, x) \
  do { \
    doubles held = SELECT_DOUBLES((x) < -708.0, CONSTANT(-708.0), x); \
    held = SELECT_DOUBLES(held > 709.0, CONSTANT(709.0), held); \
    /* Adding 1.5 * 2^52 rounds to an integer, which is then in the low bits. */ \
    const doubles shifted = held * 1.4426950408889634 + 6755399441055744.0; \
    const doubles n = shifted - 6755399441055744.0; \
    /* log 2 in two parts: n times the first is exact. */ \
    const doubles r = (held - n * 0x1.62e42fee00000p-1) - n * 0x1.a39ef35793c76p-33; \
    doubles sum = r * (1 / 6227020800.0) + 1 / 479001600.0; \
    sum = sum * r + 1 / 39916800.0; \
    sum = sum * r + 1 / 3628800.0; \
    sum = sum * r + 1 / 362880.0; \
    sum = sum * r + 1 / 40320.0; \
    sum = sum * r + 1 / 5040.0; \
    sum = sum * r + 1 / 720.0; \
    sum = sum * r + 1 / 120.0; \
    sum = sum * r + 1 / 24.0; \
    sum = sum * r + 1 / 6.0; \
    sum = sum * r + 0.5; \
    sum = sum * r + 1; \
    sum = sum * r + 1; \
    /* The shift leaves n, to be added to the exponent, and drops the rest. */ \
    y = (doubles)((words)sum + ((words)shifted << 52)); \
  } while (0)

// `y = log(x)`, within 2 units in the last place, for normal numbers above 0.
//
// log(x) = n log 2 + log(m) with m in sqrt(1/2)...sqrt(2), and log(m) = 2 (s + s^3 / 3 + ... + s^21 / 21) with
// s = (m - 1) / (m + 1).
#define LOGARITHM_OF_DOUBLES(y, x) \
  do { \
    /* The exponent of x / sqrt(1/2), of which 1023 is that of 1. */ \
    const words exponent = \
        (words)(((unsigned_words)(x) + (0x3FF0000000000000 - 0x3FE6A09E667F3BCD)) >> 52); \
    const doubles m = (doubles)((words)(x) - ((exponent - 1023) << 52)); \
    /* Added to the bits of 2^52 a number is in its fraction. */ \
    const doubles n = (doubles)(exponent + 0x4330000000000000) - (0x1p52 + 1023); \
    const doubles s = (m - 1) / (m + 1); \
    const doubles square = s * s; \
    doubles sum = square * (1 / 21.0) + 1 / 19.0; \
    sum = sum * square + 1 / 17.0; \
    sum = sum * square + 1 / 15.0; \
    sum = sum * square + 1 / 13.0; \
    sum = sum * square + 1 / 11.0; \
    sum = sum * square + 1 / 9.0; \
    sum = sum * square + 1 / 7.0; \
    sum = sum * square + 1 / 5.0; \
    sum = sum * square + 1 / 3.0; \
    /* log 2 in two parts: n times the first is exact. */ \
    y = n * 0x1.62e42fee00000p-1 + (2 * s + (2 * s * (square * sum) + n * 0x1.a39ef35793c76p-33)); \
  } while (0)

// `y = exp(x)`, within 2 units in the last place, for arguments held in -87...88.
//
// exp(x) = 2^n exp(r) with n = round(x / log 2); exp(r) is a polynomial of degree 6 on |r| <= log(2) / 2.
#define EXPONENTIAL_OF_FLOATS(y, x) \
  do { \
    floats held = AT_MOST(AT_LEAST(x, -87.0f), 88.0f); \
    /* Adding 1.5 * 2^23 rounds to an integer, which is then in the low bits. */ \
    floats shifted = held * 1.44269504f + 12582912.0f; \
    floats n = shifted - 12582912.0f; \
    /* log 2 in two parts: n times the first is exact. */ \
    floats r = (held - n * 0.693359375f) - n * -2.1219444e-4f; \
    floats sum = r * (1.0f / 720) + 1.0f / 120; \
    sum = sum * r + 1.0f / 24; \
    sum = sum * r + 1.0f / 6; \
    sum = sum * r + 0.5f; \
    sum = sum * r + 1; \
    sum = sum * r + 1; \
    /* The shift leaves n + 127, the exponent field, and drops the rest. */ \
    y = sum * (floats)(((naturals)shifted + 127) << 23); \
  } while (0)

// The first `lanes` of eight elements, the others 0; and back.
#define LOAD(target, source) \
  do { \
    memset(&target, 0, sizeof target); \
    memcpy(&target, source, (size_t)lanes * sizeof *(source)); \
  } while (0)
#define STORE(target, source) memcpy(target, &source, (size_t)lanes * sizeof *(target))

// A step takes up to eight rows. It is called with 8, a constant where it is inlined, and for the last rows with
// what is left.
#define STEP __attribute__((always_inline)) static inline void

#endif
