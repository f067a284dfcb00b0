package import LinearAlgebra
package import Models

/// The result of training a forest.
package struct ForestFit: Sendable {
  /// The trees; scores are means of numbers, or shares of classes.
  package let ensemble: TreeEnsemble
  /// The scores of the validation rows, in their order, a column for each output; nil where there were none.
  package let validationScores: Matrix?
  /// The scores of the rows trained on, each by the trees that had not drawn it; nil where they were not
  /// asked for.
  package let outOfBag: OutOfBagScores?
  /// Whether the monitor ended training.
  package let wasStopped: Bool
}

/// The scores of rows by trees that were grown without them (Breiman 2001, section 3.1).
package struct OutOfBagScores: Sendable {
  /// The rows that some tree did not draw, ascending.
  package let rows: [UInt32]
  /// A row for each, a column for each output.
  package let scores: Matrix
}

/// Whether the rows that a forest is trained on are scored by the trees that did not draw them.
package enum OutOfBagRows: Sendable {
  /// They are not.
  case unscored
  /// They are; rows of one unit, by a code for each row of the matrix, are drawn as a whole.
  case scored(units: [UInt32]?)

  /// The codes of units.
  var units: [UInt32]? {
    if case .scored(let units) = self { units } else { nil }
  }
}

/// Random forests on binned features: trees of drawn rows, each split sought among drawn features, averaged
/// (Breiman 2001; of classes the shares in the leaves are averaged, as Malley and others 2012 do).
package enum RandomForest {
  /// The inverse link: what the scores are of.
  package static func link(for task: LearningTask) -> LinkFunction {
    task == .regression ? .identity : .shares
  }

  /// Trains on some rows of a binned matrix.
  ///
  /// - Parameters:
  ///   - binned: the features of all rows.
  ///   - target: a number or class for each row of the matrix.
  ///   - weights: how often each row counts, a row of weight 0 not at all; nil when all count once.
  ///   - rows: the rows to train on; nil for all.
  ///   - validationRows: rows to score.
  ///   - task: what the target is.
  ///   - settings: how.
  ///   - seed: of what is drawn, where the settings have none.
  ///   - outOfBag: whether and how the rows trained on are scored by the trees without them.
  ///   - threadCount: threads to use, the caller's among them; the result does not depend on it.
  ///   - monitor: asked every few trees; a stop keeps the trees so far.
  /// - Returns: the trees, and the scores of rows that they were not grown on.
  /// - Throws: `noRows`, `weightOutOfRange`, `noWeight`; `interrupted` when stopped before the first trees
  ///   were grown.
  /// - Complexity: O(trees x outputs x rows x features x depth).
  package static func train(
    binned: BinnedMatrix,
    target: [Double],
    weights: [Double]? = nil,
    rows: [UInt32]? = nil,
    validationRows: [UInt32]? = nil,
    task: LearningTask,
    settings: ForestSettings,
    seed: UInt64,
    outOfBag: OutOfBagRows = .unscored,
    threadCount: Int,
    monitor: TrainingMonitor = TrainingMonitor()
  ) throws(LearningError) -> ForestFit {
    precondition(target.count == binned.rowCount, "\(target.count) targets")
    precondition(weights.map { $0.count == binned.rowCount } ?? true, "weights differ in length")
    if let weights { try TrainingData.check(weights: weights, column: "weights") }
    let chosen = rows ?? Array(0..<UInt32(binned.rowCount))
    let trainingRows = weights.map { all in chosen.filter { all[Int($0)] > 0 } } ?? chosen
    guard !trainingRows.isEmpty else { throw .noRows }
    var run = ForestRun(
      matrix: binned,
      target: target,
      weights: weights,
      trainingRows: trainingRows,
      validationRows: validationRows,
      task: task,
      settings: settings,
      seed: seed,
      outOfBag: outOfBag,
      threadCount: max(threadCount, 1)
    )
    return try run.fit(monitor)
  }
}
