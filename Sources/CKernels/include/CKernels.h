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

// Clusters (K-means). Rows are in tiles of 16, which have one column after the other: a tile has `columns` x 16 numbers. The
// last tile is filled up with any finite numbers. Centroids have their columns together.

#define AUTOML_CLUSTER_TILE 16

// The cluster of a row that has none yet.
#define AUTOML_NO_CLUSTER 65535

// For each row the nearest of the centroids, the first of several alike, and the squared distances to it and to the next
// nearest; infinity where there is no other.
void automl_nearest_centroids(
    const float *rows, int64_t tile_count, int64_t columns, const float *centroids, int64_t count, int32_t *nearest,
    float *first, float *second);

// For each candidate and row the squared distance, or that of `distances` where it is less (candidates x rows); and for each
// candidate the weighted sum of these.
void automl_nearer_candidates(
    const float *rows, int64_t tile_count, int64_t columns, const float *candidates, int64_t count,
    const float *distances, const double *weights, float *nearer, double *sums);

// Lowers the gap of each row, of at most 65,536, by the drop of its cluster. Returns how many are no longer above 0; `due`
// has their places then, and room for all and one.
int64_t automl_lower_gaps(
    float *gaps, const uint16_t *clusters, const float *drops, int64_t count, uint16_t *due);

// Copies the rows at some places into tiles.
void automl_gather_tiles(
    const float *rows, int64_t columns, const uint16_t *places, int64_t count, float *gathered);

// Takes over what was found of some rows: the gap between the distances, the cluster, and where that is another one the
// weighted sums of both. `rows` has the rows themselves, whose places in `clusters`, `gaps` and `weights` are `places`;
// NULL for one after the other. `weights` may be NULL. Returns how many have moved.
int64_t automl_move_to_clusters(
    const float *rows, int64_t columns, const uint16_t *places, int64_t count, const int32_t *nearest,
    const float *first, const float *second, const double *weights, uint16_t *clusters, float *gaps, double *sums,
    double *cluster_weights);

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

// Buckets that the range of edges is divided into, from 0 on.
#define AUTOML_BUCKETS 2048

// Ascending edges, filled up with infinity to 264 numbers; the last of 256 is infinite in any case.
typedef struct {
  const double *doubles;
  const float *floats;     // The largest that is not above each.
  const uint8_t *starts;   // For each bucket the edges below it; NULL where one has more than four.
  double scale, offset;    // The bucket of a value is value * scale + offset.
} automl_edges;

// Counts the edges below each bucket; 0 where a bucket has more than four. `starts` of the edges is not looked at.
int32_t automl_count_buckets(const automl_edges *edges, int32_t count, uint8_t *starts);

// How many edges are below each value; `missing` for NaN.
void automl_rank_doubles(
    const automl_edges *edges, const double *values, int64_t count, uint8_t missing, uint8_t *ranks);
void automl_rank_floats(
    const automl_edges *edges, const float *values, int64_t count, uint8_t missing, uint8_t *ranks);

// The same on any machine; for tests.
void automl_rank_doubles_plainly(
    const automl_edges *edges, const double *values, int64_t count, uint8_t missing, uint8_t *ranks);
void automl_rank_floats_plainly(
    const automl_edges *edges, const float *values, int64_t count, uint8_t missing, uint8_t *ranks);

// Ranks plus an offset as signed numbers of the same order: 255 is the largest, or the least with an offset of 1.
void automl_shift_ranks(const uint8_t *ranks, int64_t count, uint8_t offset, int8_t *bytes);

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

// Rows of a block of bytes: where a column's bytes begin is a multiple of it.
#define AUTOML_BYTE_TREE_ROWS 512

// Most results that wait for another at any time.
#define AUTOML_BYTE_TREE_STACK 12

// One split: a row goes right where its byte in the column, as a signed number, is above the limit.
typedef struct {
  uint16_t column;
  int8_t limit;
  uint8_t leaf;  // The first leaf of a step.
} automl_byte_split;

// The steps of a tree, which find the leaf of each row from the leaves upwards. A step takes the splits that come
// next, in the order of the comments.
enum {
  AUTOML_STEP_END,
  // A block of 1, 3 or 7 splits over as many leaves and one more, from k on: those of its left side, those of its
  // right side, the upper one. Nothing was found before it, or
  AUTOML_STEP_FIRST_PAIR,
  AUTOML_STEP_FIRST_QUAD,
  AUTOML_STEP_FIRST_OCT,
  AUTOML_STEP_PAIR,        // what was found so far waits,
  AUTOML_STEP_QUAD,
  AUTOML_STEP_OCT,
  AUTOML_STEP_PAIR_RIGHT,  // or the block is the right side of a further split, and what was found is the left one,
  AUTOML_STEP_QUAD_RIGHT,
  AUTOML_STEP_OCT_RIGHT,
  AUTOML_STEP_PAIR_LEFT,   // or the other way round.
  AUTOML_STEP_QUAD_LEFT,
  AUTOML_STEP_OCT_LEFT,
  AUTOML_STEP_LEAF_RIGHT,  // What was found is the left side of a split, leaf k is the right one.
  AUTOML_STEP_LEAF_LEFT,
  AUTOML_STEP_JOIN_RIGHT,  // What was found is the right side of a split, what waits is the left one.
  AUTOML_STEP_JOIN_LEFT,
  AUTOML_STEP_LEVEL,       // A split of all nodes of a level: twice what was found, plus 1 where a row goes right.
  AUTOML_STEP_SET,         // Of two splits' columns, the second becomes -1 where the code in the first is not in
                           // the next set, else 0.
  AUTOML_STEP_FURTHER_SET  // The same, but -1 stays.
};

// Where a tree's own begin.
typedef struct {
  uint32_t step, split, set, value;
} automl_byte_tree;

typedef struct {
  const automl_byte_tree *places;
  const uint8_t *steps;
  const automl_byte_split *splits;
  const uint8_t *sets;  // 256 bits each; bytes.
  const double *values;
} automl_byte_trees;

// What the machine has for these trees: 0 nothing in particular, 1 AVX2, 2 AVX-512. Less works too.
int32_t automl_byte_tree_machine(void);

// Adds the values of `count` trees to the scores of at most `AUTOML_BYTE_TREE_ROWS` rows, in the order of the trees.
// `ranks`, at an address that is a multiple of 64, has as many bytes for each column, also where there are fewer rows.
void automl_add_byte_trees(
    int32_t machine, const automl_byte_trees *trees, int64_t first, int64_t count, int8_t *ranks,
    int64_t row_count, double *scores);

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

// Networks.

// The weighted sums of 16 rows: outputs[o][row] = biases[o] + sum over i of weights[o * input_count + i] *
// inputs[i][row], added up in the order of i.
void automl_dense_rows(
    const float *weights, const float *biases, const float *inputs, int64_t input_count, int64_t output_count,
    float *outputs);

// Activations.
enum { AUTOML_SELU = 0, AUTOML_MISH = 1, AUTOML_RELU = 2, AUTOML_TANH = 3 };

// Replaces values by their activation; the slopes there, unless NULL is given for them.
void automl_activate(int32_t kind, float *values, float *slopes, int64_t count);

// Multiplies values by factors.
void automl_multiply(float *values, const float *factors, int64_t count);

// A step of Adam (Kingma and Ba 2015): shares of the old moments that are kept, what the moments are multiplied by
// in this step for their start at 0, the rate, and the share that parameters lose.
typedef struct {
  float mean_share, square_share;
  float mean_correction, square_correction;
  float rate, decay, epsilon;
} automl_adam;

// Moves parameters against the sum of some gradients, added up in their order.
void automl_adam_update(
    float *parameters, float *means, float *squares, const float *const *gradients, int32_t gradient_count,
    int64_t count, const automl_adam *adam);

// Rows of two classes by falling probability. A key has the distance of the probability from 1, as the difference of
// their bits, and in the lowest bit 1 where the row is of the class.

// Buckets of falling probabilities.
#define AUTOML_PROBABILITY_BUCKETS 4096

// Makes keys of rows of a class below `class_count` and a probability that is not NaN, which is held in 0...1, and
// counts these by class: twice the class is the place of those that are not above the threshold, the next one that of
// those above. Class 1 is that of the probabilities. There is room for `count` keys; returns how many there are.
int64_t automl_key_probabilities(
    const uint32_t *classes, const double *probabilities, int64_t count, double threshold, uint32_t class_count,
    uint64_t *keys, int64_t *counts);

// Makes the keys of rows with a class below `class_count` and `scored_count` probabilities, row by row, of which none is
// NaN: for each class `count` keys, of which the first ones are set. Counts rows by class and, within it, by the
// likeliest one, the lower of two alike, and keeps their classes; returns how many there are.
int64_t automl_key_classes(
    const uint32_t *classes, const double *probabilities, int64_t count, uint32_t class_count, int64_t scored_count,
    uint64_t *keys, uint32_t *kept_classes, int64_t *counts);

// Counts the keys of each bucket: those of rows that are not of the class, and those of rows that are.
void automl_count_probabilities(const uint64_t *keys, int64_t count, uint32_t *counts);

// Writes keys to the places of their buckets, each of which goes on to the next one.
void automl_scatter_probabilities(const uint64_t *keys, int64_t count, int64_t *places, uint64_t *scattered);

// A key and the row that it is of.
typedef struct {
  uint64_t key, row;
} automl_keyed_row;

// The same of keys with their rows, which are numbered from `first_row` on.
void automl_scatter_rows(
    const uint64_t *keys, int64_t count, int64_t first_row, int64_t *places, automl_keyed_row *scattered);

// Sorts by keys; there is room for as many.
void automl_sort_keys(uint64_t *keys, int64_t count, uint64_t *room);
void automl_sort_rows(automl_keyed_row *rows, int64_t count, automl_keyed_row *room);

// The loss of each row: -log of the probability of what it is, which is taken for `least` at least. Within 2 units in
// the last place.
void automl_log_losses(const uint64_t *keys, int64_t count, double least, double *losses);

// Errors of predicted numbers. None is NaN.

// A number that was to be predicted counts for so much at least where an error is a share of it.
#define AUTOML_LEAST_TARGET 0x1p-52

// Copies the rows of which both numbers are there, to room for all; returns how many there are.
int64_t automl_keep_pairs(
    const double *actual, const double *predicted, int64_t count, double *kept_actual, double *kept_predicted);

// The bounds of some rows.
typedef struct {
  double low, high;     // Of the numbers.
  double least;         // The least magnitude of one.
  double error;         // The greatest magnitude of an error.
  double share;         // The greatest share of an error in its number.
  int32_t is_infinite;  // Whether any error is infinite, or none.
} automl_error_range;

// Takes some rows into a range.
void automl_extend_errors(
    const double *actual, const double *predicted, int64_t count, automl_error_range *range);

// A sum of integers, which are numbers times `inverse_unit`, and of what that leaves times `fraction`. Both are powers
// of two, and neither product is 2^50 or more.
typedef struct {
  double inverse_unit, fraction;
  int64_t whole, rest;
} automl_exact_sum;

// Adds up the numbers, the squares and the magnitudes of their errors, and the shares of these in the numbers.
void automl_add_errors(const double *actual, const double *predicted, int64_t count, automl_exact_sum *sums);

// Means of the numbers and of their errors.
typedef struct {
  double actual, square, magnitude, share;
} automl_error_means;

// Adds up the squares and magnitudes of the distances of the numbers from their mean, and the shares of these; then the
// squared distances of errors' squares, magnitudes and shares from their means.
void automl_add_spreads(
    const double *actual, const double *predicted, int64_t count, const automl_error_means *means,
    automl_exact_sum *sums);

// Adds up the squares of what errors' squares are above `ratio` times the squared distances from a centre.
void automl_add_excesses(
    const double *actual, const double *predicted, int64_t count, double centre, double ratio,
    automl_exact_sum *sum);

// The bits of a magnitude that it is counted by are those above so many.
#define AUTOML_MAGNITUDE_SHIFT 49
#define AUTOML_MAGNITUDE_COUNTS 16384

// Counts magnitudes of errors by their first bits; `predicted` may be NULL, for a prediction that is `centre` always.
void automl_count_magnitudes(
    const double *actual, const double *predicted, double centre, int64_t count, uint32_t *counts);

// The bits of the magnitudes whose first bits are from `first` to `last`, in room for all; returns how many there are.
int64_t automl_keep_magnitudes(
    const double *actual, const double *predicted, double centre, int64_t count, uint64_t first, uint64_t last,
    uint64_t *kept);

#endif
