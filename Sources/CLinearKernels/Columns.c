#include "CLinearKernels.h"
#include "Dispatch.h"

#include <math.h>
#include <string.h>

// A sum is rounded the same on every machine: eight lanes, and no multiplication fused with an addition.
#pragma STDC FP_CONTRACT OFF

enum { LANES = 8 };

#define DEFINE_MOMENTS(NAME, NUMBER)                                                                       \
  FOR_EACH_INSTRUCTION_SET                                                                          \
  void NAME(const NUMBER *values, int64_t count, double centre, automl_moments *moments) {                 \
    double first[LANES] = {0}, second[LANES] = {0}, low[LANES], high[LANES];                               \
    int64_t missing[LANES] = {0};                                                                          \
    for (int lane = 0; lane < LANES; lane++) low[lane] = INFINITY, high[lane] = -INFINITY;                 \
    int64_t row = 0;                                                                                       \
    for (; row + LANES <= count; row += LANES) {                                                           \
      for (int lane = 0; lane < LANES; lane++) {                                                           \
        const double value = values[row + lane];                                                           \
        const int is_missing = value != value;                                                             \
        const double distance = is_missing ? 0 : value - centre;                                           \
        missing[lane] += is_missing;                                                                       \
        low[lane] = value < low[lane] ? value : low[lane];                                                 \
        high[lane] = value > high[lane] ? value : high[lane];                                              \
        first[lane] += distance;                                                                           \
        second[lane] += distance * distance;                                                               \
      }                                                                                                    \
    }                                                                                                      \
    for (int lane = 0; row < count; row++, lane++) {                                                       \
      const double value = values[row];                                                                    \
      const double distance = value != value ? 0 : value - centre;                                         \
      missing[lane] += value != value;                                                                     \
      low[lane] = value < low[lane] ? value : low[lane];                                                   \
      high[lane] = value > high[lane] ? value : high[lane];                                                \
      first[lane] += distance;                                                                             \
      second[lane] += distance * distance;                                                                 \
    }                                                                                                      \
    *moments = (automl_moments){0, INFINITY, -INFINITY, 0, 0};                                             \
    for (int lane = 0; lane < LANES; lane++) {                                                             \
      moments->missing += missing[lane];                                                                   \
      moments->low = low[lane] < moments->low ? low[lane] : moments->low;                                  \
      moments->high = high[lane] > moments->high ? high[lane] : moments->high;                             \
      moments->first += first[lane];                                                                       \
      moments->second += second[lane];                                                                     \
    }                                                                                                      \
  }

DEFINE_MOMENTS(automl_moments_of_floats, float)
DEFINE_MOMENTS(automl_moments_of_doubles, double)

#define DEFINE_HASH(NAME, NUMBER, BITS)                                                                    \
  FOR_EACH_INSTRUCTION_SET                                                                          \
  void NAME(const NUMBER *values, int64_t count, uint64_t seed, uint64_t factor, uint64_t *hashes) {       \
    for (int64_t row = 0; row < count; row++) {                                                            \
      BITS bits;                                                                                           \
      memcpy(&bits, values + row, sizeof bits);                                                            \
      const uint64_t product = (bits ^ seed) * factor;                                                     \
      hashes[row] += product ^ product >> 32;                                                              \
    }                                                                                                      \
  }

DEFINE_HASH(automl_hash_floats, float, uint32_t)
DEFINE_HASH(automl_hash_doubles, double, uint64_t)

#define DEFINE_STANDARDISE(NAME, NUMBER, CELL)                                                             \
  FOR_EACH_INSTRUCTION_SET                                                                          \
  void NAME(const NUMBER *values, int64_t count, const automl_standard *standard, CELL *cells) {           \
    const automl_standard s = *standard;                                                                   \
    for (int64_t row = 0; row < count; row++) {                                                            \
      const double z = (values[row] * s.unit - s.mean) * s.inverse_deviation;                              \
      const double clipped = z > s.limit ? s.highest : z < -s.limit ? s.lowest : z;                        \
      cells[row] = (CELL)(clipped == clipped ? clipped : 0);                                               \
    }                                                                                                      \
  }

DEFINE_STANDARDISE(automl_standardise_floats_to_floats, float, float)
DEFINE_STANDARDISE(automl_standardise_floats_to_doubles, float, double)
DEFINE_STANDARDISE(automl_standardise_doubles_to_floats, double, float)
DEFINE_STANDARDISE(automl_standardise_doubles_to_doubles, double, double)
