#include "CTreeKernels.h"

#include <float.h>
#include <string.h>

#include "Dispatch.h"

// Products and sums are rounded one by one on every machine, so all versions give the same bits.
#pragma STDC FP_CONTRACT OFF

// Eight rows.
typedef float floats __attribute__((vector_size(32)));
typedef int32_t integers __attribute__((vector_size(32)));
typedef uint32_t naturals __attribute__((vector_size(32)));
typedef double doubles __attribute__((vector_size(64)));
typedef int64_t words __attribute__((vector_size(64)));

// Macros, as vectors passed to functions would fix the registers that they travel in.
#define SELECT(condition, yes, no) ((floats)(((integers)(yes) & (condition)) | ((integers)(no) & ~(condition))))
#define AT_LEAST(x, least) SELECT((x) < (least), (floats){0} + (least), x)
#define AT_MOST(x, most) SELECT((x) > (most), (floats){0} + (most), x)

// `y = exp(x)`, within 2 units in the last place, for arguments held in -87...88.
//
// exp(x) = 2^n exp(r) with n = round(x / log 2); exp(r) is a polynomial of degree 6 on |r| <= log(2) / 2.
#define EXPONENTIAL(y, x) \
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

// Steps take up to eight rows from `start` on. They are called with 8, a constant where they are inlined, and
// for the last rows with what is left.
#define STEP __attribute__((always_inline)) static inline void

STEP logistic_step(
    const double *scores, const double *targets, float *gradients, float *hessians, int64_t start,
    int64_t lanes) {
  doubles score, target;
  floats power;
  LOAD(score, scores + start);
  LOAD(target, targets + start);
  EXPONENTIAL(power, -__builtin_convertvector(score, floats));
  const floats p = 1 / (1 + power);
  const floats gradient = p - __builtin_convertvector(target, floats);
  const floats hessian = AT_LEAST(p * (1 - p), AUTOML_LEAST_HESSIAN);
  STORE(gradients + start, gradient);
  STORE(hessians + start, hessian);
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_logistic_derivatives(
    const double *scores, const double *targets, int64_t count, float *gradients, float *hessians) {
  int64_t start = 0;
  for (; start + 8 <= count; start += 8) logistic_step(scores, targets, gradients, hessians, start, 8);
  logistic_step(scores, targets, gradients, hessians, start, count - start);
}

STEP softmax_step(
    const double *const *scores, int32_t class_count, float *const *probabilities, int64_t start,
    int64_t lanes) {
  doubles largest = (doubles){0} - __builtin_inf();
  for (int32_t k = 0; k < class_count; k++) {
    doubles score;
    LOAD(score, scores[k] + start);
    const words is_larger = score > largest;
    largest = (doubles)(((words)score & is_larger) | ((words)largest & ~is_larger));
  }
  floats sum = {0};
  for (int32_t k = 0; k < class_count; k++) {
    doubles score;
    floats power;
    LOAD(score, scores[k] + start);
    EXPONENTIAL(power, __builtin_convertvector(score - largest, floats));
    sum += power;
    STORE(probabilities[k] + start, power);
  }
  for (int32_t k = 0; k < class_count; k++) {
    floats power;
    LOAD(power, probabilities[k] + start);
    power /= sum;
    STORE(probabilities[k] + start, power);
  }
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_softmax(
    const double *const *scores, int32_t class_count, int64_t count, float *const *probabilities) {
  int64_t start = 0;
  for (; start + 8 <= count; start += 8) softmax_step(scores, class_count, probabilities, start, 8);
  softmax_step(scores, class_count, probabilities, start, count - start);
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_softmax_derivatives(
    const float *probabilities, const double *targets, double class_number, float factor, int64_t count,
    float *gradients, float *hessians) {
  for (int64_t row = 0; row < count; row++) {
    const float p = probabilities[row];
    const float product = factor * p * (1 - p);
    gradients[row] = p - (targets[row] == class_number ? 1.0f : 0.0f);
    hessians[row] = product < AUTOML_LEAST_HESSIAN ? AUTOML_LEAST_HESSIAN : product;
  }
}

STEP pack_step(
    const float *gradients, const float *hessians, const double *weights, int64_t *pairs, doubles *sums,
    int64_t start, int64_t lanes) {
  floats gradient, hessian;
  LOAD(gradient, gradients + start);
  LOAD(hessian, hessians + start);
  const doubles unweighted = __builtin_convertvector(gradient, doubles);
  if (weights) {
    doubles weight;
    LOAD(weight, weights + start);
    gradient *= __builtin_convertvector(weight, floats);
    hessian *= __builtin_convertvector(weight, floats);
    // A product beyond the range of `float` is its end.
    gradient = AT_MOST(AT_LEAST(gradient, -FLT_MAX), FLT_MAX);
    hessian = AT_MOST(hessian, FLT_MAX);
  }
  const doubles weighted = __builtin_convertvector(gradient, doubles);
  sums[0] += (doubles)((words)weighted & INT64_MAX);
  sums[1] += __builtin_convertvector(hessian, doubles);
  sums[2] += unweighted * weighted;
  const words pair = __builtin_convertvector((naturals)gradient, words) << 32
                     | __builtin_convertvector((naturals)hessian, words);
  STORE(pairs + start, pair);
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_pack_derivatives(
    const float *gradients, const float *hessians, const double *weights, int64_t count, int64_t *pairs,
    automl_magnitude *magnitude) {
  doubles sums[3] = {{0}};
  int64_t start = 0;
  for (; start + 8 <= count; start += 8) pack_step(gradients, hessians, weights, pairs, sums, start, 8);
  pack_step(gradients, hessians, weights, pairs, sums, start, count - start);
  for (int lane = 0; lane < 8; lane++) {
    magnitude->gradient += sums[0][lane];
    magnitude->hessian += sums[1][lane];
    magnitude->squared_gradient += sums[2][lane];
  }
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_quantize(
    int64_t *pairs, int64_t count, uint32_t first_row, double gradient_units, double hessian_units,
    uint32_t salt) {
  // Adding 1.5 * 2^52 rounds to the nearest integer, which is then in the low bits.
  const double magic = 6755399441055744.0;
  const int64_t magic_bits = 0x4338000000000000;
  for (int64_t index = 0; index < count; index++) {
    const uint64_t pair = (uint64_t)pairs[index];
    const uint32_t high = (uint32_t)(pair >> 32), low = (uint32_t)pair;
    float gradient, hessian;
    memcpy(&gradient, &high, sizeof gradient);
    memcpy(&hessian, &low, sizeof hessian);
    const uint32_t weyl = (first_row + (uint32_t)index) * 0x9E3779B9u + salt;
    // In -0.5..<0.5, exclusive at both ends, so whole numbers of units stay what they are.
    const double dither = (weyl + 0.5) * 0x1p-32 - 0.5;
    const double g = (gradient * gradient_units + dither) + magic;
    const double h = (hessian * hessian_units + dither) + magic;
    int64_t gradient_bits, hessian_bits;
    memcpy(&gradient_bits, &g, sizeof g);
    memcpy(&hessian_bits, &h, sizeof h);
    pairs[index] = (int64_t)((uint64_t)(gradient_bits - magic_bits) << 32) + (hessian_bits - magic_bits);
  }
}
