extension ProbabilityKeys {
  /// The metrics of two classes by the probability of one of them, the same in whatever order the rows come
  /// and on however many threads.
  ///
  /// - Complexity: O(n).
  func metrics(threadCount: Int) -> [JudgedMetric] {
    let order = ProbabilityOrder<UInt64>(allSegments, threadCount: threadCount)
    let sums = order.sorted { block, keys in
      ProbabilitySums(keys, RankWalk(block, positiveCount: order.positiveCount))
    }
    let ranks = RankStatistics(
      sums.map(\.ranks),
      positiveCount: order.positiveCount,
      negativeCount: order.negativeCount
    )
    let share = ranks.share
    let entropy = [share, 1 - share].reduce(0) { $0 + ($1 > 0 ? -$1 * logarithm($1) : 0) }
    return [
      JudgedMetric("auc", ranks.area, error: ranks.areaError, baseline: 0.5),
      JudgedMetric(
        "average_precision",
        ranks.precision,
        error: ranks.precisionError,
        baseline: share
      ),
      JudgedMetric("log_loss", meanOf: sums.flatMap(\.losses.all), baseline: entropy),
      JudgedMetric(
        "brier_score",
        meanOf: sums.flatMap(\.squaredErrors.all),
        baseline: share * (1 - share)
      ),
    ]
  }
}
