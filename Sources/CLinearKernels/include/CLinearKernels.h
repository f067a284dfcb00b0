// Kernels of the linear learner: one function compiled for several instruction sets, of which the machine's
// best is taken when the library is loaded. All give the same bits.

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

#endif
