package import Models

/// The candidates of a search in their order: cheap first, so that an early stop has some to keep.
package enum SearchSpace {
  /// The most rounds a candidate of boosted trees may take; early stopping ends most well before.
  ///
  /// A round grows a tree for each class: many classes get fewer rounds, and no more trees in all.
  package static func roundLimit(for task: LearningTask) -> Int {
    max(5, min(1_000, 10_000 / task.outputCount))
  }

  /// Rounds without progress on the held-out rows that end a candidate.
  package static let patience = 30

  /// The candidates of these families for a task, in groups that are trained together.
  ///
  /// Of many classes a discriminant and boosted trees come before the linear models whose steps take a time
  /// that grows with the classes.
  package static func candidates(families: [Family], task: LearningTask) -> [[Candidate]] {
    let groups = candidates(families: families)
    guard task.outputCount >= manyClasses, families.contains(.linear) else { return groups }
    let isSlow = groups.map { $0.first?.family == .linear }
    let quick = zip(groups, isSlow).filter { !$1 }.map(\.0)
    let baselineCount = families.contains(.baseline) ? 1 : 0
    return quick.prefix(baselineCount) + [[discriminant]] + quick.dropFirst(baselineCount)
      + zip(groups, isSlow).filter(\.1).map(\.0)
  }

  private static func candidates(families: [Family]) -> [[Candidate]] {
    families.flatMap { family -> [[Candidate]] in
      switch family {
      case .baseline: [[.baseline]]
      case .linear:
        [.plain, .scaled, .enriched, .crossed].map { linearCandidates(features: $0) }
          + [.enriched, .crossed].map { linearCandidates(features: $0, loss: .poisson) }
      case .trees: treeSettings.map { [.trees($0.shownAsCandidate())] }
      case .forest: forestSettings.map { [.forest($0.shownAsCandidate())] }
      case .neural: [[.neural(NeuralSettings().shownAsCandidate())]]
      case .clusters: []
      }
    }
  }

  /// The share of the time given to a search that a network may be expected to take.
  package static let neuralShare = 0.01

  /// Whether a network is tried beside others in a search of so many seconds.
  package static func fits(
    _ settings: NeuralSettings,
    on features: FeatureTable,
    task: LearningTask,
    seconds: Double
  ) -> Bool {
    neuralSeconds(settings, on: features, task: task) <= neuralShare * seconds
  }

  /// Seconds that a network is expected to take in a search: in each fold, for the gain of all rows, and on
  /// all of them.
  package static func neuralSeconds(
    _ settings: NeuralSettings,
    on features: FeatureTable,
    task: LearningTask
  ) -> Double {
    let folds = Double(TrainingSplit.foldCount(rowCount: features.rowCount, task: task))
    return NetworkCost.seconds(
      settings,
      on: features,
      rowCount: features.rowCount,
      outputCount: task.outputCount,
      passCount: folds + 1.5
    )
  }

  /// So many classes make a fit of all their coefficients slow; a discriminant takes no longer than of few.
  private static let manyClasses = 30

  private static let discriminant = Candidate.linear(
    LinearSettings(method: .discriminant, lambda: 1).shownAsCandidate()
  )

  /// From strong to weak: each fit starts at the one before.
  private static func linearCandidates(
    features: LinearFeatures,
    loss: LinearLoss? = nil
  ) -> [Candidate] {
    [1_000, 100, 10, 1, 0.1, 0.01].map { lambda in
      .linear(LinearSettings(lambda: lambda, loss: loss, features: features).shownAsCandidate())
    }
  }

  /// The candidate as it is trained on all rows: a linear one to a tolerance that is far below what
  /// other rows would have changed.
  static func refitted(_ candidate: Candidate) -> Candidate {
    switch candidate {
    case .baseline, .trees, .forest, .clusters, .neural: return candidate
    case .linear(var settings):
      settings.tolerance = 1e-5
      return .linear(settings)
    }
  }

  /// The groups that differ on this data.
  ///
  /// Left out are those of features that have nothing to work on, and of a logarithmic link where the
  /// target is a class, or negative in some row: it is for what is counted, and grows by factors.
  static func applicable(
    _ groups: [[Candidate]],
    to data: TrainingData,
    task: LearningTask
  ) -> [[Candidate]] {
    let isCount =
      task == .regression && data.target.allSatisfy { $0 >= 0 } && data.target.contains { $0 > 0 }
    var seen: Set<LinearShape> = []
    return groups.filter { group in
      switch group.first {
      case .baseline?, .trees?, .forest?, .clusters?, .neural?, nil: return true
      case .linear(let settings)? where settings.method == .discriminant: return true
      case .linear(let settings)?:
        let shape = LinearShape(
          features: ExpandedRows.features(settings.features, workingOn: data, task: task),
          lossName: settings.loss?.name
        )
        return (settings.loss == nil || isCount) && seen.insert(shape).inserted
      }
    }
  }

  /// The parts in which groups of linear candidates differ.
  private struct LinearShape: Hashable {
    let features: LinearFeatures
    let lossName: String?
  }

  /// Shallow to deep; slower learning and sampling where single trees are strong.
  private static let treeSettings = [
    TreeSettings(learningRate: 0.1, maxDepth: 4, minChildHessian: 3),
    TreeSettings(learningRate: 0.1, maxDepth: 6, rowShare: 0.8, featureShareByTree: 0.8),
    TreeSettings(
      learningRate: 0.05,
      maxDepth: 3,
      minChildHessian: 5,
      rowShare: 0.8,
      featureShareByTree: 0.6
    ),
    TreeSettings(
      learningRate: 0.1,
      maxDepth: 8,
      minChildHessian: 2,
      l2Penalty: 5,
      rowShare: 0.8,
      featureShareByTree: 0.6
    ),
    TreeSettings(learningRate: 0.1, maxDepth: 6, growPolicy: .symmetric, featureShareByTree: 0.8),
  ]

  /// The defaults; larger leaves; other features at each split; drawn thresholds on all rows.
  private static let forestSettings: [ForestSettings] = [
    { _ in }, { $0.minLeafWeight = 10 }, { $0.featureShare = 0.4 },
    {
      $0.drawsThresholds = true
      $0.featureShare = 1
      $0.rowShare = 1
    },
  ].map { (change: (inout ForestSettings) -> Void) in
    var settings = ForestSettings()
    change(&settings)
    return settings
  }
}
