/// A trained model, complete: from the columns of a query to predictions.
package struct Model: Sendable, Equatable {
  /// From the function's arguments to features.
  package let encoding: FeatureEncoding
  /// The change of the features before the learner sees them; nil where they stay.
  package var preprocessing: Preprocessing?
  /// The predicted column.
  package let predicted: PredictedColumn
  /// From features to predictions.
  package let learner: Learner
  /// The probability of class 1 above which it is predicted, of two classes; 0 to 1.
  package var threshold: Double
  /// JSON about the training, carried along unread: metric, leaderboard, settings.
  package var summary: String
  /// The distributions of the training rows; nil where there were none, as for a model from outside.
  package var profile: TrainingProfile?
  /// The answer for a level that training did not see.
  package var unseenRule = UnseenRule.missing
  /// The errors of a regression's predictions; nil where no row was held out.
  package var spread: PredictionSpread?

  /// The threshold at which the likelier of two classes is predicted.
  package static let evenThreshold = 0.5

  /// A model of these parts.
  package init(
    encoding: FeatureEncoding,
    predicted: PredictedColumn,
    learner: Learner,
    threshold: Double = Model.evenThreshold,
    summary: String
  ) {
    self.encoding = encoding
    self.predicted = predicted
    self.learner = learner
    self.threshold = threshold
    self.summary = summary
  }

  /// The traits of the features that the learner sees.
  package var traits: [FeatureTrait] { encoding.traits(after: preprocessing) }

  /// The features that the learner sees, of those that the encoding makes.
  package func learnerFeatures(of features: FeatureTable) -> FeatureTable {
    preprocessing?.features(of: features) ?? features
  }

  /// The classes' labels; empty for regression.
  package var labels: [String] {
    if case .classes(let labels) = predicted.values { labels } else { [] }
  }
}
