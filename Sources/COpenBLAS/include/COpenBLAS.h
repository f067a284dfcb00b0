// The routines of OpenBLAS that the learners use. The library is opened when the first of them is
// needed: a process that trains no linear model never loads it.
//
// Matrices are column-major without gaps; results are added to what is there. `load_openblas` must
// have returned NULL before any other function is called.
#ifndef AUTOML_COPENBLAS_H
#define AUTOML_COPENBLAS_H

#include <stdbool.h>

// Opens the library, on one thread and with the best kernels for the processor. NULL when it is there,
// else why it is not: text that stays. From any thread; free after the first call.
const char *load_openblas(void);

// c (m x n) += a * b: a is m x k, or k x m where it is to be transposed; b is k x n.
void add_product_f64(bool is_transposed, int m, int n, int k, const double *a, const double *b, double *c);
void add_product_f32(bool is_transposed, int m, int n, int k, const float *a, const float *b, float *c);

// c (m x n) = a * b + kept * c: a is m x k, or k x m where it is to be transposed; b is k x n, or n x k.
void set_product_f32(
    bool is_left_transposed, bool is_right_transposed, int m, int n, int k, const float *a, const float *b,
    float kept, float *c);

// The lower triangle of c (n x n) += a^T * a, where a is k x n; what is above has no meaning then.
void add_gram_f64(int n, int k, const double *a, double *c);
void add_gram_f32(int n, int k, const float *a, float *c);

double dot_f64(int n, const double *x, const double *y);

// Replaces the lower triangle of a (n x n) by its Cholesky factor L. 0, or the order of the first leading
// block that has none.
int factor_f64(int n, double *a);

// Replaces the upper triangle of the first rows of a (m x n, m >= n) by the R of a = Q * R; what is below has no
// meaning then. `scratch` has room for (1 + triangle_scratch) * n numbers.
enum { triangle_scratch = 32 };
void triangle_f64(int m, int n, double *a, double *scratch);

// Replaces x by L^-1 * x, or by L^-T * x.
void solve_f64(bool is_transposed, int n, const double *l, double *x);

#endif
