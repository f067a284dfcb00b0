package import Models

/// What is to be learnt.
package enum LearningTask: Sendable, Equatable {
  /// A number.
  case regression
  /// Class 0 or 1.
  case binary
  /// One of `classCount` classes, 3 or more unless asked for.
  case multiclass(classCount: Int)

  /// How many scores a model of this task gives for a row.
  package var outputCount: Int {
    switch self {
    case .regression, .binary: 1
    case .multiclass(let classCount): classCount
    }
  }
}

/// Encoded features and their target.
package struct TrainingData: Sendable {
  /// The features of every row.
  package let features: FeatureTable
  /// For each row a number (regression) or the class, from 0; never NaN or infinite.
  package let target: [Double]
  /// For each row how often it counts, 0 or more; nil when all count once.
  package let weights: [Double]?
  /// A name for each feature, or none.
  package let featureNames: [String]
  /// For each feature after how much it repeats, as hours do after 24; nil where it does not.
  package let periods: [Double?]

  /// - Precondition: one target (and weight) for each row.
  package init(
    features: FeatureTable,
    target: [Double],
    weights: [Double]? = nil,
    featureNames: [String] = [],
    periods: [Double?] = []
  ) {
    precondition(target.count == features.rowCount, "\(target.count) targets")
    precondition(weights.map { $0.count == features.rowCount } ?? true, "weights differ in length")
    precondition(
      periods.isEmpty || periods.count == features.columns.count,
      "\(periods.count) periods"
    )
    self.features = features
    self.target = target
    self.weights = weights
    self.featureNames = featureNames
    self.periods = periods.isEmpty ? features.columns.map { _ in nil } : periods
  }

  /// How many rows there are.
  package var rowCount: Int { features.rowCount }
}
