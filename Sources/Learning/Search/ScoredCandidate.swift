/// A candidate and what it scored on rows that it was not trained on.
package struct ScoredCandidate: Sendable {
  /// The candidate.
  package let candidate: Candidate
  /// The metric over all held-out rows, at the best threshold for them where one decides.
  package let metric: Double
  /// The loss that decides between candidates of the same metric: for classes the log loss over the
  /// same rows.
  ///
  /// Where rows are few many candidates are right in all of them, and not all are equally sure.
  package let loss: Double
  /// Rounds that did best on the held-out rows, averaged over the folds; nil but for boosted trees.
  package let rounds: Int?
  /// The loss of the held-out rows after each round that all folds trained, their mean; empty but for
  /// boosted trees.
  package var roundLosses: [Double] = []
  /// Seconds for all folds.
  package let seconds: Double
  /// Predictions of the held-out rows; nil where they were let go of for want of room.
  package var predictions: HeldOutPredictions?
}

extension ScoredCandidate {
  /// Whether it comes before another on a leaderboard by `metric`.
  func isBetter(than other: ScoredCandidate, by metric: Metric) -> Bool {
    if metric.isBetter(self.metric, than: other.metric) { return true }
    if metric.isBetter(other.metric, than: self.metric) { return false }
    return loss < other.loss
  }
}
