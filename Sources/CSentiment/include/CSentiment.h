// What the classifier of sentiments knows: the bytes of files beside this one, among the binary's constants.

#ifndef AUTOML_CSENTIMENT_H
#define AUTOML_CSENTIMENT_H

#include <stddef.h>
#include <stdint.h>

// Words, each on a line with ten times its mean valence.
const uint8_t *automl_sentiment_lexicon(void);
size_t automl_sentiment_lexicon_count(void);

// The model, as `automl export` writes it.
const uint8_t *automl_sentiment_model(void);
size_t automl_sentiment_model_count(void);

#endif
