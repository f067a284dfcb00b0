#include "CKernels.h"
#include "Dispatch.h"

#define DEFINE_STANDARDISE(NAME, NUMBER, CELL)                                                             \
  AUTOML_FOR_EACH_INSTRUCTION_SET                                                                          \
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
