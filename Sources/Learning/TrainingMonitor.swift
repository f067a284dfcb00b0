/// The reports and questions of a learner at work: it reads no clock and writes to no terminal.
package struct TrainingMonitor: Sendable {
  /// True once the work must end, for a deadline or an interrupt; polled between rounds and
  /// iterations.
  package let shouldStop: @Sendable () -> Bool
  /// Called between rounds with how many are done, of how many at most.
  package let progress: @Sendable (_ completed: Int, _ total: Int) -> Void

  /// A monitor that never stops and reports nothing, unless told otherwise.
  package init(
    shouldStop: @escaping @Sendable () -> Bool = { false },
    progress: @escaping @Sendable (_ completed: Int, _ total: Int) -> Void = { _, _ in }
  ) {
    self.shouldStop = shouldStop
    self.progress = progress
  }
}
