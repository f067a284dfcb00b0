// Kernels of the tree learner that need what Swift cannot say: prefetching, and one function compiled
// for several instruction sets, of which the machine's best is taken when the library is loaded.

#ifndef AUTOML_CTREEKERNELS_H
#define AUTOML_CTREEKERNELS_H

#include <stdint.h>

// Asks for a cache line before it is read.
static inline void automl_prefetch(const void *address) { __builtin_prefetch(address); }

// What the gain of a split depends on, beside the sums.
typedef struct {
  int64_t total;          // The node's sums: gradient in the high half, hessian in the low one.
  double gradient_unit;   // The gradient of one unit.
  double hessian_unit;    // The hessian of one unit.
  double l2_penalty;
  double min_hessian;     // Of a side.
  double min_gain;
  double parent_score;    // G^2 / (H + lambda) of the node.
} automl_split_node;

// The first of `count` bins, at most 255, whose prefix has the largest gain as the left side, if that is
// above `*best`, which it then becomes; -1 if none is. The left side is `start` and bins 0 up to it.
int32_t automl_best_prefix(
    const int64_t *sums, int32_t count, int64_t start, const automl_split_node *node, double *best);

#endif
