import Models

/// The settings of a random forest, under the names that boosted trees have for them.
///
/// Names that other tools give them are understood as well: BigQuery's, scikit-learn's and ranger's.
package struct ForestSettings: Sendable, Equatable {
  /// `num_parallel_tree`: trees that are averaged, of each class where there are several.
  package var treeCount = 100
  /// `max_depth`, 0 for no limit.
  package var maxDepth = 0
  /// `max_leaves` of a tree, 0 for no limit; by default so many that the model of 100 trees stays below
  /// 100 MB, however many rows there are.
  package var maxLeafCount = 16_384
  /// `min_child_weight`: the least weight of a leaf's rows; nil for 1 of classes, and 2 of numbers.
  package var minLeafWeight: Double?
  /// `subsample`: the share of rows that each tree is grown on, drawn without replacement.
  ///
  /// 0.632 of them is what a draw with replacement has of different rows, and does as well (Friedman and
  /// Hall 2007).
  package var rowShare = 0.632
  /// `colsample_bynode`: the share of features that each split is sought among; nil for the root of their
  /// number of classes (Breiman 2001), and four fifths of numbers.
  package var featureShare: Double?
  /// `max_bin`, 2...256: bins of a feature, the one for missing values among them.
  package var maxBinCount = 256
  /// `extra_trees`: whether one threshold of each feature is drawn and none sought (Geurts, Ernst and
  /// Wehenkel 2006).
  package var drawsThresholds = false
  /// `seed` of rows, features and thresholds; nil takes that of the training.
  package var seed: UInt64?
  /// The settings as they are printed: what the user wrote, as it was written, or what
  /// `shownAsCandidate` says.
  package private(set) var shown: [ShownSetting] = []

  /// The defaults.
  package init() {}

  /// Reads hyperparameters as a statement has them.
  ///
  /// - Throws: `unknownHyperparameter`, `invalidHyperparameter`.
  package init(hyperparameters: [(key: String, value: String)]) throws(LearningError) {
    var given: Set<String> = []
    for (key, value) in hyperparameters {
      let lowercased = key.lowercased()
      let name = Self.aliases[lowercased] ?? lowercased
      guard given.insert(name).inserted else {
        throw .invalidHyperparameter(key: key, value: value, requirement: "given once")
      }
      try set(name, as: key, to: value)
    }
    shown = hyperparameters.map { ShownSetting($0.key, $0.value) }
  }

  /// The settings printed as a search prints them: what tells its candidates apart.
  func shownAsCandidate() -> ForestSettings {
    var settings = self
    let texts: [ShownSetting?] = [
      ShownSetting("num_parallel_tree", count: treeCount),
      ShownSetting("min_child_weight", number: minLeafWeight),
      ShownSetting("colsample_bynode", number: featureShare),
      drawsThresholds ? ShownSetting("extra_trees", "true") : nil,
    ]
    settings.shown = texts.compactMap(\.self)
    return settings
  }

  private mutating func set(
    _ name: String,
    as key: String,
    to value: String
  ) throws(LearningError) {
    switch name {
    case "num_parallel_tree":
      treeCount = try HyperparameterText.count(key, value, most: Self.treeCountLimit)
    case "max_depth":
      maxDepth = try HyperparameterText.count(key, value, from: 0, most: Self.countLimit)
    case "max_leaves":
      maxLeafCount = try HyperparameterText.count(key, value, from: 0, most: Self.countLimit)
    case "min_child_weight":
      minLeafWeight = try HyperparameterText.number(key, value, "a number, 0 or more") { $0 >= 0 }
    case "subsample": rowShare = try Self.share(key, value)
    case "colsample_bynode": featureShare = try Self.share(key, value)
    case "max_bin":
      maxBinCount = try HyperparameterText.count(key, value, from: 2, most: 256)
    case "extra_trees": drawsThresholds = try HyperparameterText.truth(key, value)
    case "seed": seed = try HyperparameterText.seed(key, value)
    default:
      throw .unknownHyperparameter(key: key, suggestion: nearest(to: key, among: Self.keys))
    }
  }

  private static func share(_ key: String, _ value: String) throws(LearningError) -> Double {
    try HyperparameterText.number(key, value, "a number above 0, up to 1") { $0 > 0 && $0 <= 1 }
  }

  private static let treeCountLimit = 10_000
  private static let countLimit = Int(Int32.max)
  private static let names = [
    "colsample_bynode", "extra_trees", "max_bin", "max_depth", "max_leaves", "min_child_weight",
    "num_parallel_tree", "seed", "subsample",
  ]
  private static let aliases = [
    "n_estimators": "num_parallel_tree", "num_trees": "num_parallel_tree",
    "ntree": "num_parallel_tree", "max_tree_depth": "max_depth", "max_leaf_nodes": "max_leaves",
    "min_samples_leaf": "min_child_weight", "min_node_size": "min_child_weight",
    "min_tree_child_weight": "min_child_weight", "max_samples": "subsample",
    "sample_fraction": "subsample", "max_features": "colsample_bynode",
    "random_state": "seed",
  ]
  private static let keys = (names + Array(aliases.keys)).sorted()
}

extension ForestSettings {
  /// The settings of one of the trees: the squared loss of numbers, or of a class against all others,
  /// without penalty, so that a leaf is the mean of its rows.
  func treeSettings(task: LearningTask, featureCount: Int, seed: UInt64) -> TreeSettings {
    TreeSettings(
      roundCount: 1,
      learningRate: 1 / Double(treeCount),
      maxDepth: maxDepth,
      maxLeafCount: maxLeafCount,
      minChildHessian: minLeafWeight ?? (task == .regression ? 2 : 1),
      l2Penalty: 0,
      rowShare: rowShare,
      featureShareByNode: featureShare ?? Self.featureShare(task: task, of: featureCount),
      maxBinCount: maxBinCount,
      drawsThresholds: drawsThresholds,
      seed: self.seed ?? seed
    )
  }

  /// The share that draws the root of so many features for classes, and four fifths of them for numbers.
  private static func featureShare(task: LearningTask, of featureCount: Int) -> Double {
    let count = Double(max(featureCount, 1))
    let wanted = task == .regression ? 0.8 * count : count.squareRoot()
    // Half a feature more, since shares are rounded down.
    return min((max(wanted.rounded(), 1) + 0.5) / count, 1)
  }
}
