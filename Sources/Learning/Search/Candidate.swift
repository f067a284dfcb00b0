/// The families of models that a search tries.
package enum Family: String, Sendable, CaseIterable {
  /// The mean or the classes' shares.
  case baseline
  /// Logistic or linear regression.
  case linearLearner = "linear_learner"
  /// Gradient-boosted trees.
  case xgboost
}

/// One hyperparameter by its name in SQL, with its value's text.
package struct HyperparameterSetting: Sendable, Hashable {
  /// The name.
  package let key: String
  /// The value.
  package let value: String

  /// A hyperparameter's value.
  package init(_ key: String, _ value: String) {
    self.key = key
    self.value = value
  }
}

/// A family and its hyperparameters: one thing that a search tries.
package struct Candidate: Sendable, Hashable {
  /// The family.
  package let family: Family
  /// The hyperparameters that differ from the family's defaults.
  package let settings: [HyperparameterSetting]

  /// A candidate.
  package init(_ family: Family, _ settings: [HyperparameterSetting] = []) {
    self.family = family
    self.settings = settings
  }
}

/// A candidate and what it scored on rows that it was not trained on.
package struct ScoredCandidate: Sendable {
  /// What was tried.
  package let candidate: Candidate
  /// The metric over all held-out rows.
  package let metric: Double
  /// What decides between candidates of the same metric: for classes the log loss over the same rows.
  ///
  /// Where rows are few many candidates are right in all of them, and not all are equally sure.
  package let loss: Double
  /// Rounds that did best on the held-out rows, averaged over the folds; nil but for boosted trees.
  package let rounds: Int?
  /// Seconds for all folds.
  package let seconds: Double
}

extension ScoredCandidate {
  /// Whether it comes before another on a leaderboard by `metric`.
  func isBetter(than other: ScoredCandidate, by metric: Metric) -> Bool {
    if metric.isBetter(self.metric, than: other.metric) { return true }
    if metric.isBetter(other.metric, than: self.metric) { return false }
    return loss < other.loss
  }
}
