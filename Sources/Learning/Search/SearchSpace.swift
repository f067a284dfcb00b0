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
        ["plain", "scaled", "enriched"].map(linearSettings)
      case .xgboost: treeSettings.map { [Candidate(.xgboost, $0)] }
      }
    }
  }

  /// From strong to weak: each fit starts at the one before.
  private static func linearSettings(features: String) -> [Candidate] {
    ["1000", "100", "10", "1", "0.1", "0.01"].map { lambda in
      Candidate(.linearLearner, [.init("features", features), .init("lambda", lambda)])
    }
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
