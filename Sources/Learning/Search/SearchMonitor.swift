/// The calls by which a search tells of its work, and asks whether to go on.
package struct SearchMonitor: Sendable {
  /// Seconds since any fixed moment.
  package let seconds: @Sendable () -> Double
  /// True once no further candidate is wanted, and what was found so far is to be kept.
  ///
  /// `reserve` is the seconds that training the best so far on all rows will take.
  package let shouldFinish: @Sendable (_ reserve: Double) -> Bool
  /// True once everything is to be given up.
  package let shouldAbort: @Sendable () -> Bool
  /// Told before each candidate and between rounds: how much of the search is done, from 0 to 1,
  /// and at what.
  package let progress: @Sendable (_ fraction: Double, _ detail: String) -> Void

  /// A monitor of these closures.
  package init(
    seconds: @escaping @Sendable () -> Double,
    shouldFinish: @escaping @Sendable (Double) -> Bool = { _ in false },
    shouldAbort: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (Double, String) -> Void = { _, _ in }
  ) {
    self.seconds = seconds
    self.shouldFinish = shouldFinish
    self.shouldAbort = shouldAbort
    self.progress = progress
  }
}

extension SearchMonitor {
  /// The monitor of one training that is all the work; `detail` says how many steps are done, of how many.
  package func alone(
    _ detail: @escaping @Sendable (_ completed: Int, _ total: Int) -> String
  ) -> TrainingMonitor {
    TrainingMonitor(
      shouldStop: { shouldAbort() || shouldFinish(0) },
      progress: { completed, total in
        progress(Double(completed) / Double(max(total, 1)), detail(completed, total))
      }
    )
  }
}
