#include "CKernels.h"
#include "Vectors.h"

// Sums of the errors of predicted numbers. Each number is cut into two integers by a unit that is given, and integers
// add up exactly, in whatever order rows come.

// Added to a number below 2^51 it rounds that to an integer, which is then in the low bits.
#define SHIFT 0x1.8p52

typedef struct {
  words whole, rest;
} partial_sum;

#define ADD_EXACTLY(sum, place, number) \
  do { \
    const doubles scaled = (doubles)((words)(number) & mask) * sums[place].inverse_unit; \
    const doubles shifted = scaled + SHIFT; \
    const doubles rest = (scaled - (shifted - SHIFT)) * sums[place].fraction + SHIFT; \
    sum[place].whole += (words)shifted - (words)CONSTANT(SHIFT); \
    sum[place].rest += (words)rest - (words)CONSTANT(SHIFT); \
  } while (0)

__attribute__((always_inline)) static inline void add_lanes(
    const partial_sum *partial, int64_t count, automl_exact_sum *sums) {
  for (int64_t place = 0; place < count; place++)
    for (int lane = 0; lane < 8; lane++) {
      sums[place].whole += partial[place].whole[lane];
      sums[place].rest += partial[place].rest[lane];
    }
}

#define FOR_EACH_STEP(step, ...) \
  do { \
    int64_t row = 0; \
    for (; row + 8 <= count; row += 8) step(actual + row, predicted + row, 8, __VA_ARGS__); \
    if (row < count) step(actual + row, predicted + row, count - row, __VA_ARGS__); \
  } while (0)

// The numbers of a step, and which of the eight are there.
#define LOAD_STEP \
  doubles a, p; \
  LOAD(a, actual); \
  LOAD(p, predicted); \
  const words mask = (words){0, 1, 2, 3, 4, 5, 6, 7} < (words){0} + lanes

#define SHARE(number, actual) \
  ((number) / SELECT_DOUBLES(MAGNITUDE(actual) > AUTOML_LEAST_TARGET, MAGNITUDE(actual), CONSTANT(AUTOML_LEAST_TARGET)))

int64_t automl_keep_pairs(
    const double *actual, const double *predicted, int64_t count, double *kept_actual, double *kept_predicted) {
  int64_t kept = 0;
  for (int64_t i = 0; i < count; i++) {
    kept_actual[kept] = actual[i];
    kept_predicted[kept] = predicted[i];
    kept += actual[i] == actual[i] && predicted[i] == predicted[i];
  }
  return kept;
}

#define RAISE(target, number) target = SELECT_DOUBLES((number) > target, number, target)

STEP extend_range(
    const double *actual, const double *predicted, int64_t lanes, doubles *ends, words *odd) {
  LOAD_STEP;
  // Rows that are not there are as the first one.
  a = SELECT_DOUBLES(mask, a, CONSTANT(actual[0]));
  p = SELECT_DOUBLES(mask, p, CONSTANT(predicted[0]));
  const doubles error = MAGNITUDE(p - a);
  RAISE(ends[0], a);
  RAISE(ends[1], -a);
  RAISE(ends[2], -MAGNITUDE(a));
  RAISE(ends[3], error);
  RAISE(ends[4], SHARE(error, a));
  *odd |= ~(error < CONSTANT(__builtin_inf()));
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_extend_errors(
    const double *actual, const double *predicted, int64_t count, automl_error_range *range) {
  doubles ends[5] = {
      CONSTANT(range->high), CONSTANT(-range->low), CONSTANT(-range->least), CONSTANT(range->error),
      CONSTANT(range->share)};
  words odd = {0};
  FOR_EACH_STEP(extend_range, ends, &odd);
  for (int lane = 0; lane < 8; lane++) {
    range->high = ends[0][lane] > range->high ? ends[0][lane] : range->high;
    range->low = -ends[1][lane] < range->low ? -ends[1][lane] : range->low;
    range->least = -ends[2][lane] < range->least ? -ends[2][lane] : range->least;
    range->error = ends[3][lane] > range->error ? ends[3][lane] : range->error;
    range->share = ends[4][lane] > range->share ? ends[4][lane] : range->share;
    range->is_infinite |= odd[lane] != 0;
  }
}

STEP add_errors(
    const double *actual, const double *predicted, int64_t lanes, const automl_exact_sum *sums,
    partial_sum *partial) {
  LOAD_STEP;
  const doubles error = MAGNITUDE(p - a);
  ADD_EXACTLY(partial, 0, a);
  ADD_EXACTLY(partial, 1, error * error);
  ADD_EXACTLY(partial, 2, error);
  ADD_EXACTLY(partial, 3, SHARE(error, a));
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_add_errors(const double *actual, const double *predicted, int64_t count, automl_exact_sum *sums) {
  partial_sum partial[4] = {0};
  FOR_EACH_STEP(add_errors, sums, partial);
  add_lanes(partial, 4, sums);
}

STEP add_spreads(
    const double *actual, const double *predicted, int64_t lanes, const automl_error_means *means,
    const automl_exact_sum *sums, partial_sum *partial) {
  LOAD_STEP;
  const doubles error = MAGNITUDE(p - a), base = MAGNITUDE(means->actual - a);
  const doubles square = error * error - means->square, magnitude = error - means->magnitude;
  const doubles share = SHARE(error, a) - means->share;
  ADD_EXACTLY(partial, 0, base * base);
  ADD_EXACTLY(partial, 1, base);
  ADD_EXACTLY(partial, 2, SHARE(base, a));
  ADD_EXACTLY(partial, 3, square * square);
  ADD_EXACTLY(partial, 4, magnitude * magnitude);
  ADD_EXACTLY(partial, 5, share * share);
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_add_spreads(
    const double *actual, const double *predicted, int64_t count, const automl_error_means *means,
    automl_exact_sum *sums) {
  partial_sum partial[6] = {0};
  FOR_EACH_STEP(add_spreads, means, sums, partial);
  add_lanes(partial, 6, sums);
}

STEP add_excesses(
    const double *actual, const double *predicted, int64_t lanes, double centre, double ratio,
    const automl_exact_sum *sums, partial_sum *partial) {
  LOAD_STEP;
  const doubles error = p - a, base = centre - a;
  const doubles excess = error * error - ratio * (base * base);
  ADD_EXACTLY(partial, 0, excess * excess);
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_add_excesses(
    const double *actual, const double *predicted, int64_t count, double centre, double ratio,
    automl_exact_sum *sum) {
  partial_sum partial[1] = {0};
  FOR_EACH_STEP(add_excesses, centre, ratio, sum, partial);
  add_lanes(partial, 1, sum);
}

static inline uint64_t magnitude_bits(double actual, const double *predicted, int64_t i, double centre) {
  const double error = __builtin_fabs((predicted ? predicted[i] : centre) - actual);
  uint64_t bits;
  memcpy(&bits, &error, sizeof bits);
  return bits;
}

void automl_count_magnitudes(
    const double *actual, const double *predicted, double centre, int64_t count, uint32_t *counts) {
  for (int64_t i = 0; i < count; i++)
    counts[magnitude_bits(actual[i], predicted, i, centre) >> AUTOML_MAGNITUDE_SHIFT]++;
}

int64_t automl_keep_magnitudes(
    const double *actual, const double *predicted, double centre, int64_t count, uint64_t first, uint64_t last,
    uint64_t *kept) {
  int64_t found = 0;
  for (int64_t i = 0; i < count; i++) {
    const uint64_t bits = magnitude_bits(actual[i], predicted, i, centre);
    kept[found] = bits;
    found += (bits >> AUTOML_MAGNITUDE_SHIFT) - first <= last - first;
  }
  return found;
}
