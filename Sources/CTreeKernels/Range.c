#include "CTreeKernels.h"
#include "Dispatch.h"

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
