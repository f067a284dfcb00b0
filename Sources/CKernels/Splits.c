#include "CKernels.h"
#include "Vectors.h"

#include <string.h>

// The two halves of eight bins' sums.
#define GRADIENTS(sums) __builtin_convertvector(__builtin_convertvector((sums) >> 32, integers), doubles)
#define HESSIANS(sums) __builtin_convertvector(__builtin_convertvector((sums), integers), doubles)

AUTOML_FOR_EACH_INSTRUCTION_SET
int32_t automl_best_prefix(
    const int64_t *sums, int32_t count, int64_t start, const automl_split_node *node, double *best) {
  int64_t prefixes[256];
  int64_t sum = start;
  for (int32_t bin = 0; bin < count; bin++) {
    sum += sums[bin];
    prefixes[bin] = sum;
  }
  // A side of everything has no other side: never the best.
  for (int32_t bin = count; bin < ((count + 7) & ~7); bin++) prefixes[bin] = node->total;

  const automl_split_node n = *node;
  doubles best_gains = (doubles){0} + *best;
  words best_bins = (words){0} - 1;
  words bins = {0, 1, 2, 3, 4, 5, 6, 7};
  for (int32_t bin = 0; bin < count; bin += 8) {
    words left;
    memcpy(&left, prefixes + bin, sizeof left);
    words right = n.total - left;
    doubles left_gradients = GRADIENTS(left) * n.gradient_unit;
    doubles right_gradients = GRADIENTS(right) * n.gradient_unit;
    doubles left_hessians = HESSIANS(left) * n.hessian_unit;
    doubles right_hessians = HESSIANS(right) * n.hessian_unit;
    doubles scores = left_gradients * left_gradients / (left_hessians + n.l2_penalty)
                     + right_gradients * right_gradients / (right_hessians + n.l2_penalty);
    doubles gains = scores - n.parent_score;
    // Below a billionth of the score a gain is rounding.
    words is_better = (left_hessians >= n.min_hessian) & (right_hessians >= n.min_hessian)
                      & (gains >= n.min_gain) & (gains > scores * 1e-9) & (gains > best_gains);
    best_gains = (doubles)(((words)gains & is_better) | ((words)best_gains & ~is_better));
    best_bins = (bins & is_better) | (best_bins & ~is_better);
    bins += 8;
  }

  int32_t best_bin = -1;
  for (int lane = 0; lane < 8; lane++) {
    int32_t bin = (int32_t)best_bins[lane];
    if (bin < 0) continue;
    if (best_gains[lane] > *best || (best_gains[lane] == *best && bin < best_bin)) {
      *best = best_gains[lane];
      best_bin = bin;
    }
  }
  return best_bin;
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_add_gains(
    const int64_t *sums, int32_t count, int64_t start, const automl_split_node *node, double *gains) {
  int64_t prefixes[256];
  double added[256];
  int64_t sum = start;
  for (int32_t bin = 0; bin < count; bin++) {
    sum += sums[bin];
    prefixes[bin] = sum;
  }
  for (int32_t bin = count; bin < ((count + 7) & ~7); bin++) prefixes[bin] = node->total;

  const automl_split_node n = *node;
  for (int32_t bin = 0; bin < count; bin += 8) {
    words left;
    memcpy(&left, prefixes + bin, sizeof left);
    words right = n.total - left;
    doubles left_gradients = GRADIENTS(left) * n.gradient_unit;
    doubles right_gradients = GRADIENTS(right) * n.gradient_unit;
    doubles left_hessians = HESSIANS(left) * n.hessian_unit;
    doubles right_hessians = HESSIANS(right) * n.hessian_unit;
    doubles scores = left_gradients * left_gradients / (left_hessians + n.l2_penalty)
                     + right_gradients * right_gradients / (right_hessians + n.l2_penalty);
    words is_allowed = (left_hessians >= n.min_hessian) & (right_hessians >= n.min_hessian);
    doubles gain = (doubles)((words)(scores - n.parent_score) & is_allowed);
    memcpy(added + bin, &gain, sizeof gain);
  }
  for (int32_t bin = 0; bin < count; bin++) gains[bin] += added[bin];
}
