#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

int32_t automl_has_block_trees(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
         && __builtin_cpu_supports("avx512vbmi");
}

// All 63 splits of a tree are decided at once: one permutation brings each node the rank that it asks
// for, one comparison gives 63 bits, and six shifts follow them to the leaf.
__attribute__((target("avx512f,avx512bw,avx512vbmi")))
void automl_add_block_tree(
    const automl_block_tree *tree, const uint8_t *ranks, int64_t row_count, double *scores) {
  const __m512i columns = _mm512_loadu_si512(tree->columns);
  const __m512i limits = _mm512_loadu_si512(tree->limits);
  const __m512i offsets = _mm512_loadu_si512(tree->missing_offsets);
  for (int64_t row = 0; row < row_count; row++) {
    const __m512i values = _mm512_loadu_si512(ranks + 64 * row);
    const __m512i asked = _mm512_add_epi8(_mm512_permutexvar_epi8(columns, values), offsets);
    const uint64_t goes_right = _cvtmask64_u64(_mm512_cmpgt_epu8_mask(asked, limits));
    uint64_t node = 1;
    for (int depth = 0; depth < 6; depth++) node = 2 * node + (goes_right >> node & 1);
    scores[row] += tree->leaves[node - 64];
  }
}

#else

int32_t automl_has_block_trees(void) { return 0; }

void automl_add_block_tree(
    const automl_block_tree *tree, const uint8_t *ranks, int64_t row_count, double *scores) {
  (void)tree, (void)ranks, (void)row_count, (void)scores;
}

#endif
