#include "CKernels.h"
#include "Vectors.h"

// Keys of rows of two classes by falling probability. Buckets are even in the logarithm of the probability, or of what
// is left to 1 where that is less, as those of a classifier are: 128 for each power of two down to 2^-17.

#define BITS_OF_ONE INT64_C(0x3FF0000000000000)
#define FRACTION_BITS 7
#define BUCKETS_OF_HALF (AUTOML_PROBABILITY_BUCKETS / 2)
#define FIRST_BUCKET ((INT64_C(1022) << FRACTION_BITS) - BUCKETS_OF_HALF)

__attribute__((always_inline)) static inline int64_t bucket_of(uint64_t key) {
  const int64_t bits = BITS_OF_ONE - (int64_t)(key >> 1);
  double probability;
  memcpy(&probability, &bits, sizeof bits);
  const double rest = 1 - probability;
  const int is_high = rest <= 0.5;
  const double lesser = is_high ? rest : probability;
  int64_t lesser_bits;
  memcpy(&lesser_bits, &lesser, sizeof lesser);
  int64_t place = (lesser_bits >> (52 - FRACTION_BITS)) - FIRST_BUCKET;
  place = place < 0 ? 0 : place;
  place = place < BUCKETS_OF_HALF ? place : BUCKETS_OF_HALF - 1;
  return is_high ? place : AUTOML_PROBABILITY_BUCKETS - 1 - place;
}

int64_t automl_key_probabilities(
    const uint32_t *classes, const double *probabilities, int64_t count, double threshold, uint32_t class_count,
    uint64_t *keys, int64_t *counts) {
  int64_t kept = 0;
  for (int64_t i = 0; i < count; i++) {
    double probability = probabilities[i];
    const int is_kept = classes[i] < class_count && probability == probability;
    const uint32_t class = is_kept ? classes[i] : 0;
    counts[2 * class + (probability > threshold)] += is_kept;
    // Either end is the bound itself, so that zero has no sign.
    probability = probability > 0 ? probability : 0;
    probability = probability < 1 ? probability : 1;
    int64_t bits;
    memcpy(&bits, &probability, sizeof bits);
    keys[kept] = (uint64_t)(BITS_OF_ONE - bits) << 1 | (class == 1);
    kept += is_kept;
  }
  return kept;
}

void automl_count_probabilities(const uint64_t *keys, int64_t count, uint32_t *counts) {
  for (int64_t i = 0; i < count; i++) counts[2 * bucket_of(keys[i]) + (int64_t)(keys[i] & 1)]++;
}

void automl_scatter_probabilities(const uint64_t *keys, int64_t count, int64_t *places, uint64_t *scattered) {
  for (int64_t i = 0; i < count; i++) scattered[places[bucket_of(keys[i])]++] = keys[i];
}

#define FEW 24
#define MOST_DIGITS 2048

// Sorts elements by their keys, for keys alone and for keys with their rows.
#define DEFINE_SORT(name, element, key_of) \
  static void name##_few(element *elements, int64_t count) { \
    for (int64_t i = 1; i < count; i++) { \
      const element own = elements[i]; \
      int64_t place = i; \
      for (; place > 0 && key_of(elements[place - 1]) > key_of(own); place--) elements[place] = elements[place - 1]; \
      elements[place] = own; \
    } \
  } \
  void name(element *elements, int64_t count, element *room) { \
    if (count <= FEW) return name##_few(elements, count); \
    uint64_t different = 0; \
    for (int64_t i = 1; i < count; i++) different |= key_of(elements[i]) ^ key_of(elements[0]); \
    if (!different) return; \
    /* About as many digits as keys, from the first bit on in which these differ. */ \
    int bits = 64 - __builtin_clzll((uint64_t)count); \
    while (1 << bits > MOST_DIGITS) bits--; \
    const int different_bits = 64 - __builtin_clzll(different); \
    const int shift = different_bits < bits ? 0 : different_bits - bits; \
    const int64_t digits = INT64_C(1) << bits; \
    int64_t starts[MOST_DIGITS + 1]; \
    memset(starts, 0, (size_t)(digits + 1) * sizeof *starts); \
    for (int64_t i = 0; i < count; i++) { \
      room[i] = elements[i]; \
      starts[((int64_t)(key_of(elements[i]) >> shift) & (digits - 1)) + 1]++; \
    } \
    int64_t most = 0; \
    for (int64_t digit = 0; digit < digits; digit++) { \
      most = starts[digit + 1] > most ? starts[digit + 1] : most; \
      starts[digit + 1] += starts[digit]; \
    } \
    /* Afterwards a digit's start is where it ends. */ \
    for (int64_t i = 0; i < count; i++) \
      elements[starts[(int64_t)(key_of(room[i]) >> shift) & (digits - 1)]++] = room[i]; \
    if (shift == 0) return; \
    if (most <= FEW) return name##_few(elements, count); \
    int64_t start = 0; \
    for (int64_t digit = 0; digit < digits; digit++) { \
      name(elements + start, starts[digit] - start, room); \
      start = starts[digit]; \
    } \
  }

#define KEY(element) (element)
#define KEY_OF_ROW(element) ((element).key)

DEFINE_SORT(automl_sort_keys, uint64_t, KEY)
DEFINE_SORT(automl_sort_rows, automl_keyed_row, KEY_OF_ROW)

void automl_scatter_rows(
    const uint64_t *keys, int64_t count, int64_t first_row, int64_t *places, automl_keyed_row *scattered) {
  for (int64_t i = 0; i < count; i++)
    scattered[places[bucket_of(keys[i])]++] = (automl_keyed_row){keys[i], (uint64_t)(first_row + i)};
}

// The keys of one class after the other's, of rows with a class and all their probabilities.
int64_t automl_key_classes(
    const uint32_t *classes, const double *probabilities, int64_t count, uint32_t class_count, int64_t scored_count,
    uint64_t *keys, uint32_t *kept_classes, int64_t *counts) {
  int64_t kept = 0;
  for (int64_t i = 0; i < count; i++) {
    const double *own = probabilities + i * scored_count;
    int is_kept = classes[i] < class_count;
    int64_t best = 0;
    for (int64_t k = 0; k < scored_count; k++) {
      is_kept &= own[k] == own[k];
      best = own[k] > own[best] ? k : best;
      double probability = own[k] > 0 ? own[k] : 0;
      probability = probability < 1 ? probability : 1;
      int64_t bits;
      memcpy(&bits, &probability, sizeof bits);
      keys[k * count + kept] = (uint64_t)(BITS_OF_ONE - bits) << 1 | (classes[i] == k);
    }
    kept_classes[kept] = classes[i];
    counts[(is_kept ? classes[i] : 0) * scored_count + best] += is_kept;
    kept += is_kept;
  }
  return kept;
}

// -log(p), or -log(1 - p) where the lowest bit is 0, of a probability that is not below the least one.
STEP log_losses_of_rows(const uint64_t *keys, double least, double *losses, int64_t lanes) {
  words some;
  LOAD(some, (const int64_t *)keys);
  const doubles probability = (doubles)(BITS_OF_ONE - (words)((unsigned_words)some >> 1));
  doubles own = SELECT_DOUBLES((some & 1) == 1, probability, 1 - probability);
  own = SELECT_DOUBLES(own > least, own, CONSTANT(least));
  doubles logarithm;
  LOGARITHM_OF_DOUBLES(logarithm, own);
  logarithm = 0 - logarithm;
  STORE(losses, logarithm);
}

AUTOML_FOR_EACH_INSTRUCTION_SET
void automl_log_losses(const uint64_t *keys, int64_t count, double least, double *losses) {
  int64_t i = 0;
  for (; i + 8 <= count; i += 8) log_losses_of_rows(keys + i, least, losses + i, 8);
  if (i < count) log_losses_of_rows(keys + i, least, losses + i, count - i);
}
