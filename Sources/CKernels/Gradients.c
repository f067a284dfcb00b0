#include "CKernels.h"
#include "Vectors.h"

#include <float.h>

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
