#include "CKernels.h"
#include "Dispatch.h"

#include <math.h>
#include <string.h>

// The extremes are found among the values' bits, as integers of the same order: these may be compared in
// any order, and so several at a time.

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_range_of_floats(const float *values, int32_t count, automl_range *range) {
  int32_t missing = 0, infinite = 0, fraction = 0, low = INT32_MAX, high = INT32_MIN;
  for (int32_t i = 0; i < count; i++) {
    int32_t bits;
    memcpy(&bits, &values[i], sizeof bits);
    const int32_t magnitude = bits & INT32_MAX;
    const int32_t key = bits ^ (bits >> 31 & INT32_MAX);
    missing += magnitude > 0x7F800000;
    infinite += magnitude == 0x7F800000;
    const int32_t is_finite = magnitude < 0x7F800000;
    const int32_t for_low = is_finite ? key : INT32_MAX, for_high = is_finite ? key : INT32_MIN;
    low = for_low < low ? for_low : low;
    high = for_high > high ? for_high : high;
    // Adding 2^23 leaves no place for a fraction, and above there is none.
    const float size = __builtin_fabsf(values[i]);
    const float rounded = (size + 0x1p23f) - 0x1p23f;
    fraction |= (size < 0x1p23f) & (rounded != size);
  }
  float low_value, high_value;
  low ^= low >> 31 & INT32_MAX;
  high ^= high >> 31 & INT32_MAX;
  memcpy(&low_value, &low, sizeof low);
  memcpy(&high_value, &high, sizeof high);
  *range = (automl_range){missing, infinite, fraction, low_value, high_value};
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_range_of_doubles(const double *values, int32_t count, automl_range *range) {
  int64_t missing = 0, infinite = 0, fraction = 0, low = INT64_MAX, high = INT64_MIN;
  for (int32_t i = 0; i < count; i++) {
    int64_t bits;
    memcpy(&bits, &values[i], sizeof bits);
    const int64_t magnitude = bits & INT64_MAX;
    const int64_t key = bits ^ (bits >> 63 & INT64_MAX);
    missing += magnitude > 0x7FF0000000000000;
    infinite += magnitude == 0x7FF0000000000000;
    const int64_t is_finite = magnitude < 0x7FF0000000000000;
    const int64_t for_low = is_finite ? key : INT64_MAX, for_high = is_finite ? key : INT64_MIN;
    low = for_low < low ? for_low : low;
    high = for_high > high ? for_high : high;
    const double size = __builtin_fabs(values[i]);
    const double rounded = (size + 0x1p52) - 0x1p52;
    fraction |= (size < 0x1p52) & (rounded != size);
  }
  double low_value, high_value;
  low ^= low >> 63 & INT64_MAX;
  high ^= high >> 63 & INT64_MAX;
  memcpy(&low_value, &low, sizeof low);
  memcpy(&high_value, &high, sizeof high);
  *range = (automl_range){missing, infinite, fraction != 0, low_value, high_value};
}

// A sum has eight lanes on every machine, and so is rounded the same.
enum { LANES = 8 };

#define DEFINE_MOMENTS(NAME, NUMBER)                                                                       \
  AUTOML_FOR_EACH_INSTRUCTION_SET                                                                          \
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
  AUTOML_FOR_EACH_INSTRUCTION_SET                                                                          \
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
