internal import CSentiment

/// The files that the classifier is made of, copied out of the binary's constants.
package enum SentimentBytes {
  /// The lexicon: a word, a tab and ten times its valence on each line.
  package static var lexicon: [UInt8] {
    unsafe Array(
      UnsafeBufferPointer(
        start: automl_sentiment_lexicon(),
        count: automl_sentiment_lexicon_count()
      )
    )
  }

  /// The model, as `automl export` writes it.
  package static var model: [UInt8] {
    unsafe Array(
      UnsafeBufferPointer(
        start: automl_sentiment_model(),
        count: automl_sentiment_model_count()
      )
    )
  }
}
