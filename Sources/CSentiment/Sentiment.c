#include "CSentiment.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const uint8_t lexicon[] = {
#embed "lexicon.txt"
};

static const uint8_t model[] = {
#embed "sentiment.automl"
};

const uint8_t *automl_sentiment_lexicon(void) { return lexicon; }

size_t automl_sentiment_lexicon_count(void) { return sizeof(lexicon); }

const uint8_t *automl_sentiment_model(void) { return model; }

size_t automl_sentiment_model_count(void) { return sizeof(model); }
