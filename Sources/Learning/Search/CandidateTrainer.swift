package import LinearAlgebra
package import Models

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A candidate trained on some rows.
package struct TrainedCandidate: Sendable {
  /// The learner that was trained.
  package private(set) var learner: Learner
  /// Predictions for the held-out rows (rows x outputs); nil where none were held out.
  package private(set) var validationPredictions: Matrix?
  /// Rounds of boosting or epochs of a network kept; nil for others.
  package let rounds: Int?
  /// The loss of the held-out rows after each round, where early stopping watched it.
  package var validationLosses: [Double] = []
  /// The outcome of a linear model's fit; nil for other families.
  package var linearFit: LinearFit?
  /// The standard errors of a linear model's numbers; nil where these are not defined, or rows were
  /// held out.
  package var standardErrors: LinearStandardErrors?
  /// The predictions of the rows trained on by the trees that had not drawn them; nil for other families than
  /// forests, and where they were not asked for.
  package var outOfBag: OutOfBagPredictions?
  /// Whether the monitor ended it before its time.
  package let wasStopped: Bool
}

extension TrainedCandidate {
  /// The candidate whose scores are changed so; standard errors are those of changed numbers.
  ///
  /// - Precondition: it predicts probabilities.
  func mapped(by map: ScoreMap) -> TrainedCandidate {
    var mapped = self
    mapped.learner = learner.mapped(by: map)
    mapped.validationPredictions = validationPredictions.map { map.predictions($0) }
    mapped.standardErrors = standardErrors?.scaled(by: map.slope)
    return mapped
  }
}

/// Trains candidates on one data set; the bins that all trees share are made once.
package struct CandidateTrainer: Sendable {
  let data: TrainingData
  let task: LearningTask
  let seed: UInt64
  let binned: BinnedMatrix?
  let design: LinearDesign?

  /// A trainer on `data`, which is binned for trees where `binCount` is given: at most so many
  /// bins of a feature.
  ///
  /// With `plainSettings` linear models of plain features see a column for every level, however rare,
  /// and are encoded on all rows here and now, for fits of these settings.
  ///
  /// - Throws: `interrupted` when the monitor stops it.
  /// - Complexity: O(cells) where trees are wanted.
  package init(
    data: TrainingData,
    task: LearningTask,
    binCount: Int?,
    plainSettings: LinearSettings? = nil,
    seed: UInt64,
    threadCount: Int,
    monitor: TrainingMonitor = TrainingMonitor()
  ) throws(LearningError) {
    self.data = data
    self.task = task
    self.seed = seed
    binned =
      if let binCount {
        try GradientBoosting.prepare(
          features: data.features,
          maxBinCount: binCount,
          threadCount: threadCount,
          monitor: monitor
        )
      } else {
        nil
      }
    design =
      if let plainSettings {
        try LinearLearner.prepare(
          data: data,
          rows: nil,
          task: task,
          minimumLevelWeight: 0,
          settings: plainSettings,
          threadCount: threadCount
        )
      } else {
        nil
      }
  }

  /// A trainer of trees alone, on features that are binned already.
  ///
  /// - Precondition: one target (and weight) for each row.
  package init(
    bins: BinnedMatrix,
    target: [Double],
    weights: [Double]? = nil,
    featureNames: [String],
    task: LearningTask,
    seed: UInt64
  ) {
    data = TrainingData(
      features: FeatureTable(rowCount: bins.rowCount, columns: []),
      target: target,
      weights: weights,
      featureNames: featureNames
    )
    self.task = task
    self.seed = seed
    binned = bins
    design = nil
  }

  /// Trains a candidate.
  ///
  /// `rows` are trained on (nil takes all); `validationRows` are predicted, and with `rounds` end boosting
  /// when they get no better. Boosting takes at most `rounds`, unless the candidate says how many. A forest
  /// predicts the rows that it is trained on by the trees without them as `outOfBag` says.
  ///
  /// - Throws: when the data or a hyperparameter is refused.
  package func train(
    _ candidate: Candidate,
    rows: [UInt32]? = nil,
    validationRows: [UInt32]? = nil,
    rounds: Int? = nil,
    outOfBag: OutOfBagRows = .unscored,
    threadCount: Int,
    monitor: TrainingMonitor
  ) throws(LearningError) -> TrainedCandidate {
    let trained = try train(
      group: [candidate],
      rows: rows,
      validationRows: validationRows,
      rounds: rounds,
      outOfBag: outOfBag,
      threadCount: threadCount,
      monitor: monitor
    )
    guard let first = trained.first else { throw .interrupted }
    return first
  }

  /// Trains candidates of one family that differ in strength alone; linear ones each from where the
  /// one before ended.
  ///
  /// Once the monitor stops, those so far are returned, the last of them unfinished.
  ///
  /// - Throws: when the data or a hyperparameter is refused.
  package func train(
    group: [Candidate],
    rows: [UInt32]? = nil,
    validationRows: [UInt32]? = nil,
    rounds: Int? = nil,
    outOfBag: OutOfBagRows = .unscored,
    threadCount: Int,
    monitor: TrainingMonitor
  ) throws(LearningError) -> [TrainedCandidate] {
    guard let first = group.first else { return [] }
    return switch first {
    case .baseline: [trainBaseline(rows: rows, validationRows: validationRows)]
    case .clusters: preconditionFailure("clusters are found by ClusterLearner: there is no target")
    case .linear:
      try trainLinear(group.map(\.linearSettings), rows, validationRows, threadCount, monitor)
    case .neural(let settings):
      [try trainNetwork(settings, rows, validationRows, rounds, threadCount, monitor)]
    case .forest(let settings):
      [
        try trainForest(
          settings,
          rows,
          validationRows,
          outOfBag: outOfBag,
          threadCount,
          monitor
        )
      ]
    case .trees(let settings):
      [
        try trainTrees(
          rounds.map { settings.limited(toRounds: $0) } ?? settings,
          rows,
          validationRows,
          stopsEarly: rounds != nil && validationRows != nil,
          threadCount,
          monitor
        )
      ]
    }
  }

  private func trainBaseline(
    rows: [UInt32]?,
    validationRows: [UInt32]?
  ) -> TrainedCandidate {
    let model = BaselineModel(scores: baselineScores(of: data, task: task, rows: rows))
    let link = task.link
    var predictions = validationRows.map { model.scores(rowCount: $0.count) }
    predictions.apply { link.apply(to: &$0) }
    return TrainedCandidate(
      learner: Learner(.baseline(model), link: link),
      validationPredictions: predictions,
      rounds: nil,
      wasStopped: false
    )
  }

  private func trainTrees(
    _ candidate: TreeSettings,
    _ rows: [UInt32]?,
    _ validationRows: [UInt32]?,
    stopsEarly: Bool,
    _ threadCount: Int,
    _ monitor: TrainingMonitor
  ) throws(LearningError) -> TrainedCandidate {
    guard let binned else { preconditionFailure("nothing was binned") }
    let settings = candidate.completed(
      for: task,
      seed: seed & 0x7FFF_FFFF,
      isValidated: stopsEarly
    )
    let objective = try Objective(settings.objective ?? task.treeObjective, settings: settings)
    let fit = try GradientBoosting.train(
      binned: binned,
      target: data.target,
      weights: data.weights,
      groups: data.groups,
      rows: rows,
      validationRows: validationRows,
      objective: objective,
      settings: settings,
      featureNames: data.featureNames,
      threadCount: threadCount,
      monitor: monitor
    )
    var predictions = fit.validationScores
    predictions.apply { objective.link.apply(to: &$0) }
    return TrainedCandidate(
      learner: Learner(.trees(fit.ensemble), link: objective.link),
      validationPredictions: predictions,
      rounds: fit.keptRounds,
      validationLosses: fit.validationLosses,
      wasStopped: fit.wasStopped
    )
  }
}

extension Optional {
  /// Changes the value in place, if there is one.
  mutating func apply(_ body: (inout Wrapped) -> Void) {
    guard var value = self else { return }
    self = nil
    body(&value)
    self = value
  }
}

extension FeatureTable {
  /// These rows, in this order.
  package func gathered(_ rows: [UInt32]) -> FeatureTable {
    let indices = rows.map { Int($0) }
    return FeatureTable(rowCount: rows.count, columns: columns.map { $0.gathered(indices) })
  }
}

extension LearningTask {
  /// From the scores of a linear or baseline model to predictions.
  package var link: LinkFunction { LinearLoss(for: self).link(for: self) }

  /// The objective that boosted trees have in a search.
  package var treeObjective: Objective.Kind {
    switch self {
    case .regression: .squaredError
    case .binary: .binaryLogistic
    case .multiclass: .softprob
    }
  }
}

/// The scores that fit best without any feature: the mean, the log-odds, the classes' log shares.
///
/// Rows count as they are judged: it is what the others must be better than.
/// A class without a row counts as half a row, so that its score is finite.
private func baselineScores(
  of data: TrainingData,
  task: LearningTask,
  rows: [UInt32]?
) -> [Double] {
  let indices = rows.map { $0.map { Int($0) } } ?? Array(0..<data.rowCount)
  func weight(_ row: Int) -> Double { data.judgedWeights?[row] ?? 1 }
  let total = indices.reduce(0.0) { $0 + weight($1) }
  guard case .regression = task else {
    let classCount = max(task.outputCount, 2)
    var shares = [Double](repeating: 0, count: classCount)
    for row in indices { shares[Int(data.target[row])] += weight(row) }
    let logShares = shares.map { log(max($0, 0.5) / max(total, 1)) }
    return classCount == 2 && task == .binary ? [logShares[1] - logShares[0]] : logShares
  }
  return [total > 0 ? indices.reduce(0.0) { $0 + weight($1) * data.target[$1] } / total : 0]
}
