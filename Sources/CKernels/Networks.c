#include "CKernels.h"
#include "Vectors.h"

// Sixteen rows at a time: two registers of AVX2, one of AVX-512.
typedef float rows16 __attribute__((vector_size(64), aligned(4)));

// Adds products one after the other, input by input, so that a row's sum does not depend on the rows beside it.
AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_dense_rows(
    const float *weights, const float *biases, const float *inputs, int64_t input_count, int64_t output_count,
    float *outputs) {
  const rows16 *rows = (const rows16 *)inputs;
  rows16 *sums = (rows16 *)outputs;
  int64_t output = 0;
  for (; output + 4 <= output_count; output += 4) {
    const float *w0 = weights + output * input_count, *w1 = w0 + input_count, *w2 = w1 + input_count;
    const float *w3 = w2 + input_count;
    rows16 s0 = (rows16){0} + biases[output], s1 = (rows16){0} + biases[output + 1];
    rows16 s2 = (rows16){0} + biases[output + 2], s3 = (rows16){0} + biases[output + 3];
    for (int64_t input = 0; input < input_count; input++) {
      const rows16 x = rows[input];
      s0 += x * w0[input];
      s1 += x * w1[input];
      s2 += x * w2[input];
      s3 += x * w3[input];
    }
    sums[output] = s0;
    sums[output + 1] = s1;
    sums[output + 2] = s2;
    sums[output + 3] = s3;
  }
  for (; output < output_count; output++) {
    const float *w = weights + output * input_count;
    rows16 sum = (rows16){0} + biases[output];
    for (int64_t input = 0; input < input_count; input++) sum += rows[input] * w[input];
    sums[output] = sum;
  }
}

#define SELU_SCALE 1.05070098735548049342f
#define SELU_ALPHA 1.67326324235437728481f

// The value and the slope of an activation.
#define SELU(y, d, x) \
  do { \
    floats power; \
    EXPONENTIAL_OF_FLOATS(power, x); \
    const floats low = (SELU_SCALE * SELU_ALPHA) * power; \
    y = SELECT_FLOATS((x) > 0, SELU_SCALE * (x), low - SELU_SCALE * SELU_ALPHA); \
    d = SELECT_FLOATS((x) > 0, (floats){0} + SELU_SCALE, low); \
  } while (0)

// x tanh(log(1 + e)) with e = exp(x): n / (n + 2) with n = e (e + 2); from 20 on that is 1.
#define MISH(y, d, x) \
  do { \
    floats e; \
    const floats near = AT_MOST(x, 20.0f); \
    EXPONENTIAL_OF_FLOATS(e, near); \
    const floats n = e * (e + 2); \
    const floats t = n / (n + 2); \
    y = (x) * t; \
    d = t + (x) * (1 - t * t) * (e / (1 + e)); \
  } while (0)

#define RELU(y, d, x) \
  do { \
    y = SELECT_FLOATS((x) > 0, x, (floats){0}); \
    d = SELECT_FLOATS((x) > 0, (floats){0} + 1, (floats){0}); \
  } while (0)

// tanh(x) = (q - 1) / (q + 1) with q = exp(2 x); beyond 10 it is 1 in single precision.
#define TANH(y, d, x) \
  do { \
    floats q; \
    const floats near = AT_LEAST(AT_MOST(x, 10.0f), -10.0f); \
    EXPONENTIAL_OF_FLOATS(q, near + near); \
    y = (q - 1) / (q + 1); \
    d = 1 - y * y; \
  } while (0)

STEP activation_step(int32_t kind, float *values, float *slopes, int64_t lanes) {
  floats x, y, d;
  LOAD(x, values);
  switch (kind) {
    case AUTOML_SELU: SELU(y, d, x); break;
    case AUTOML_MISH: MISH(y, d, x); break;
    case AUTOML_RELU: RELU(y, d, x); break;
    default: TANH(y, d, x); break;
  }
  STORE(values, y);
  if (slopes) STORE(slopes, d);
}

#define ACTIVATE(kind) \
  do { \
    int64_t start = 0; \
    for (; start + 8 <= count; start += 8) \
      activation_step(kind, values + start, slopes ? slopes + start : 0, 8); \
    if (start < count) activation_step(kind, values + start, slopes ? slopes + start : 0, count - start); \
  } while (0)

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_activate(int32_t kind, float *values, float *slopes, int64_t count) {
  switch (kind) {
    case AUTOML_SELU: ACTIVATE(AUTOML_SELU); break;
    case AUTOML_MISH: ACTIVATE(AUTOML_MISH); break;
    case AUTOML_RELU: ACTIVATE(AUTOML_RELU); break;
    default: ACTIVATE(AUTOML_TANH); break;
  }
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_multiply(float *values, const float *factors, int64_t count) {
  for (int64_t i = 0; i < count; i++) values[i] *= factors[i];
}

STEP adam_step(
    float *parameters, float *means, float *squares, const float *const *gradients, int32_t gradient_count,
    int64_t start, const automl_adam *adam, int64_t lanes) {
  floats g, other, m, v, p;
  LOAD(g, gradients[0] + start);
  for (int32_t part = 1; part < gradient_count; part++) {
    LOAD(other, gradients[part] + start);
    g += other;
  }
  LOAD(m, means + start);
  LOAD(v, squares + start);
  LOAD(p, parameters + start);
  m = adam->mean_share * m + (1 - adam->mean_share) * g;
  v = adam->square_share * v + (1 - adam->square_share) * (g * g);
  const floats root = __builtin_elementwise_sqrt(v * adam->square_correction);
  p -= adam->decay * p + adam->rate * (m * adam->mean_correction) / (root + adam->epsilon);
  STORE(means + start, m);
  STORE(squares + start, v);
  STORE(parameters + start, p);
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_adam_update(
    float *parameters, float *means, float *squares, const float *const *gradients, int32_t gradient_count,
    int64_t count, const automl_adam *adam) {
  int64_t start = 0;
  for (; start + 8 <= count; start += 8)
    adam_step(parameters, means, squares, gradients, gradient_count, start, adam, 8);
  if (start < count)
    adam_step(parameters, means, squares, gradients, gradient_count, start, adam, count - start);
}
