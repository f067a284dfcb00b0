#include "CKernels.h"
#include "Vectors.h"

STEP exponentials_step(double *values, int64_t lanes) {
  doubles x, y;
  LOAD(x, values);
  EXPONENTIAL_OF_DOUBLES(y, x);
  y = SELECT_DOUBLES(x > 709.0, CONSTANT(__builtin_inf()), y);
  y = SELECT_DOUBLES(x < -708.0, CONSTANT(0), y);
  STORE(values, y);
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_exponentials(double *values, int64_t count) {
  int64_t start = 0;
  for (; start + 8 <= count; start += 8) exponentials_step(values + start, 8);
  if (start < count) exponentials_step(values + start, count - start);
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
    EXPONENTIAL_OF_FLOATS(power, __builtin_convertvector(score - largest, floats));
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
