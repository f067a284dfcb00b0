package import LinearAlgebra
package import Models
import Parallel

/// The result of training.
package struct BoostedFit: Sendable {
  /// The trees of the kept rounds.
  package let ensemble: TreeEnsemble
  /// The scores of the validation rows after the kept rounds, in their order, a column for each
  /// output; nil where there were none.
  package let validationScores: Matrix?
  /// The number of rounds trained.
  package let completedRounds: Int
  /// The number of them that the ensemble has: fewer where early stopping found an earlier round
  /// better.
  package let keptRounds: Int
  /// The loss of the validation rows after each round trained, where early stopping watched it; empty
  /// otherwise.
  package let validationLosses: [Double]
  /// Whether the monitor ended training.
  package let wasStopped: Bool
}

/// Gradient-boosted trees on binned features.
///
/// Friedman 2001 with the second-order step of Chen & Guestrin 2016. Each round turns the scores into
/// gradients, rounds these to integers, grows one tree for each output on their sums, and adds its
/// leaf values to the scores. The result is the same, bit by bit, on any number of threads.
package enum GradientBoosting {
  /// Bins the features once, for any number of trainings.
  ///
  /// - Parameters:
  ///   - features: the rows to learn from, and those to validate on.
  ///   - maxBinCount: 2...256, the bin for missing values included.
  ///   - threadCount: threads to use, the caller's among them.
  ///   - monitor: asked once, before the work.
  /// - Returns: the bins of all rows.
  /// - Throws: `noRows`, `noFeatures`, `interrupted`.
  /// - Complexity: O(rows x features).
  package static func prepare(
    features: FeatureTable,
    maxBinCount: Int,
    threadCount: Int,
    monitor: TrainingMonitor = TrainingMonitor()
  ) throws(LearningError) -> BinnedMatrix {
    precondition((2...256).contains(maxBinCount), "\(maxBinCount) bins")
    guard features.rowCount > 0 else { throw .noRows }
    guard !features.columns.isEmpty else { throw .noFeatures }
    guard !monitor.shouldStop() else { throw .interrupted }
    return BinnedMatrix(features: features, maxBinCount: maxBinCount, threadCount: threadCount)
  }

  /// Trains on some rows of a binned matrix.
  ///
  /// - Parameters:
  ///   - binned: the features of all rows.
  ///   - target: a target for each row of the matrix.
  ///   - weights: how often each row counts, a row of weight 0 not at all; nil when all count once.
  ///   - groups: for ranking objectives the code of each row's group, in any order of rows.
  ///   - rows: the rows to train on; nil for all that are not validated on.
  ///   - validationRows: rows to score, and to watch when `settings` stop early.
  ///   - objective: what is minimised.
  ///   - settings: how.
  ///   - featureNames: one for each feature, by which constraints may name them; or none.
  ///   - threadCount: threads to use, the caller's among them; the result does not depend on it.
  ///   - monitor: asked before each round; a stop keeps the rounds so far.
  /// - Returns: the trees, and the scores of the validation rows.
  /// - Throws: `noRows`, `targetOutOfRange`, `weightOutOfRange`, `noWeight`, `missingGroups`,
  ///   `unusedGroups`, `invalidHyperparameter`; `interrupted` when stopped before the first round was done.
  /// - Complexity: O(rounds x outputs x rows x (features + depth)).
  package static func train(
    binned: BinnedMatrix,
    target: [Double],
    weights: [Double]? = nil,
    groups: [UInt32]? = nil,
    rows: [UInt32]? = nil,
    validationRows: [UInt32]? = nil,
    objective: Objective,
    settings: TreeSettings,
    featureNames: [String] = [],
    threadCount: Int,
    monitor: TrainingMonitor = TrainingMonitor()
  ) throws(LearningError) -> BoostedFit {
    precondition(target.count == binned.rowCount, "\(target.count) targets")
    precondition(weights.map { $0.count == binned.rowCount } ?? true, "weights differ in length")
    try objective.check(target: target)
    try objective.check(groups: groups)
    if let weights { try TrainingData.check(weights: weights, column: "weights") }
    try objective.check(basePrediction: settings.basePrediction)
    let constraints = try FeatureConstraints(
      settings,
      mappers: binned.mappers,
      featureNames: featureNames,
      objective: objective
    )
    let chosenRows = rows ?? remainingRows(binned.rowCount, without: validationRows)
    let trainingRows =
      weights.map { weights in chosenRows.filter { weights[Int($0)] > 0 } }
      ?? chosenRows
    guard !trainingRows.isEmpty else { throw .noRows }
    var run = BoostingRun(
      matrix: binned,
      target: target,
      weights: effectiveWeights(
        weights,
        target,
        trainingRows,
        binned.rowCount,
        objective,
        settings
      ),
      validationWeights: weights,
      groups: groups,
      trainingRows: trainingRows,
      validationRows: validationRows,
      objective: objective,
      settings: settings,
      constraints: constraints,
      threadCount: threadCount
    )
    return try run.fit(monitor)
  }

  private static func remainingRows(_ rowCount: Int, without excluded: [UInt32]?) -> [UInt32] {
    guard let excluded else { return Array(0..<UInt32(rowCount)) }
    var isExcluded = [Bool](repeating: false, count: rowCount)
    for row in excluded { isExcluded[Int(row)] = true }
    return (0..<UInt32(rowCount)).filter { !isExcluded[Int($0)] }
  }

  /// Weights with those of class 1 scaled, and 0 for rows that are not trained on; nil when all are 1.
  private static func effectiveWeights(
    _ weights: [Double]?,
    _ target: [Double],
    _ trainingRows: [UInt32],
    _ rowCount: Int,
    _ objective: Objective,
    _ settings: TreeSettings
  ) -> [Double]? {
    let scalesPositives = settings.positiveWeight != 1 && objective.hasPositiveClass
    if weights == nil && !scalesPositives && trainingRows.count == rowCount { return nil }
    var result = [Double](repeating: 0, count: rowCount)
    for index in trainingRows {
      let row = Int(index)
      result[row] = weights?[row] ?? 1
      if scalesPositives && target[row] == 1 { result[row] *= settings.positiveWeight }
    }
    return result
  }
}

extension Objective {
  /// Whether `scale_pos_weight` means something.
  fileprivate var hasPositiveClass: Bool {
    switch self {
    case .binaryLogistic, .logisticRegression, .hinge: true
    default: false
    }
  }
}
