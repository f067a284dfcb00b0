package import Models

/// The tasks that can be learnt.
package enum LearningTask: Sendable, Equatable {
  /// A number.
  case regression
  /// Class 0 or 1.
  case binary
  /// One of `classCount` classes, 3 or more unless asked for.
  case multiclass(classCount: Int)

  /// The number of scores that a model of this task gives for a row.
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
  /// For each row how often it counts, checked by `check(weights:column:)`; nil when all count once.
  package let weights: [Double]?
  /// For each row how often it counts where predictions are judged, as in training unless it is told apart;
  /// nil when all count once.
  package let judgedWeights: [Double]?
  /// For each row the code of its group, for ranking; nil without groups.
  ///
  /// Rows of one group compete with each other. They may stand anywhere, as a table has no order, and
  /// codes may be any.
  package let groups: [UInt32]?
  /// A name for each feature, or none.
  package let featureNames: [String]
  /// For each feature after how much it repeats, as hours do after 24; nil where it does not.
  package let periods: [Double?]
  /// For each feature the moments of its rows, all counting once, as far as they are known; or none.
  let moments: [ColumnMoments?]

  /// - Precondition: one target (and weight, and group) for each row.
  package init(
    features: FeatureTable,
    target: [Double],
    weights: [Double]? = nil,
    judgedWeights: [Double]? = nil,
    groups: [UInt32]? = nil,
    featureNames: [String] = [],
    periods: [Double?] = [],
    moments: [ColumnMoments?] = []
  ) {
    precondition(target.count == features.rowCount, "\(target.count) targets")
    precondition(weights.map { $0.count == features.rowCount } ?? true, "weights differ in length")
    precondition(
      judgedWeights.map { $0.count == features.rowCount } ?? true,
      "judged weights differ in length"
    )
    precondition(groups.map { $0.count == features.rowCount } ?? true, "groups differ in length")
    precondition(
      periods.isEmpty || periods.count == features.columns.count,
      "\(periods.count) periods"
    )
    precondition(
      moments.isEmpty || moments.count == features.columns.count,
      "\(moments.count) moments"
    )
    self.features = features
    self.target = target
    self.weights = weights
    self.judgedWeights = judgedWeights ?? weights
    self.groups = groups
    self.featureNames = featureNames
    self.moments = moments
    self.periods = periods.isEmpty ? features.columns.map { _ in nil } : periods
  }

  /// The number of rows.
  package var rowCount: Int { features.rowCount }

  /// The largest weight: gradients are `Float`, and weighted ones are summed.
  private static let largestWeight = 1e15

  /// Refuses weights that say nothing.
  ///
  /// These are weights below 0, NaN (as NULL is read), above 1e15 or infinite, and weights of which none
  /// is above 0. A row of weight 0 is left out of training. `column` is the name that the error has.
  ///
  /// - Throws: `weightOutOfRange` with the first such weight, `noWeight`.
  /// - Complexity: O(rows).
  package static func check(weights: [Double], column: String) throws(LearningError) {
    for weight in weights where !(weight >= 0 && weight <= largestWeight) {
      throw .weightOutOfRange(column: column, value: weight)
    }
    guard weights.contains(where: { $0 > 0 }) else { throw .noWeight(column: column) }
  }
}
