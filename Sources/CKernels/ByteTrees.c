#include "CKernels.h"

#include <string.h>

// A tree's leaves are found bottom-up, many rows at once: a split compares a column's bytes with its limit, and
// takes for each row the leaf that its left or its right side has found. Each split costs a comparison and a
// selection for as many rows as a register has bytes, and nothing depends on a branch.

#define VECTOR_OF(width) bytes_##width
#define VECTOR(width) VECTOR_OF(width)
typedef int8_t bytes_16 __attribute__((ext_vector_type(16)));
typedef int8_t bytes_32 __attribute__((ext_vector_type(32)));
typedef int8_t bytes_64 __attribute__((ext_vector_type(64)));

typedef void (*steps_function)(
    const uint8_t *step, const automl_byte_split *split, const uint8_t *set, int8_t *ranks, uint8_t *leaves);

// Any machine.

#if defined(__aarch64__)
#include <arm_neon.h>

static inline bytes_16 looked_up(bytes_16 codes, const uint8_t *set) {
  uint8x16_t places;
  memcpy(&places, &codes, sizeof places);
  const uint8x16x2_t words = {{vld1q_u8(set), vld1q_u8(set + 16)}};
  const uint8x16_t word = vqtbl2q_u8(words, vshrq_n_u8(places, 3));
  const int8x16_t shift = vreinterpretq_s8_u8(vandq_u8(places, vdupq_n_u8(7)));
  const uint8x16_t is_left = vceqzq_u8(vandq_u8(word, vshlq_u8(vdupq_n_u8(1), shift)));
  bytes_16 result;
  memcpy(&result, &is_left, sizeof result);
  return result;
}
#else
static inline bytes_16 looked_up(bytes_16 codes, const uint8_t *set) {
  uint8_t places[16];
  int8_t is_left[16];
  memcpy(places, &codes, sizeof places);
  for (int i = 0; i < 16; i++) is_left[i] = (int8_t)((set[places[i] >> 3] >> (places[i] & 7) & 1) - 1);
  bytes_16 result;
  memcpy(&result, is_left, sizeof result);
  return result;
}
#endif

#define WIDTH 16
#define TARGET
#define LOOK_UP(codes, set) looked_up(codes, set)
#define RUN run_by_16
#define COUNT 8
#include "ByteTreeSteps.h"
#define RUN run_few_by_16
#define COUNT 4
#include "ByteTreeSteps.h"
#undef WIDTH
#undef TARGET
#undef LOOK_UP

#if defined(__x86_64__)
#include <immintrin.h>

#define TARGET __attribute__((target("avx2")))
TARGET
static inline bytes_32 looked_up_by_avx2(bytes_32 codes, const uint8_t *set) {
  const __m256i places = (__m256i)codes;
  const __m256i low = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)set));
  const __m256i high = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)set + 1));
  const __m256i index = _mm256_and_si256(_mm256_srli_epi16(places, 3), _mm256_set1_epi8(15));
  const __m256i word = _mm256_blendv_epi8(
      _mm256_shuffle_epi8(low, index), _mm256_shuffle_epi8(high, index), places);
  const __m256i bits = _mm256_set1_epi64x((int64_t)0x8040201008040201);
  const __m256i bit = _mm256_shuffle_epi8(bits, _mm256_and_si256(places, _mm256_set1_epi8(7)));
  return (bytes_32)_mm256_cmpeq_epi8(_mm256_and_si256(word, bit), _mm256_setzero_si256());
}

#define WIDTH 32
#define LOOK_UP(codes, set) looked_up_by_avx2(codes, set)
#define RUN run_by_32
#define COUNT 8
#include "ByteTreeSteps.h"
#define RUN run_few_by_32
#define COUNT 2
#include "ByteTreeSteps.h"
#undef WIDTH
#undef TARGET
#undef LOOK_UP

// Not `arch=x86-64-v4`: for that the compiler prefers registers of 32 bytes.
#define TARGET __attribute__((target("avx2,avx512f,avx512bw,avx512vl")))
TARGET
static inline bytes_64 looked_up_by_avx512(bytes_64 codes, const uint8_t *set) {
  const __m512i places = (__m512i)codes;
  const __m512i low = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)set));
  const __m512i high = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)set + 1));
  const __m512i index = _mm512_and_si512(_mm512_srli_epi16(places, 3), _mm512_set1_epi8(15));
  const __m512i word = _mm512_mask_shuffle_epi8(
      _mm512_shuffle_epi8(low, index), _mm512_movepi8_mask(places), high, index);
  const __m512i bits = _mm512_set1_epi64((int64_t)0x8040201008040201);
  const __m512i bit = _mm512_shuffle_epi8(bits, _mm512_and_si512(places, _mm512_set1_epi8(7)));
  return (bytes_64)_mm512_movm_epi8(_mm512_testn_epi8_mask(word, bit));
}

#define WIDTH 64
#define LOOK_UP(codes, set) looked_up_by_avx512(codes, set)
#define RUN run_by_64
#define COUNT 8
#include "ByteTreeSteps.h"
#define RUN run_few_by_64
#define COUNT 1
#include "ByteTreeSteps.h"
#undef WIDTH
#undef TARGET
#undef LOOK_UP

int32_t automl_byte_tree_machine(void) {
  if (!__builtin_cpu_supports("avx2")) return 0;
  const int has_vectors = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
                          && __builtin_cpu_supports("avx512vl");
  return has_vectors ? 2 : 1;
}

static const steps_function run_many[] = {run_by_16, run_by_32, run_by_64};
static const steps_function run_few[] = {run_few_by_16, run_few_by_32, run_few_by_64};
#else
int32_t automl_byte_tree_machine(void) { return 0; }

static const steps_function run_many[] = {run_by_16};
static const steps_function run_few[] = {run_few_by_16};
#endif

// Rows of a call of the functions of few.
enum { FEW = 64, BATCH = 8 };

// Adds the leaves' values, one tree after another for each row; inlined with a constant number of trees.
__attribute__((always_inline))
static inline void add_leaves_of(
    int count, const double *const values[BATCH], uint8_t leaves[BATCH][AUTOML_BYTE_TREE_ROWS], int64_t row_count,
    double *scores) {
  for (int64_t row = 0; row < row_count; row++) {
    double score = scores[row];
    for (int tree = 0; tree < count; tree++) score += values[tree][leaves[tree][row]];
    scores[row] = score;
  }
}

static void add_leaves(
    int count, const double *const values[BATCH], uint8_t leaves[BATCH][AUTOML_BYTE_TREE_ROWS], int64_t row_count,
    double *scores) {
  switch (count) {
  case 1: return add_leaves_of(1, values, leaves, row_count, scores);
  case 2: return add_leaves_of(2, values, leaves, row_count, scores);
  case 3: return add_leaves_of(3, values, leaves, row_count, scores);
  case 4: return add_leaves_of(4, values, leaves, row_count, scores);
  case 5: return add_leaves_of(5, values, leaves, row_count, scores);
  case 6: return add_leaves_of(6, values, leaves, row_count, scores);
  case 7: return add_leaves_of(7, values, leaves, row_count, scores);
  case 8: return add_leaves_of(8, values, leaves, row_count, scores);
  default: __builtin_unreachable();
  }
}

void automl_add_byte_trees(
    int32_t machine, const automl_byte_trees *trees, int64_t first, int64_t count, int8_t *ranks,
    int64_t row_count, double *scores) {
  const int64_t many = 128 << machine;
  uint8_t leaves[BATCH][AUTOML_BYTE_TREE_ROWS] __attribute__((aligned(64)));
  const double *values[BATCH];
  for (int64_t tree = 0; tree < count; tree += BATCH) {
    const int batch = count - tree < BATCH ? (int)(count - tree) : BATCH;
    for (int k = 0; k < batch; k++) {
      const automl_byte_tree place = trees->places[first + tree + k];
      values[k] = trees->values + place.value;
      for (int64_t row = 0; row < row_count;) {
        const int is_many = row_count - row > many / 2;
        (is_many ? run_many : run_few)[machine](
            trees->steps + place.step, trees->splits + place.split, trees->sets + place.set, ranks + row,
            leaves[k] + row);
        row += is_many ? many : FEW;
      }
    }
    add_leaves(batch, values, leaves, row_count, scores);
  }
}
