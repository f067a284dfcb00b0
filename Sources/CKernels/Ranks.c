#include "CKernels.h"
#include "Dispatch.h"

// How many ascending edges are below a value. The range of the edges is divided into buckets of one width, of which
// none has more than four edges: the bucket of a value tells how many edges are below it at least, and the next ones
// are compared. Other edges are compared as 256: by vectors with the last edge of each of 16 groups, then with the 16
// edges of the one group that is left; plainly by halving eight times. None has a branch, as these would be guessed
// wrong every other time.

// Rising with the value, as each of the operations is; 0 for NaN.
static inline uint32_t bucket_of(const automl_edges *edges, double value) {
  double place = value * edges->scale + edges->offset;
  place = place > 0 ? place : 0;
  return (uint32_t)(place < AUTOML_BUCKETS - 1 ? place : AUTOML_BUCKETS - 1);
}

int32_t automl_count_buckets(const automl_edges *edges, int32_t count, uint8_t *starts) {
  int32_t first = 0;
  for (uint32_t bucket = 0; bucket < AUTOML_BUCKETS; bucket++) {
    starts[bucket] = (uint8_t)first;
    const int32_t start = first;
    while (first < count && bucket_of(edges, edges->doubles[first]) == bucket) first++;
    if (first - start > 4) return 0;
  }
  return 1;
}

static inline uint8_t rank_of_double(const automl_edges *edges, double value) {
  uint32_t rank = edges->starts ? edges->starts[bucket_of(edges, value)] : 0;
  const double *next = edges->doubles + rank;
  if (!edges->starts)
    for (uint32_t half = 128; half > 4; half /= 2) next += next[half - 1] < value ? half : 0;
  for (uint32_t half = 4; half > 0; half /= 2) next += next[half - 1] < value ? half : 0;
  return (uint8_t)(next - edges->doubles);
}

static inline uint8_t rank_of_float(const automl_edges *edges, float value) {
  uint32_t rank = edges->starts ? edges->starts[bucket_of(edges, value)] : 0;
  const float *next = edges->floats + rank;
  if (!edges->starts)
    for (uint32_t half = 128; half > 4; half /= 2) next += next[half - 1] < value ? half : 0;
  for (uint32_t half = 4; half > 0; half /= 2) next += next[half - 1] < value ? half : 0;
  return (uint8_t)(next - edges->floats);
}

void automl_rank_doubles_plainly(
    const automl_edges *edges, const double *values, int64_t count, uint8_t missing, uint8_t *ranks) {
  for (int64_t i = 0; i < count; i++) {
    const uint8_t rank = rank_of_double(edges, values[i]);
    ranks[i] = values[i] != values[i] ? missing : rank;
  }
}

void automl_rank_floats_plainly(
    const automl_edges *edges, const float *values, int64_t count, uint8_t missing, uint8_t *ranks) {
  for (int64_t i = 0; i < count; i++) {
    const uint8_t rank = rank_of_float(edges, values[i]);
    ranks[i] = values[i] != values[i] ? missing : rank;
  }
}

#if defined(__x86_64__)
#include <immintrin.h>

#define AVX2 __attribute__((target("avx2,popcnt")))
#define AVX512 __attribute__((target("avx2,avx512f,avx512vl,popcnt")))

// The buckets of four or eight values, as `bucket_of` has them.

AVX2 static inline __m128i four_buckets(const automl_edges *edges, __m256d values) {
  const __m256d scaled = _mm256_mul_pd(values, _mm256_set1_pd(edges->scale));
  const __m256d place = _mm256_add_pd(scaled, _mm256_set1_pd(edges->offset));
  const __m256d positive = _mm256_max_pd(place, _mm256_setzero_pd());
  return _mm256_cvttpd_epi32(_mm256_min_pd(positive, _mm256_set1_pd(AUTOML_BUCKETS - 1)));
}

AVX512 static inline __m256i eight_buckets(const automl_edges *edges, __m512d values) {
  const __m512d scaled = _mm512_mul_pd(values, _mm512_set1_pd(edges->scale));
  const __m512d place = _mm512_add_pd(scaled, _mm512_set1_pd(edges->offset));
  const __m512d positive = _mm512_max_pd(place, _mm512_setzero_pd());
  return _mm512_cvttpd_epi32(_mm512_min_pd(positive, _mm512_set1_pd(AUTOML_BUCKETS - 1)));
}

AVX2
static int64_t rank_doubles_by_avx2(
    const automl_edges *edges, const double *values, int64_t count, uint8_t missing, uint8_t *ranks) {
  if (!edges->starts) return 0;
  int64_t i = 0;
  for (; i + 4 <= count; i += 4) {
    uint32_t buckets[4];
    _mm_storeu_si128((__m128i *)buckets, four_buckets(edges, _mm256_loadu_pd(values + i)));
    for (int k = 0; k < 4; k++) {
      const uint32_t start = edges->starts[buckets[k]];
      const double *next = edges->doubles + start;
      const __m256d is_below = _mm256_cmp_pd(_mm256_loadu_pd(next), _mm256_set1_pd(values[i + k]), _CMP_LT_OQ);
      const uint32_t rank = start + (uint32_t)__builtin_popcount((uint32_t)_mm256_movemask_pd(is_below));
      ranks[i + k] = values[i + k] != values[i + k] ? missing : (uint8_t)rank;
    }
  }
  return i;
}

AVX2
static int64_t rank_floats_by_avx2(
    const automl_edges *edges, const float *values, int64_t count, uint8_t missing, uint8_t *ranks) {
  if (!edges->starts) return 0;
  int64_t i = 0;
  for (; i + 4 <= count; i += 4) {
    uint32_t buckets[4];
    const __m256d doubles = _mm256_cvtps_pd(_mm_loadu_ps(values + i));
    _mm_storeu_si128((__m128i *)buckets, four_buckets(edges, doubles));
    for (int k = 0; k < 4; k++) {
      const uint32_t start = edges->starts[buckets[k]];
      const __m128 next = _mm_loadu_ps(edges->floats + start);
      const __m128 is_below = _mm_cmp_ps(next, _mm_set1_ps(values[i + k]), _CMP_LT_OQ);
      const uint32_t rank = start + (uint32_t)__builtin_popcount((uint32_t)_mm_movemask_ps(is_below));
      ranks[i + k] = values[i + k] != values[i + k] ? missing : (uint8_t)rank;
    }
  }
  return i;
}

AVX512
static void rank_doubles_of_groups(
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

AVX512
static void rank_floats_of_groups(
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

AVX512
static int64_t rank_doubles_by_avx512(
    const automl_edges *edges, const double *values, int64_t count, uint8_t missing, uint8_t *ranks) {
  if (!edges->starts) {
    rank_doubles_of_groups(edges->doubles, values, count, missing, ranks);
    return count;
  }
  int64_t i = 0;
  for (; i + 8 <= count; i += 8) {
    uint32_t buckets[8];
    const __m512d eight = _mm512_loadu_pd(values + i);
    _mm256_storeu_si256((__m256i *)buckets, eight_buckets(edges, eight));
    for (int k = 0; k < 8; k++) {
      const uint32_t start = edges->starts[buckets[k]];
      const __m256d next = _mm256_loadu_pd(edges->doubles + start);
      const __mmask8 below = _mm256_cmp_pd_mask(next, _mm256_set1_pd(values[i + k]), _CMP_LT_OQ);
      ranks[i + k] = (uint8_t)(start + (uint32_t)__builtin_popcount(below));
    }
    const uint32_t is_missing = _mm512_cmp_pd_mask(eight, eight, _CMP_UNORD_Q);
    for (int k = 0; is_missing >> k; k++)
      if (is_missing >> k & 1) ranks[i + k] = missing;
  }
  return i;
}

AVX512
static int64_t rank_floats_by_avx512(
    const automl_edges *edges, const float *values, int64_t count, uint8_t missing, uint8_t *ranks) {
  if (!edges->starts) {
    rank_floats_of_groups(edges->floats, values, count, missing, ranks);
    return count;
  }
  int64_t i = 0;
  for (; i + 8 <= count; i += 8) {
    uint32_t buckets[8];
    const __m256 eight = _mm256_loadu_ps(values + i);
    _mm256_storeu_si256((__m256i *)buckets, eight_buckets(edges, _mm512_cvtps_pd(eight)));
    for (int k = 0; k < 8; k++) {
      const uint32_t start = edges->starts[buckets[k]];
      const __m128 next = _mm_loadu_ps(edges->floats + start);
      const __mmask8 below = _mm_cmp_ps_mask(next, _mm_set1_ps(values[i + k]), _CMP_LT_OQ);
      ranks[i + k] = (uint8_t)(start + (uint32_t)__builtin_popcount(below));
    }
    const uint32_t is_missing = _mm256_cmp_ps_mask(eight, eight, _CMP_UNORD_Q);
    for (int k = 0; is_missing >> k; k++)
      if (is_missing >> k & 1) ranks[i + k] = missing;
  }
  return i;
}

static int has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
         && __builtin_cpu_supports("popcnt");
}

static int has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt"); }

#define RANK_BY_VECTORS(numbers) \
  has_avx512() ? rank_##numbers##_by_avx512(edges, values, count, missing, ranks) \
  : has_avx2() ? rank_##numbers##_by_avx2(edges, values, count, missing, ranks) \
               : 0
#else
#define RANK_BY_VECTORS(numbers) 0
#endif

void automl_rank_doubles(
    const automl_edges *edges, const double *values, int64_t count, uint8_t missing, uint8_t *ranks) {
  const int64_t done = RANK_BY_VECTORS(doubles);
  automl_rank_doubles_plainly(edges, values + done, count - done, missing, ranks + done);
}

void automl_rank_floats(
    const automl_edges *edges, const float *values, int64_t count, uint8_t missing, uint8_t *ranks) {
  const int64_t done = RANK_BY_VECTORS(floats);
  automl_rank_floats_plainly(edges, values + done, count - done, missing, ranks + done);
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_shift_ranks(const uint8_t *ranks, int64_t count, uint8_t offset, int8_t *bytes) {
  for (int64_t i = 0; i < count; i++) bytes[i] = (int8_t)((uint8_t)(ranks[i] + offset) ^ 0x80);
}
