#include "CKernels.h"

#if defined(__x86_64__) && defined(__linux__)
#include <immintrin.h>

#define WITH_AVX512 __attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,fma")))

// All that the compiler may use there.
int automl_has_gram(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("fma");
}

// Sums of 4 x 6 pairs of columns fit in the registers: 24 multiplications for 10 loads.
enum { LEFT = 4, RIGHT = 6, CHUNK = 512 };

#define UNROLLED _Pragma("clang loop unroll(full)") for

// Adds the products of `left_count` columns with `right_count` others; fewer than fit are filled up with the
// first of them, whose sums are dropped.
#define DEFINE_GRAM(NAME, NUMBER, VECTOR, LANES, MASK, ZERO, LOAD, MULTIPLY_ADD, SUM) \
  WITH_AVX512 static void NAME##_tile( \
      const NUMBER *left, int left_count, const NUMBER *right, int right_count, int64_t stride, int64_t rows, \
      NUMBER *result, int64_t order) { \
    const NUMBER *l[LEFT], *r[RIGHT]; \
    VECTOR sums[LEFT][RIGHT]; \
    UNROLLED(int x = 0; x < LEFT; x++) l[x] = left + (x < left_count ? x : 0) * stride; \
    UNROLLED(int y = 0; y < RIGHT; y++) r[y] = right + (y < right_count ? y : 0) * stride; \
    UNROLLED(int x = 0; x < LEFT; x++) UNROLLED(int y = 0; y < RIGHT; y++) sums[x][y] = ZERO(); \
    for (int64_t row = 0; row < rows; row += LANES) { \
      const MASK lanes = rows - row < LANES ? (MASK)((1u << (rows - row)) - 1) : (MASK)-1; \
      VECTOR columns[LEFT]; \
      UNROLLED(int x = 0; x < LEFT; x++) columns[x] = LOAD(lanes, l[x] + row); \
      UNROLLED(int y = 0; y < RIGHT; y++) { \
        const VECTOR column = LOAD(lanes, r[y] + row); \
        UNROLLED(int x = 0; x < LEFT; x++) sums[x][y] = MULTIPLY_ADD(columns[x], column, sums[x][y]); \
      } \
    } \
    for (int x = 0; x < left_count; x++) \
      for (int y = 0; y < right_count; y++) result[x * order + y] += SUM(sums[x][y]); \
  } \
  \
  WITH_AVX512 void NAME(const NUMBER *matrix, int64_t rows, int64_t order, NUMBER *result) { \
    for (int64_t start = 0; start < rows; start += CHUNK) { \
      const int64_t count = rows - start < CHUNK ? rows - start : CHUNK; \
      for (int64_t left = 0; left < order; left += LEFT) \
        for (int64_t right = left; right < order; right += RIGHT) \
          NAME##_tile( \
              matrix + start + left * rows, (int)(order - left < LEFT ? order - left : LEFT), \
              matrix + start + right * rows, (int)(order - right < RIGHT ? order - right : RIGHT), rows, count, \
              result + left * order + right, order); \
    } \
  }

DEFINE_GRAM(
    automl_add_gram_of_doubles, double, __m512d, 8, __mmask8, _mm512_setzero_pd, _mm512_maskz_loadu_pd,
    _mm512_fmadd_pd, _mm512_reduce_add_pd)
DEFINE_GRAM(
    automl_add_gram_of_floats, float, __m512, 16, __mmask16, _mm512_setzero_ps, _mm512_maskz_loadu_ps,
    _mm512_fmadd_ps, _mm512_reduce_add_ps)

#else

int automl_has_gram(void) { return 0; }
void automl_add_gram_of_doubles(const double *matrix, int64_t rows, int64_t order, double *result) {}
void automl_add_gram_of_floats(const float *matrix, int64_t rows, int64_t order, float *result) {}

#endif
