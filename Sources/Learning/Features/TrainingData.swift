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
  /// For each row how often it counts, checked by `check(weights:column:)`; nil when all count once.
  package let weights: [Double]?
  /// For each row the code of its group, for ranking: rows of one group compete with each other. Rows
  /// of a group may stand anywhere, as a table has no order, and codes may be any; nil without groups.
  package let groups: [UInt32]?
  /// A name for each feature, or none.
  package let featureNames: [String]

  /// - Precondition: one target (and weight, and group) for each row.
  package init(
    features: FeatureTable,
    target: [Double],
    weights: [Double]? = nil,
    groups: [UInt32]? = nil,
    featureNames: [String] = []
  ) {
    precondition(target.count == features.rowCount, "\(target.count) targets")
    precondition(weights.map { $0.count == features.rowCount } ?? true, "weights differ in length")
    precondition(groups.map { $0.count == features.rowCount } ?? true, "groups differ in length")
    self.features = features
    self.target = target
    self.weights = weights
    self.groups = groups
    self.featureNames = featureNames
  }

  /// How many rows there are.
  package var rowCount: Int { features.rowCount }

  /// The largest weight: gradients are `Float`, and weighted ones are summed.
  private static let largestWeight = 1e15

  /// Refuses weights that say nothing: below 0, NaN (as NULL is read) and above 1e15 or infinite; and
  /// weights of which none is above 0. A row of weight 0 is left out of training.
  ///
  /// `column` is the name that the error has.
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
