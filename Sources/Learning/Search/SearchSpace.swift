/// What a search tries, in this order: cheap first, so that an early stop has something to keep.
package enum SearchSpace {
  /// The most rounds a candidate of boosted trees may take; early stopping ends most well before.
  ///
  /// A round grows a tree for each class: many classes get fewer rounds, and no more trees in all.
  package static func roundLimit(for task: LearningTask) -> Int {
    max(5, min(1_000, 10_000 / task.outputCount))
  }

  /// Rounds without progress on the held-out rows that end a candidate.
  package static let patience = 30

  /// The candidates of these families, in groups that are trained together.
  package static func candidates(families: [Family]) -> [[Candidate]] {
    families.flatMap { family in
      switch family {
      case .baseline: [[Candidate(.baseline)]]
      case .linearLearner:
        ["plain", "scaled", "enriched", "crossed"].map { linearSettings(features: $0) }
          + ["enriched", "crossed"].map { linearSettings(features: $0, loss: "poisson") }
      case .xgboost: treeSettings.map { [Candidate(.xgboost, $0)] }
      }
    }
  }

  /// From strong to weak: each fit starts at the one before.
  private static func linearSettings(features: String, loss: String? = nil) -> [Candidate] {
    ["1000", "100", "10", "1", "0.1", "0.01"].map { lambda in
      Candidate(
        .linearLearner,
        [.init("features", features), .init("lambda", lambda)]
          + (loss.map { [.init("loss", $0)] } ?? [])
      )
    }
  }

  /// The candidate as it is trained on all rows: a linear one to a tolerance that is far below what
  /// other rows would have changed.
  static func refitted(_ candidate: Candidate) -> Candidate {
    guard candidate.family == .linearLearner else { return candidate }
    return Candidate(.linearLearner, candidate.settings + [.init("tolerance", "1e-5")])
  }

  /// The groups that differ on this data.
  ///
  /// Left out are those of features that have nothing to work on, and of a logarithmic link where the
  /// target is a class, or negative in some row: it is for what is counted, and grows by factors.
  static func applicable(
    _ groups: [[Candidate]],
    to data: TrainingData,
    task: LearningTask
  ) throws(LearningError) -> [[Candidate]] {
    let isCount =
      task == .regression && data.target.allSatisfy { $0 >= 0 } && data.target.contains { $0 > 0 }
    var seen: Set<LinearShape> = []
    var applicable: [[Candidate]] = []
    for group in groups {
      guard let first = group.first, first.family == .linearLearner else {
        applicable.append(group)
        continue
      }
      let settings = try LinearSettings(first)
      let shape = LinearShape(
        features: ExpandedRows.features(settings.features, workingOn: data, task: task),
        lossName: settings.loss?.name
      )
      guard settings.loss == nil || isCount, seen.insert(shape).inserted else { continue }
      applicable.append(group)
    }
    return applicable
  }

  /// What distinguishes groups of linear candidates.
  private struct LinearShape: Hashable {
    let features: LinearFeatures
    let lossName: String?
  }

  /// Shallow to deep; slower learning and sampling where single trees are strong.
  private static let treeSettings: [[HyperparameterSetting]] = [
    [.init("eta", "0.1"), .init("max_depth", "4"), .init("min_child_weight", "3")],
    [
      .init("eta", "0.1"), .init("max_depth", "6"), .init("subsample", "0.8"),
      .init("colsample_bytree", "0.8"),
    ],
    [
      .init("eta", "0.05"), .init("max_depth", "3"), .init("min_child_weight", "5"),
      .init("subsample", "0.8"), .init("colsample_bytree", "0.6"),
    ],
    [
      .init("eta", "0.1"), .init("max_depth", "8"), .init("min_child_weight", "2"),
      .init("subsample", "0.8"), .init("colsample_bytree", "0.6"), .init("lambda", "5"),
    ],
    [
      .init("eta", "0.1"), .init("max_depth", "6"), .init("grow_policy", "symmetric"),
      .init("colsample_bytree", "0.8"),
    ],
  ]
}
