/// The settings of K-means, under the names that SageMaker's algorithm gives them.
package struct ClusterSettings: Sendable, Equatable {
  /// The ways to the first centroids.
  package enum Start: String, Sendable, CaseIterable {
    /// Rows far from each other: k-means++ (Arthur and Vassilvitskii, 2007).
    case spread = "kmeans++"
    /// Any rows.
    case random
  }

  /// The number of clusters, 1 to 10,000; where it is to be chosen the most that it may be.
  package var clusterCount: Int
  /// Whether the number is to be chosen: K 'auto'.
  package private(set) var choosesCount = false
  /// The units of columns, by their names; those that are not named count in their own.
  package var scalings: [String: ClusterScaling] = [:]
  /// The way to the first centroids.
  package var start = Start.spread
  /// Steps of Lloyd's iteration at most.
  package var iterationLimit = 300
  /// The number of starts, of which the best is kept; nil for ten, or three where each takes long.
  package var startCount: Int?
  /// Converged once all centroids together move by less than this share of a column's mean variance,
  /// squared; nil for 1e-6 where rows are few, and 1e-5 where they are many.
  package var tolerance: Double?
  /// The settings as they are printed: what the user wrote, as it was written.
  package private(set) var shown: [ShownSetting] = []
  /// Sentences on settings that are not needed here, each without a full stop.
  package private(set) var remarks: [String] = []

  /// The defaults for `clusterCount` clusters.
  package init(clusterCount: Int) { self.clusterCount = clusterCount }

  /// Reads hyperparameters as a statement has them; `k` is required.
  ///
  /// - Throws: `missingHyperparameter`, `unknownHyperparameter`, `invalidHyperparameter`.
  package init(hyperparameters: [(key: String, value: String)]) throws(LearningError) {
    self.init(clusterCount: 0)
    for (key, value) in hyperparameters { try set(key.lowercased(), to: value) }
    guard clusterCount > 0 else {
      throw .missingHyperparameter(key: "k", meaning: "the number of clusters")
    }
    shown = hyperparameters.map { ShownSetting($0.key, $0.value) }
  }

  /// The settings with the number that was chosen, and with it printed.
  package func choosing(_ count: Int) -> ClusterSettings {
    var settings = self
    settings.clusterCount = count
    settings.choosesCount = false
    settings.shown = shown.map {
      $0.name.lowercased() == "k" ? ShownSetting($0.name, "\(count)") : $0
    }
    return settings
  }

  /// The settings with one more that is printed.
  package func showing(_ name: String, _ text: String) -> ClusterSettings {
    var settings = self
    settings.shown.append(ShownSetting(name, text))
    return settings
  }

  private mutating func set(_ key: String, to value: String) throws(LearningError) {
    switch key {
    case "k" where value.lowercased() == "auto":
      clusterCount = ClusterLearner.triedCounts.upperBound
      choosesCount = true
    case "k": clusterCount = try HyperparameterText.count(key, value, most: 10_000)
    case "local_lloyd_max_iter":
      iterationLimit = try HyperparameterText.count(key, value, most: 1_000_000)
    case "local_lloyd_num_trials":
      startCount =
        value.lowercased() == "auto" ? nil : try HyperparameterText.count(key, value, most: 1_000)
    case "local_lloyd_tol":
      tolerance = try HyperparameterText.number(key, value, "a number, 0 or more") { $0 >= 0 }
    case "init_method", "local_lloyd_init_method": start = try Start(hyperparameter: key, value)
    case _ where Self.unneededKeys.contains(key):
      remarks.append("\(key) changes nothing: all rows are gone through at once")
    default:
      throw .unknownHyperparameter(key: key, suggestion: nearest(to: key, among: Self.keys))
    }
  }

  private static let unneededKeys = [
    "epochs", "eval_metrics", "extra_center_factor", "feature_dim", "half_life_time_size",
    "mini_batch_size",
  ]
  private static let keys =
    [
      "init_method", "k", "local_lloyd_init_method", "local_lloyd_max_iter",
      "local_lloyd_num_trials", "local_lloyd_tol",
    ] + unneededKeys
}
