#include "CKernels.h"
#include "Vectors.h"

STEP squared_step(
    double *scores, const double *targets, double unit, double mean, double inverse_deviation,
    const double *weights, doubles *losses, int64_t lanes) {
  doubles z, target;
  LOAD(z, scores);
  LOAD(target, targets);
  doubles gradient = z - (target * unit - mean) * inverse_deviation;
  doubles loss = gradient * gradient * 0.5;
  if (weights) {
    doubles weight;
    LOAD(weight, weights);
    const words counts = weight > 0;
    gradient = SELECT_DOUBLES(counts, weight * gradient, CONSTANT(0));
    loss = SELECT_DOUBLES(counts, weight * loss, CONSTANT(0));
  } else {
    for (int64_t lane = lanes; lane < 8; lane++) loss[lane] = 0;
  }
  *losses += loss;
  STORE(scores, gradient);
}

AUTOML_FOR_EACH_INSTRUCTION_SET
double automl_squared_gradients(
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
