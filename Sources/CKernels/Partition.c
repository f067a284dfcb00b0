#include "CKernels.h"

// Rows are parted in two passes: one marks the left rows, sixteen in an element of marks, and counts them;
// with the counts of all pieces each piece knows where its rows go, and the other pass moves them there.

int64_t automl_mark_left(
    const uint32_t *rows, int64_t count, const uint8_t *bins, const uint8_t *is_left, uint16_t *marks) {
  int64_t left_count = 0;
  int64_t start = 0;
  for (; start + 16 <= count; start += 16) {
    // One by one: a gather of sixteen bytes takes three times as long.
    uint32_t mark = 0;
    for (int lane = 0; lane < 16; lane++) mark |= (uint32_t)is_left[bins[rows[start + lane]]] << lane;
    marks[start / 16] = (uint16_t)mark;
    left_count += __builtin_popcount(mark);
  }
  uint32_t mark = 0;
  for (int64_t index = start; index < count; index++) {
    mark |= (uint32_t)is_left[bins[rows[index]]] << (index - start);
  }
  if (start < count) marks[start / 16] = (uint16_t)mark;
  return left_count + __builtin_popcount(mark);
}

void automl_move_rows_plainly(
    const uint32_t *rows, int64_t count, const uint16_t *marks, uint32_t *left, uint32_t *right) {
  for (int64_t index = 0; index < count; index++) {
    if (marks[index / 16] >> (index & 15) & 1) {
      *left++ = rows[index];
    } else {
      *right++ = rows[index];
    }
  }
}

#if defined(__x86_64__)
#include <immintrin.h>

static int has_vectors(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("popcnt");
}

__attribute__((target("avx512f,popcnt")))
static void move_rows_by_vectors(
    const uint32_t *rows, int64_t count, const uint16_t *marks, uint32_t *left, uint32_t *right) {
  int64_t start = 0;
  for (; start + 16 <= count; start += 16) {
    const __m512i row = _mm512_loadu_si512(rows + start);
    const uint32_t mark = marks[start / 16];
    const uint32_t left_count = (uint32_t)__builtin_popcount(mark);
    // Only what is ours is written: other threads may have filled what follows.
    _mm512_mask_storeu_epi32(
        left, (__mmask16)((1u << left_count) - 1), _mm512_maskz_compress_epi32((__mmask16)mark, row));
    _mm512_mask_storeu_epi32(
        right, (__mmask16)((1u << (16 - left_count)) - 1),
        _mm512_maskz_compress_epi32((__mmask16)~mark, row));
    left += left_count;
    right += 16 - left_count;
  }
  automl_move_rows_plainly(rows + start, count - start, marks + start / 16, left, right);
}
#else
static int has_vectors(void) { return 0; }
#define move_rows_by_vectors automl_move_rows_plainly
#endif

void automl_move_rows(
    const uint32_t *rows, int64_t count, const uint16_t *marks, uint32_t *left, uint32_t *right) {
  (has_vectors() ? move_rows_by_vectors : automl_move_rows_plainly)(rows, count, marks, left, right);
}
