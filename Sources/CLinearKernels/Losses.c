#include "CLinearKernels.h"
#include "Dispatch.h"

#include <math.h>
#include <string.h>

// Products and sums are rounded one by one on every machine, so all versions give the same bits.
#pragma STDC FP_CONTRACT OFF

// Eight rows.
typedef double doubles __attribute__((vector_size(64)));
typedef int64_t words __attribute__((vector_size(64)));

// Macros, as vectors passed to functions would fix the registers that they travel in.
#define SELECT(condition, yes, no) ((doubles)(((words)(yes) & (condition)) | ((words)(no) & ~(condition))))
#define CONSTANT(number) ((doubles){0} + (number))
#define MAGNITUDE(x) ((doubles)((words)(x) & INT64_MAX))

// `y = exp(x)`, within 2 units in the last place, for arguments held in -708...709.
//
// exp(x) = 2^n exp(r) with n = round(x / log 2); exp(r) is its series to r^13 / 13! on |r| <= log(2) / 2.
#define EXPONENTIAL(y, x) \
  do { \
    doubles held = SELECT((x) < -708.0, CONSTANT(-708.0), x); \
    held = SELECT(held > 709.0, CONSTANT(709.0), held); \
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

// `log(1 + e)` for e from 0 to 1: twice the inverse hyperbolic tangent of s = e / (2 + e), by its series.
#define LOGARITHM_OF_ONE_PLUS(y, e) \
  do { \
    const doubles s = (e) / (2 + (e)); \
    const doubles square = s * s; \
    doubles sum = CONSTANT(1 / 33.0); \
    for (int odd = 31; odd >= 3; odd -= 2) sum = sum * square + 1.0 / odd; \
    y = 2 * s * (sum * square + 1); \
  } while (0)

// The first `lanes` of eight elements, the others 0; and back.
#define LOAD(target, source) \
  do { \
    memset(&target, 0, sizeof target); \
    memcpy(&target, source, (size_t)lanes * sizeof *(source)); \
  } while (0)
#define STORE(target, source) memcpy(target, &source, (size_t)lanes * sizeof *(target))

// Steps take up to eight rows. They are called with 8, a constant where they are inlined, and for the last rows
// with what is left.
#define STEP __attribute__((always_inline)) static inline void

STEP exponentials_step(double *values, int64_t lanes) {
  doubles x, y;
  LOAD(x, values);
  EXPONENTIAL(y, x);
  y = SELECT(x > 709.0, CONSTANT(__builtin_inf()), y);
  y = SELECT(x < -708.0, CONSTANT(0), y);
  STORE(values, y);
}

FOR_EACH_INSTRUCTION_SET
void automl_exponentials(double *values, int64_t count) {
  int64_t start = 0;
  for (; start + 8 <= count; start += 8) exponentials_step(values + start, 8);
  if (start < count) exponentials_step(values + start, count - start);
}

// What the losses of a chunk of rows are summed from.
typedef struct {
  doubles sum;
  // The factors 1 + exp(-|z|), whose logarithms are the rest of the losses: each is between 1 and 2.
  doubles product;
} logistic_losses;

STEP logistic_step(
    double *scores, const double *targets, double *exponentials, logistic_losses *losses, int64_t lanes) {
  doubles z, y, e;
  LOAD(z, scores);
  LOAD(y, targets);
  const doubles magnitude = MAGNITUDE(z);
  EXPONENTIAL(e, -magnitude);
  const doubles factor = 1 + e;
  const words is_positive = z >= 0;
  const doubles slope = SELECT(is_positive, CONSTANT(1), e) / factor - y;
  doubles loss = SELECT(is_positive, z, CONSTANT(0)) - y * z;
  doubles counted = factor;
  for (int64_t lane = lanes; lane < 8; lane++) counted[lane] = 1;
  losses->sum += loss;
  losses->product *= counted;
  STORE(exponentials, e);
  STORE(scores, slope);
}

STEP weighted_logistic_step(
    double *scores, const double *targets, const double *weights, doubles *losses, int64_t lanes) {
  doubles z, y, weight, e, rest;
  LOAD(z, scores);
  LOAD(y, targets);
  LOAD(weight, weights);
  const doubles magnitude = MAGNITUDE(z);
  EXPONENTIAL(e, -magnitude);
  LOGARITHM_OF_ONE_PLUS(rest, e);
  const words is_positive = z >= 0;
  doubles slope = weight * (SELECT(is_positive, CONSTANT(1), e) / (1 + e) - y);
  const doubles loss = weight * (rest + (SELECT(is_positive, z, CONSTANT(0)) - y * z));
  // A row without weight adds nothing, even where its own loss overflows.
  const words counts = weight > 0;
  slope = SELECT(counts, slope, CONSTANT(0));
  *losses += SELECT(counts, loss, CONSTANT(0));
  STORE(scores, slope);
}

FOR_EACH_INSTRUCTION_SET
double automl_logistic_slopes(double *scores, const double *targets, const double *weights, int64_t count) {
  doubles sum = {0};
  double logarithms = 0;
  int64_t start = 0;
  if (weights) {
    for (; start + 8 <= count; start += 8)
      weighted_logistic_step(scores + start, targets + start, weights + start, &sum, 8);
    if (start < count)
      weighted_logistic_step(scores + start, targets + start, weights + start, &sum, count - start);
  } else {
    // One logarithm for each chunk: `sum(log(1 + e))` is that of the product, at most 2^256.
    double exponentials[256];
    for (int64_t chunk = 0; chunk < count; chunk += 256) {
      const int64_t size = count - chunk < 256 ? count - chunk : 256;
      logistic_losses losses = {sum, CONSTANT(1)};
      for (start = 0; start + 8 <= size; start += 8)
        logistic_step(
            scores + chunk + start, targets + chunk + start, exponentials + start, &losses, 8);
      if (start < size)
        logistic_step(
            scores + chunk + start, targets + chunk + start, exponentials + start, &losses, size - start);
      sum = losses.sum;
      double product = 1;
      for (int lane = 0; lane < 8; lane++) product *= losses.product[lane];
      if (product > 1.01) {
        logarithms += log(product);
      } else {
        // Near 1 the product has lost the digits of its logarithm.
        for (int64_t row = 0; row < size; row++) logarithms += log1p(exponentials[row]);
      }
    }
  }
  for (int lane = 0; lane < 8; lane++) logarithms += sum[lane];
  return logarithms;
}

STEP curvatures_step(double *scores, const double *weights, int64_t lanes) {
  doubles z, e;
  LOAD(z, scores);
  const doubles magnitude = MAGNITUDE(z);
  EXPONENTIAL(e, -magnitude);
  doubles curvature = e / ((1 + e) * (1 + e));
  if (weights) {
    doubles weight;
    LOAD(weight, weights);
    curvature = SELECT(weight > 0, weight * curvature, CONSTANT(0));
  }
  STORE(scores, curvature);
}

FOR_EACH_INSTRUCTION_SET
void automl_logistic_curvatures(double *scores, const double *weights, int64_t count) {
  int64_t start = 0;
  for (; start + 8 <= count; start += 8)
    curvatures_step(scores + start, weights ? weights + start : 0, 8);
  if (start < count) curvatures_step(scores + start, weights ? weights + start : 0, count - start);
}

STEP squared_step(
    double *scores, const double *targets, double unit, double mean, double inverse_deviation,
    const double *weights, doubles *losses, int64_t lanes) {
  doubles z, target;
  LOAD(z, scores);
  LOAD(target, targets);
  doubles slope = z - (target * unit - mean) * inverse_deviation;
  doubles loss = slope * slope * 0.5;
  if (weights) {
    doubles weight;
    LOAD(weight, weights);
    const words counts = weight > 0;
    slope = SELECT(counts, weight * slope, CONSTANT(0));
    loss = SELECT(counts, weight * loss, CONSTANT(0));
  } else {
    for (int64_t lane = lanes; lane < 8; lane++) loss[lane] = 0;
  }
  *losses += loss;
  STORE(scores, slope);
}

FOR_EACH_INSTRUCTION_SET
double automl_squared_slopes(
    double *scores, const double *targets, double unit, double mean, double inverse_deviation,
    const double *weights, int64_t count) {
  doubles sum = {0};
  int64_t start = 0;
  for (; start + 8 <= count; start += 8)
    squared_step(
        scores + start, targets + start, unit, mean, inverse_deviation, weights ? weights + start : 0, &sum, 8);
  if (start < count)
    squared_step(
        scores + start, targets + start, unit, mean, inverse_deviation, weights ? weights + start : 0, &sum,
        count - start);
  double total = 0;
  for (int lane = 0; lane < 8; lane++) total += sum[lane];
  return total;
}
