#include "CKernels.h"

#include <string.h>

#include "Dispatch.h"

// Rows of a block.
enum { ROWS = 256 };

#define INLINE __attribute__((always_inline)) static inline

// For each row 1 where it goes left.
INLINE void decide(
    const int32_t *decision, const uint64_t *words, const uint32_t *ranks, int64_t count, uint8_t *is_left) {
  const uint32_t limit = (uint32_t)decision[1], missing_offset = (uint32_t)decision[2];
  if (decision[3] < 0) {
    for (int64_t row = 0; row < count; row++) is_left[row] = ranks[row] + missing_offset <= limit;
    return;
  }
  const uint32_t level_count = (uint32_t)decision[3];
  const uint64_t *set = words + limit;
  for (int64_t row = 0; row < count; row++) {
    const uint32_t code = ranks[row];
    is_left[row] = code < level_count ? (uint8_t)(set[code / 64] >> (code % 64) & 1) : (uint8_t)missing_offset;
  }
}

// The patterns of a group; returns where its part of the program ends.
INLINE const int32_t *find_patterns(
    const int32_t *program, const uint8_t *decisions, int64_t count, uint8_t *patterns) {
  memset(patterns, 0, ROWS);
  const int32_t bit_count = *program++;
  for (int32_t bit = 0; bit < bit_count; bit++) {
    uint8_t holds[ROWS];
    memset(holds, 1, ROWS);
    for (int32_t conditions = *program++; conditions > 0; conditions--) {
      const uint8_t *is_left = decisions + ROWS * (*program >> 1);
      const uint8_t is_wrong = (uint8_t)(1 - (*program & 1));
      program++;
      for (int64_t row = 0; row < count; row++) holds[row] &= is_left[row] ^ is_wrong;
    }
    for (int64_t row = 0; row < count; row++) patterns[row] |= (uint8_t)(holds[row] << bit);
  }
  return program;
}

// Adds to each row's sum what some tables have for its patterns.
INLINE void look_up(
    const int32_t *terms, int32_t term_count, const double *tables, const uint8_t *patterns, int64_t count,
    double *sums) {
  int32_t term = 0;
  for (; term + 4 <= term_count; term += 4, terms += 8) {
    const uint8_t *p0 = patterns + ROWS * terms[0], *p1 = patterns + ROWS * terms[2];
    const uint8_t *p2 = patterns + ROWS * terms[4], *p3 = patterns + ROWS * terms[6];
    const double *t0 = tables + terms[1], *t1 = tables + terms[3];
    const double *t2 = tables + terms[5], *t3 = tables + terms[7];
    // One by one: gathers take longer.
#pragma clang loop vectorize(disable)
    for (int64_t row = 0; row < count; row++) {
      sums[row] += (t0[p0[row]] + t1[p1[row]]) + (t2[p2[row]] + t3[p3[row]]);
    }
  }
  for (; term < term_count; term++, terms += 2) {
    const uint8_t *own = patterns + ROWS * terms[0];
    const double *table = tables + terms[1];
#pragma clang loop vectorize(disable)
    for (int64_t row = 0; row < count; row++) sums[row] += table[own[row]];
  }
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_add_contributions(
    const int32_t *program, const uint64_t *words, const double *tables, const uint32_t *ranks,
    int64_t row_count, int64_t count, uint8_t *room, double *sums) {
  const int32_t decision_count = program[0], group_count = program[1], sum_count = program[2];
  program += 3;
  for (int32_t node = 0; node < decision_count; node++, program += 4) {
    decide(program, words, ranks + row_count * program[0], count, room + ROWS * node);
  }
  uint8_t *patterns = room + ROWS * decision_count;
  for (int32_t group = 0; group < group_count; group++) {
    program = find_patterns(program, room, count, patterns + ROWS * group);
  }
  for (int32_t sum = 0; sum < sum_count; sum++) {
    const int32_t term_count = program[1];
    look_up(program + 2, term_count, tables, patterns, count, sums + row_count * program[0]);
    program += 2 + 2 * term_count;
  }
}
