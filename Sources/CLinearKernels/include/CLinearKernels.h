// Kernels of the linear learner: one function compiled for several instruction sets, of which the machine's
// best is taken when the library is loaded. All give the same bits, but for Gram matrices: their kernel is for
// AVX-512 alone.

#ifndef AUTOML_CLINEARKERNELS_H
#define AUTOML_CLINEARKERNELS_H

#include <stdint.h>

// Replaces each value by its exponential, within 2 units in the last place: 0 below -708, infinity above 709,
// NaN for NaN.
void automl_exponentials(double *values, int64_t count);

// Replaces scores z by the slopes of the logistic loss `log(1 + exp(z)) - y * z` in them, for targets y of 0 or
// 1; the sum of the losses. Both are multiplied by the rows' weights, unless those are NULL.
double automl_logistic_slopes(double *scores, const double *targets, const double *weights, int64_t count);

// Replaces scores by the second derivatives of that loss, `exp(z) / (1 + exp(z))^2`.
void automl_logistic_curvatures(double *scores, const double *weights, int64_t count);

// Replaces scores z by the slopes `z - t` of the squared loss `(z - t)^2 / 2` in them, where t is
// `(target * unit - mean) * inverse_deviation`; the sum of the losses. Both are multiplied by the weights as above.
double automl_squared_slopes(
    double *scores, const double *targets, double unit, double mean, double inverse_deviation,
    const double *weights, int64_t count);

// Whether the kernels of Gram matrices work on this machine (AVX-512).
int automl_has_gram(void);

// The lower triangle of result (order x order) += a^T * a, column by column, where a is rows x order; what is above
// has no meaning then.
void automl_add_gram_of_doubles(const double *matrix, int64_t rows, int64_t order, double *result);
void automl_add_gram_of_floats(const float *matrix, int64_t rows, int64_t order, float *result);

// Adds to the hash of each row that of its value, by its bits; `seed` and the odd `factor` tell one column from
// another.
void automl_hash_floats(const float *values, int64_t count, uint64_t seed, uint64_t factor, uint64_t *hashes);
void automl_hash_doubles(const double *values, int64_t count, uint64_t seed, uint64_t factor, uint64_t *hashes);

// What some numbers and their distances from a centre come to; NaN is missing.
typedef struct {
  int64_t missing;       // How many are missing.
  double low, high;      // The least and the largest, infinite ones too; the wrong way round where there are none.
  double first, second;  // The sums of the distances and of their squares: not finite where a number is not.
} automl_moments;

void automl_moments_of_floats(const float *values, int64_t count, double centre, automl_moments *moments);
void automl_moments_of_doubles(const double *values, int64_t count, double centre, automl_moments *moments);

// How a number becomes a cell: (number * unit - mean) * inverse_deviation, one of the ends beyond the limit.
typedef struct {
  double unit, mean, inverse_deviation;
  double limit, lowest, highest;
} automl_standard;

// The cells of some numbers; 0 where one is missing.
void automl_standardise_floats_to_floats(
    const float *values, int64_t count, const automl_standard *standard, float *cells);
void automl_standardise_floats_to_doubles(
    const float *values, int64_t count, const automl_standard *standard, double *cells);
void automl_standardise_doubles_to_floats(
    const double *values, int64_t count, const automl_standard *standard, float *cells);
void automl_standardise_doubles_to_doubles(
    const double *values, int64_t count, const automl_standard *standard, double *cells);

#endif
