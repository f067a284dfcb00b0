#include "CKernels.h"

// How many of 256 ascending edges are below a value. The vector versions compare with the last edge of
// each of 16 groups, then with the 16 edges of the one group that is left; the plain ones halve eight
// times, without branches, as these would be guessed wrong every other time.

static uint8_t rank_of_double(const double *edges, double value) {
  uint32_t rank = 0;
  for (uint32_t half = 128; half > 0; half /= 2) rank += edges[rank + half - 1] < value ? half : 0;
  return (uint8_t)rank;
}

static uint8_t rank_of_float(const float *edges, float value) {
  uint32_t rank = 0;
  for (uint32_t half = 128; half > 0; half /= 2) rank += edges[rank + half - 1] < value ? half : 0;
  return (uint8_t)rank;
}

#if defined(__x86_64__)
#include <immintrin.h>

static int has_vectors(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("popcnt");
}

__attribute__((target("avx512f,popcnt")))
static void rank_doubles_by_vectors(
    const double *edges, const double *values, int64_t count, uint8_t missing, uint8_t *ranks) {
  double last[16];
  for (int group = 0; group < 16; group++) last[group] = edges[16 * group + 15];
  const __m512d low = _mm512_loadu_pd(last), high = _mm512_loadu_pd(last + 8);
  for (int64_t i = 0; i < count; i++) {
    const __m512d value = _mm512_set1_pd(values[i]);
    const uint32_t groups = (uint32_t)_mm512_cmp_pd_mask(low, value, _CMP_LT_OQ)
                            | (uint32_t)_mm512_cmp_pd_mask(high, value, _CMP_LT_OQ) << 8;
    const uint32_t first = 16 * (uint32_t)__builtin_popcount(groups);
    const uint32_t below =
        (uint32_t)_mm512_cmp_pd_mask(_mm512_loadu_pd(edges + first), value, _CMP_LT_OQ)
        | (uint32_t)_mm512_cmp_pd_mask(_mm512_loadu_pd(edges + first + 8), value, _CMP_LT_OQ) << 8;
    const uint32_t rank = first + (uint32_t)__builtin_popcount(below);
    ranks[i] = values[i] != values[i] ? missing : (uint8_t)rank;
  }
}

__attribute__((target("avx512f,popcnt")))
static void rank_floats_by_vectors(
    const float *edges, const float *values, int64_t count, uint8_t missing, uint8_t *ranks) {
  float last[16];
  for (int group = 0; group < 16; group++) last[group] = edges[16 * group + 15];
  const __m512 lasts = _mm512_loadu_ps(last);
  for (int64_t i = 0; i < count; i++) {
    const __m512 value = _mm512_set1_ps(values[i]);
    const uint32_t first =
        16 * (uint32_t)__builtin_popcount(_mm512_cmp_ps_mask(lasts, value, _CMP_LT_OQ));
    const __m512 group = _mm512_loadu_ps(edges + first);
    const uint32_t rank =
        first + (uint32_t)__builtin_popcount(_mm512_cmp_ps_mask(group, value, _CMP_LT_OQ));
    ranks[i] = values[i] != values[i] ? missing : (uint8_t)rank;
  }
}
#else
static int has_vectors(void) { return 0; }
#define rank_doubles_by_vectors automl_rank_doubles_plainly
#define rank_floats_by_vectors automl_rank_floats_plainly
#endif

void automl_rank_doubles_plainly(
    const double *edges, const double *values, int64_t count, uint8_t missing, uint8_t *ranks) {
  for (int64_t i = 0; i < count; i++) {
    const uint8_t rank = rank_of_double(edges, values[i]);
    ranks[i] = values[i] != values[i] ? missing : rank;
  }
}

void automl_rank_floats_plainly(
    const float *edges, const float *values, int64_t count, uint8_t missing, uint8_t *ranks) {
  for (int64_t i = 0; i < count; i++) {
    const uint8_t rank = rank_of_float(edges, values[i]);
    ranks[i] = values[i] != values[i] ? missing : rank;
  }
}

void automl_rank_doubles(
    const double *edges, const double *values, int64_t count, uint8_t missing, uint8_t *ranks) {
  (has_vectors() ? rank_doubles_by_vectors : automl_rank_doubles_plainly)(
      edges, values, count, missing, ranks);
}

void automl_rank_floats(
    const float *edges, const float *values, int64_t count, uint8_t missing, uint8_t *ranks) {
  (has_vectors() ? rank_floats_by_vectors : automl_rank_floats_plainly)(
      edges, values, count, missing, ranks);
}
