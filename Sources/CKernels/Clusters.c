#include "CKernels.h"
#include "Dispatch.h"

#include <math.h>
#include <string.h>

enum { TILE = AUTOML_CLUSTER_TILE };

typedef float tile __attribute__((ext_vector_type(AUTOML_CLUSTER_TILE)));
typedef int32_t places __attribute__((ext_vector_type(AUTOML_CLUSTER_TILE)));
typedef double half_tile __attribute__((ext_vector_type(AUTOML_CLUSTER_TILE / 2)));

#define UNROLLED _Pragma("clang loop unroll(full)") for
#define INLINED __attribute__((always_inline)) static inline

// Squared distances of a tile's rows to `count` centroids; the differences are squared themselves, so that no digits
// are lost where rows are far from the origin.
INLINED void add_distances(
    const float *rows, int64_t columns, const float *centroids, int count, tile *sums) {
  UNROLLED(int i = 0; i < count; i++) sums[i] = 0;
  for (int64_t column = 0; column < columns; column++) {
    tile values;
    memcpy(&values, rows + column * TILE, sizeof values);
    UNROLLED(int i = 0; i < count; i++) {
      const tile difference = values - centroids[i * columns + column];
      sums[i] = __builtin_elementwise_fma(difference, difference, sums[i]);
    }
  }
}

INLINED void nearest_step(
    const float *rows, int64_t tile_count, int64_t columns, const float *centroids, int32_t first_place, int count,
    int32_t *nearest, float *first, float *second) {
  for (int64_t at = 0; at < tile_count; at++) {
    tile sums[6], least, next;
    places place;
    add_distances(rows + at * columns * TILE, columns, centroids, count, sums);
    memcpy(&least, first + at * TILE, sizeof least);
    memcpy(&next, second + at * TILE, sizeof next);
    memcpy(&place, nearest + at * TILE, sizeof place);
    UNROLLED(int i = 0; i < count; i++) {
      const tile sum = sums[i];
      next = sum < next ? sum : next;
      next = sum < least ? least : next;
      place = sum < least ? (places)(first_place + i) : place;
      least = sum < least ? sum : least;
    }
    memcpy(first + at * TILE, &least, sizeof least);
    memcpy(second + at * TILE, &next, sizeof next);
    memcpy(nearest + at * TILE, &place, sizeof place);
  }
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_nearest_centroids(
    const float *rows, int64_t tile_count, int64_t columns, const float *centroids, int64_t count, int32_t *nearest,
    float *first, float *second) {
  for (int64_t row = 0; row < tile_count * TILE; row++) {
    nearest[row] = 0;
    first[row] = second[row] = INFINITY;
  }
  for (int64_t at = 0; at < count; at += 6) {
    const float *group = centroids + at * columns;
    switch (count - at) {
#define NEAREST(COUNT) nearest_step(rows, tile_count, columns, group, (int32_t)at, COUNT, nearest, first, second)
      case 1: NEAREST(1); break;
      case 2: NEAREST(2); break;
      case 3: NEAREST(3); break;
      case 4: NEAREST(4); break;
      case 5: NEAREST(5); break;
      default: NEAREST(6);
    }
  }
}

INLINED void nearer_step(
    const float *rows, int64_t tile_count, int64_t columns, const float *candidates, int count, const float *distances,
    const double *weights, float *nearer, double *sums) {
  half_tile totals[6] = {0};
  for (int64_t at = 0; at < tile_count; at++) {
    tile squares[6], least;
    half_tile low = 1, high = 1;
    add_distances(rows + at * columns * TILE, columns, candidates, count, squares);
    memcpy(&least, distances + at * TILE, sizeof least);
    memcpy(&low, weights + at * TILE, sizeof low);
    memcpy(&high, weights + at * TILE + TILE / 2, sizeof high);
    UNROLLED(int i = 0; i < count; i++) {
      const tile square = squares[i] < least ? squares[i] : least;
      memcpy(nearer + (i * tile_count + at) * TILE, &square, sizeof square);
      totals[i] += __builtin_convertvector(square.lo, half_tile) * low;
      totals[i] += __builtin_convertvector(square.hi, half_tile) * high;
    }
  }
  for (int i = 0; i < count; i++) {
    sums[i] = 0;
    for (int lane = 0; lane < TILE / 2; lane++) sums[i] += totals[i][lane];
  }
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_nearer_candidates(
    const float *rows, int64_t tile_count, int64_t columns, const float *candidates, int64_t count,
    const float *distances, const double *weights, float *nearer, double *sums) {
  for (int64_t at = 0; at < count; at += 6) {
    const float *group = candidates + at * columns;
    float *result = nearer + at * tile_count * TILE;
    switch (count - at) {
#define NEARER(COUNT) \
  nearer_step(rows, tile_count, columns, group, COUNT, distances, weights, result, sums + at)
      case 1: NEARER(1); break;
      case 2: NEARER(2); break;
      case 3: NEARER(3); break;
      case 4: NEARER(4); break;
      case 5: NEARER(5); break;
      default: NEARER(6);
    }
  }
}

int64_t automl_lower_gaps(
    float *gaps, const uint16_t *clusters, const float *drops, int64_t count, uint16_t *due) {
  int64_t due_count = 0;
  for (int64_t row = 0; row < count; row++) {
    const float gap = gaps[row] - drops[clusters[row]];
    gaps[row] = gap;
    due[due_count] = (uint16_t)row;
    due_count += !(gap > 0);
  }
  return due_count;
}

void automl_gather_tiles(
    const float *rows, int64_t columns, const uint16_t *places, int64_t count, float *gathered) {
  for (int64_t row = 0; row < count; row++) {
    const float *source = rows + places[row] / TILE * columns * TILE + places[row] % TILE;
    float *target = gathered + row / TILE * columns * TILE + row % TILE;
    for (int64_t column = 0; column < columns; column++) target[column * TILE] = source[column * TILE];
  }
}

int64_t automl_move_to_clusters(
    const float *rows, int64_t columns, const uint16_t *places, int64_t count, const int32_t *nearest,
    const float *first, const float *second, const double *weights, uint16_t *clusters, float *gaps, double *sums,
    double *cluster_weights) {
  int64_t moved = 0;
  for (int64_t row = 0; row < count; row++) {
    const int64_t place = places ? places[row] : row;
    const float near = sqrtf(first[row]), far = sqrtf(second[row]);
    // A distance is exact to a few units in the last place.
    gaps[place] = far - near - (far < INFINITY ? 1e-6f * (far + near) : 0);
    const uint16_t before = clusters[place], after = (uint16_t)nearest[row];
    if (before == after) continue;
    moved++;
    clusters[place] = after;
    const double weight = weights ? weights[place] : 1;
    const float *values = rows + row / TILE * columns * TILE + row % TILE;
    double *target = sums + after * columns;
    cluster_weights[after] += weight;
    if (before == AUTOML_NO_CLUSTER) {
      for (int64_t column = 0; column < columns; column++) target[column] += weight * values[column * TILE];
      continue;
    }
    double *source = sums + before * columns;
    cluster_weights[before] -= weight;
    for (int64_t column = 0; column < columns; column++) {
      const double value = weight * values[column * TILE];
      target[column] += value;
      source[column] -= value;
    }
  }
  return moved;
}
