// Kernels that need what Swift cannot say: prefetching, vectors of one width, and one function compiled for several
// instruction sets, of which the machine's best is taken when the library is loaded. All give the same bits, but for
// Gram matrices: their kernel is for AVX-512 alone.

#ifndef AUTOML_CKERNELS_H
#define AUTOML_CKERNELS_H

#include <stdint.h>

// Profiles: what a column is like.

// What some numbers are between.
typedef struct {
  int64_t missing;       // How many are NaN.
  int64_t infinite;      // How many are infinite.
  int32_t has_fraction;  // Whether any is no whole number.
  double low, high;      // The least and the largest finite one; NaN where there is none.
} automl_range;

void automl_range_of_floats(const float *values, int32_t count, automl_range *range);
void automl_range_of_doubles(const double *values, int32_t count, automl_range *range);

// What some numbers and their distances from a centre come to; NaN is missing.
typedef struct {
  int64_t missing;       // How many are missing.
  double low, high;      // The least and the largest, infinite ones too; the wrong way round where there are none.
  double first, second;  // The sums of the distances and of their squares: not finite where a number is not.
} automl_moments;

void automl_moments_of_floats(const float *values, int64_t count, double centre, automl_moments *moments);
void automl_moments_of_doubles(const double *values, int64_t count, double centre, automl_moments *moments);

// Adds to the hash of each row that of its value, by its bits; `seed` and the odd `factor` tell one column from
// another.
void automl_hash_floats(const float *values, int64_t count, uint64_t seed, uint64_t factor, uint64_t *hashes);
void automl_hash_doubles(const double *values, int64_t count, uint64_t seed, uint64_t factor, uint64_t *hashes);

// Cells of a linear design.

// How a number becomes a cell: (number * unit - mean) * inverse_deviation, one of the ends beyond the limit.
typedef struct {
  double unit, mean, inverse_deviation;
  double limit, lowest, highest;
} automl_standard;

// The cells of some numbers; 0 where one is missing.
void automl_standardise_floats_to_floats(
    const float *values, int64_t count, const automl_standard *standard, float *cells);
void automl_standardise_floats_to_doubles(
    const float *values, int64_t count, const automl_standard *standard, double *cells);
void automl_standardise_doubles_to_floats(
    const double *values, int64_t count, const automl_standard *standard, float *cells);
void automl_standardise_doubles_to_doubles(
    const double *values, int64_t count, const automl_standard *standard, double *cells);

// Gram matrices.

// Whether the kernels of Gram matrices work on this machine (AVX-512).
int automl_has_gram(void);

// The lower triangle of result (order x order) += a^T * a, column by column, where a is rows x order; what is above
// has no meaning then.
void automl_add_gram_of_doubles(const double *matrix, int64_t rows, int64_t order, double *result);
void automl_add_gram_of_floats(const float *matrix, int64_t rows, int64_t order, float *result);

// Losses in double precision, which linear models are brought to their optimum with. A gradient is the first
// derivative of a row's loss in its score, a hessian the second.

// Replaces each value by its exponential, within 2 units in the last place: 0 below -708, infinity above 709,
// NaN for NaN.
void automl_exponentials(double *values, int64_t count);

// Replaces scores z by the gradients of the logistic loss `log(1 + exp(z)) - y * z` in them, for targets y of 0 or
// 1; the sum of the losses. Both are multiplied by the rows' weights, unless those are NULL.
double automl_logistic_gradients(double *scores, const double *targets, const double *weights, int64_t count);

// Replaces scores by the hessians of that loss, `exp(z) / (1 + exp(z))^2`.
void automl_logistic_hessians(double *scores, const double *weights, int64_t count);

// Replaces scores z by the gradients `z - t` of the squared loss `(z - t)^2 / 2` in them, where t is
// `(target * unit - mean) * inverse_deviation`; the sum of the losses. Both are multiplied by the weights as above.
double automl_squared_gradients(
    double *scores, const double *targets, double unit, double mean, double inverse_deviation,
    const double *weights, int64_t count);

// Losses in single precision, which is faster: boosted trees round gradients and hessians to integers before
// they sum them.

// Below it a hessian is rounding, as for XGBoost.
#define AUTOML_LEAST_HESSIAN 1e-16f

// Gradients and hessians of the logistic loss in some rows' scores, for targets from 0 to 1.
void automl_logistic_derivatives(
    const double *scores, const double *targets, int64_t count, float *gradients, float *hessians);

// For each class the probability of each row, from each class's scores.
void automl_softmax(
    const double *const *scores, int32_t class_count, int64_t count, float *const *probabilities);

// Gradients, p - 1 where the target is the class and else p, and hessians, factor * p * (1 - p), of one class.
void automl_softmax_derivatives(
    const float *probabilities, const double *targets, double class_number, float factor, int64_t count,
    float *gradients, float *hessians);

// Sums over rows: of absolute gradients, hessians, and squared gradients, weighted once.
typedef struct {
  double gradient;
  double hessian;
  double squared_gradient;
} automl_magnitude;

// Multiplies derivatives by weights, where there are any, makes pairs of them (bits of the gradient in the
// high half, of the hessian in the low one) and adds to a magnitude.
void automl_pack_derivatives(
    const float *gradients, const float *hessians, const double *weights, int64_t count, int64_t *pairs,
    automl_magnitude *magnitude);

// Rounds such pairs to whole units, in place: gradient units in the high half, hessian units added in the low one.
void automl_quantize(
    int64_t *pairs, int64_t count, uint32_t first_row, double gradient_units, double hessian_units,
    uint32_t salt);

// Bins of features, and edges.

// How many of 256 edges, ascending and the last of them infinite, are below each value; `missing` for NaN.
void automl_rank_doubles(
    const double *edges, const double *values, int64_t count, uint8_t missing, uint8_t *ranks);
void automl_rank_floats(
    const float *edges, const float *values, int64_t count, uint8_t missing, uint8_t *ranks);

// The same on any machine; for tests.
void automl_rank_doubles_plainly(
    const double *edges, const double *values, int64_t count, uint8_t missing, uint8_t *ranks);
void automl_rank_floats_plainly(
    const float *edges, const float *values, int64_t count, uint8_t missing, uint8_t *ranks);

// Growing trees.

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

// Adds to each of `count` bins, at most 255, the gain of its prefix as the left side; nothing where a side
// has less than the least hessian. `min_gain` is not looked at.
void automl_add_gains(
    const int64_t *sums, int32_t count, int64_t start, const automl_split_node *node, double *gains);

// Marks the rows, sixteen in each of `marks`, whose bin has a 1 among 256 in `is_left` and not a 0; returns how
// many there are. `bins` has an element for each row of the data.
int64_t automl_mark_left(
    const uint32_t *rows, int64_t count, const uint8_t *bins, const uint8_t *is_left, uint16_t *marks);

// Copies marked rows to `left` and the others to `right`, in their order.
void automl_move_rows(
    const uint32_t *rows, int64_t count, const uint16_t *marks, uint32_t *left, uint32_t *right);

// The same on any machine; for tests.
void automl_move_rows_plainly(
    const uint32_t *rows, int64_t count, const uint16_t *marks, uint32_t *left, uint32_t *right);

// Predicting with trees.

// A tree of at most six splits on any way to a leaf, filled up to 63 splits and 64 leaves.
//
// Node 1 is the root and node k's children are 2k and 2k + 1; element k of the arrays is node k's.
typedef struct {
  const uint8_t *columns;          // Which rank of the row is asked for, 0...63.
  const uint8_t *limits;           // Left when rank + missing offset <= limit, in 8-bit arithmetic.
  const uint8_t *missing_offsets;  // 1 sends a missing value, rank 255, left.
  const double *leaves;
} automl_block_tree;

// Whether `automl_add_block_tree` works on this machine (AVX-512 with VBMI).
int32_t automl_has_block_trees(void);

// Adds a tree's values to the scores of some rows; each row has 64 ranks.
void automl_add_block_tree(
    const automl_block_tree *tree, const uint8_t *ranks, int64_t row_count, double *scores);

// Adds, for up to 256 rows, the contributions of inputs to a tree's value, which are looked up in tables.
//
// A program has the numbers of decisions, groups and sums; for each decision its column, the limit or first word,
// the missing offset and the number of levels, -1 for a threshold; for each group the number of bits, and for
// each bit the number of its conditions and 2 * decision + 1, or + 0 where the row must go right; for each sum
// the input and the number of its terms, and for each term the group and where its table begins.
//
// Columns of `ranks` and `sums` have `row_count` elements, of which `count` are looked at. `room` has 256 bytes for
// each decision and group.
void automl_add_contributions(
    const int32_t *program, const uint64_t *words, const double *tables, const uint32_t *ranks,
    int64_t row_count, int64_t count, uint8_t *room, double *sums);

#endif
