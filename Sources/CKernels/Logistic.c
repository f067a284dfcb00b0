#include "CKernels.h"
#include "Vectors.h"

#include <math.h>

// `log(1 + e)` for e from 0 to 1: twice the inverse hyperbolic tangent of s = e / (2 + e), by its series.
#define LOGARITHM_OF_ONE_PLUS(y, e) \
  do { \
    const doubles s = (e) / (2 + (e)); \
    const doubles square = s * s; \
    doubles sum = CONSTANT(1 / 33.0); \
    for (int odd = 31; odd >= 3; odd -= 2) sum = sum * square + 1.0 / odd; \
    y = 2 * s * (sum * square + 1); \
  } while (0)

// What the losses of a chunk of rows are summed from.
typedef struct {
  doubles sum;
  // The factors 1 + exp(-|z|), whose logarithms are the rest of the losses: each is between 1 and 2.
  doubles product;
} logistic_losses;

STEP gradient_step(
    double *scores, const double *targets, double *exponentials, logistic_losses *losses, int64_t lanes) {
  doubles z, y, e;
  LOAD(z, scores);
  LOAD(y, targets);
  const doubles magnitude = MAGNITUDE(z);
  EXPONENTIAL_OF_DOUBLES(e, -magnitude);
  const doubles factor = 1 + e;
  const words is_positive = z >= 0;
  const doubles gradient = SELECT_DOUBLES(is_positive, CONSTANT(1), e) / factor - y;
  doubles loss = SELECT_DOUBLES(is_positive, z, CONSTANT(0)) - y * z;
  doubles counted = factor;
  for (int64_t lane = lanes; lane < 8; lane++) counted[lane] = 1;
  losses->sum += loss;
  losses->product *= counted;
  STORE(exponentials, e);
  STORE(scores, gradient);
}

STEP weighted_gradient_step(
    double *scores, const double *targets, const double *weights, doubles *losses, int64_t lanes) {
  doubles z, y, weight, e, rest;
  LOAD(z, scores);
  LOAD(y, targets);
  LOAD(weight, weights);
  const doubles magnitude = MAGNITUDE(z);
  EXPONENTIAL_OF_DOUBLES(e, -magnitude);
  LOGARITHM_OF_ONE_PLUS(rest, e);
  const words is_positive = z >= 0;
  doubles gradient = weight * (SELECT_DOUBLES(is_positive, CONSTANT(1), e) / (1 + e) - y);
  const doubles loss = weight * (rest + (SELECT_DOUBLES(is_positive, z, CONSTANT(0)) - y * z));
  // A row without weight adds nothing, even where its own loss overflows.
  const words counts = weight > 0;
  gradient = SELECT_DOUBLES(counts, gradient, CONSTANT(0));
  *losses += SELECT_DOUBLES(counts, loss, CONSTANT(0));
  STORE(scores, gradient);
}

AUTOML_FOR_EACH_INSTRUCTION_SET
double automl_logistic_gradients(double *scores, const double *targets, const double *weights, int64_t count) {
  doubles sum = {0};
  double logarithms = 0;
  int64_t start = 0;
  if (weights) {
    for (; start + 8 <= count; start += 8)
      weighted_gradient_step(scores + start, targets + start, weights + start, &sum, 8);
    if (start < count)
      weighted_gradient_step(scores + start, targets + start, weights + start, &sum, count - start);
  } else {
    // One logarithm for each chunk: `sum(log(1 + e))` is that of the product, at most 2^256.
    double exponentials[256];
    for (int64_t chunk = 0; chunk < count; chunk += 256) {
      const int64_t size = count - chunk < 256 ? count - chunk : 256;
      logistic_losses losses = {sum, CONSTANT(1)};
      for (start = 0; start + 8 <= size; start += 8)
        gradient_step(
            scores + chunk + start, targets + chunk + start, exponentials + start, &losses, 8);
      if (start < size)
        gradient_step(
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

STEP hessian_step(double *scores, const double *weights, int64_t lanes) {
  doubles z, e;
  LOAD(z, scores);
  const doubles magnitude = MAGNITUDE(z);
  EXPONENTIAL_OF_DOUBLES(e, -magnitude);
  doubles hessian = e / ((1 + e) * (1 + e));
  if (weights) {
    doubles weight;
    LOAD(weight, weights);
    hessian = SELECT_DOUBLES(weight > 0, weight * hessian, CONSTANT(0));
  }
  STORE(scores, hessian);
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_logistic_hessians(double *scores, const double *weights, int64_t count) {
  int64_t start = 0;
  for (; start + 8 <= count; start += 8)
    hessian_step(scores + start, weights ? weights + start : 0, 8);
  if (start < count) hessian_step(scores + start, weights ? weights + start : 0, count - start);
}

// The same in single precision, gradient and hessian at once.
STEP derivatives_step(
    const double *scores, const double *targets, float *gradients, float *hessians, int64_t start,
    int64_t lanes) {
  doubles score, target;
  floats power;
  LOAD(score, scores + start);
  LOAD(target, targets + start);
  EXPONENTIAL_OF_FLOATS(power, -__builtin_convertvector(score, floats));
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
  for (; start + 8 <= count; start += 8) derivatives_step(scores, targets, gradients, hessians, start, 8);
  derivatives_step(scores, targets, gradients, hessians, start, count - start);
}
