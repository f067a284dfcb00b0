import Parallel

/// Numbers that were predicted for rows whose number is known.
///
/// No result hangs on the order of the rows.
package struct JudgedNumbers: Sendable, Equatable {
  /// Each row's number.
  package let actual: [Double]
  /// Each row's predicted number.
  package let predicted: [Double]
  /// Rows that were left out because a value is missing.
  package let leftOutCount: Int
  /// Threads to use; no result depends on it.
  package let threadCount: Int

  /// Judged rows.
  ///
  /// - Precondition: as many predicted as actual numbers.
  package init(actual: [Double], predicted: [Double], leftOutCount: Int = 0, threadCount: Int = 1) {
    precondition(actual.count == predicted.count, "numbers and predictions differ in length")
    self.actual = actual
    self.predicted = predicted
    self.leftOutCount = leftOutCount
    self.threadCount = threadCount
  }

  /// All metrics; beside each its value of the prediction of the mean of these rows for all.
  package func metrics() -> [JudgedMetric] {
    guard !actual.isEmpty else { return rowCounts(judged: 0, leftOut: leftOutCount) }
    let center = mean(actual)
    let own = NumberErrors(actual, predicted)
    let base = NumberErrors(actual, [Double](repeating: center, count: actual.count))
    let spread = mean(base.squares)
    let loss = mean(own.squares)
    let metrics: [@Sendable () -> JudgedMetric] = [
      {
        JudgedMetric(
          "rmse",
          loss.squareRoot(),
          error: loss > 0 ? errorOfMean(loss, of: own.squares) / (2 * loss.squareRoot()) : 0,
          baseline: spread.squareRoot()
        )
      },
      { JudgedMetric("mae", meanOf: own.magnitudes, baseline: mean(base.magnitudes)) },
      {
        // Each row's part in the change of 1 - loss / spread, to the first order.
        let parts = own.squares.indices.map {
          (own.squares[$0] - loss / spread * base.squares[$0]) / spread
        }
        return JudgedMetric(
          "r2",
          spread > 0 ? 1 - loss / spread : .nan,
          error: standardErrorOfMean(parts),
          baseline: 0
        )
      },
      {
        JudgedMetric(
          "mape",
          meanOf: own.shares(of: actual),
          baseline: mean(base.shares(of: actual))
        )
      },
      {
        let median = MedianEstimate(of: own.magnitudes)
        return JudgedMetric(
          "median_absolute_error",
          median.value,
          error: median.error,
          baseline: MedianEstimate(of: base.magnitudes).value
        )
      },
    ]
    return rowCounts(judged: actual.count, leftOut: leftOutCount)
      + concurrentMap(count: metrics.count, threadCount: threadCount) { metrics[$0]() }
  }
}

/// The errors of predicted numbers.
private struct NumberErrors: Sendable {
  let magnitudes: [Double]
  let squares: [Double]

  init(_ actual: [Double], _ predicted: [Double]) {
    magnitudes = actual.indices.map { (predicted[$0] - actual[$0]).magnitude }
    squares = magnitudes.map { $0 * $0 }
  }

  /// Each error as a share of the number that was to be predicted, which is not taken for 0.
  func shares(of actual: [Double]) -> [Double] {
    actual.indices.map { magnitudes[$0] / max(actual[$0].magnitude, Double.ulpOfOne) }
  }
}
