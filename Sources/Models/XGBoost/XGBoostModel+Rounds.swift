/// The rounds of boosting of a model, each of so many trees for each output.
extension XGBoostModel {
  /// The number of rounds.
  package var roundCount: Int {
    ensemble.trees.count / (ensemble.outputCount * parallelTreeCount)
  }

  /// The number of rounds up to the best one, `roundCount` at most; nil where early stopping found none.
  ///
  /// XGBoost's scikit-learn interface predicts with these.
  package var bestRoundCount: Int? {
    let count =
      attributes[Attribute.bestIteration].flatMap { Int($0) }.map { $0.addingReportingOverflow(1) }
      .flatMap { $0.overflow ? nil : $0.partialValue }
      ?? attributes[Attribute.bestTreeLimit].flatMap { Int($0) }.map { $0 / parallelTreeCount }
    guard let count, count > 0 else { return nil }
    return min(count, roundCount)
  }

  /// The model of the first rounds only.
  ///
  /// - Precondition: there are as many.
  package func prefix(roundCount count: Int) -> XGBoostModel {
    precondition(count <= roundCount, "\(count) of \(roundCount) rounds")
    let treeCount = count * ensemble.outputCount * parallelTreeCount
    return XGBoostModel(
      ensemble: TreeEnsemble(
        trees: Array(ensemble.trees.prefix(treeCount)),
        baseScores: ensemble.baseScores,
        featureCount: ensemble.featureCount,
        encodings: ensemble.encodings
      ),
      objective: objective,
      featureNames: featureNames,
      levels: levels,
      attributes: attributes,
      parallelTreeCount: parallelTreeCount
    )
  }

  /// The attributes that mean something here.
  enum Attribute {
    /// The last round that is worth having, from 0.
    static let bestIteration = "best_iteration"
    /// The number of trees of each output up to it, in files of versions before 2.
    static let bestTreeLimit = "best_ntree_limit"

    /// The first part of the names of those that are written here.
    static let ownPrefix = "automl."

    /// Whether an attribute is kept when a file is read.
    static func isKnown(_ name: String) -> Bool {
      name == bestIteration || name == bestTreeLimit || name.hasPrefix(ownPrefix)
    }
  }
}
