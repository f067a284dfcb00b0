import Dispatch
import Synchronization

/// Stops work once some time has passed, unless it has ended before.
final class Deadline: Sendable {
  private struct State {
    var isOver = false
    var isCancelled = false
  }

  private let state = Mutex(State())
  private let ended = DispatchSemaphore(value: 0)
  /// Between two calls of `stop`.
  private static let pause = DispatchTimeInterval.milliseconds(20)

  /// Calls `stop` on another thread after `seconds`, at once where they are none, and again until the
  /// deadline is cancelled: the engine forgets an interrupt that comes between two queries.
  ///
  /// A thread waits, and no timer, which would need descriptors that may be used up; a thread of its own,
  /// for those that all share may be what is to be stopped.
  init(seconds: Double, stop: @escaping @Sendable () -> Void) {
    // Later than this is never.
    let milliseconds = Int(min(max(seconds, 0), 1e9) * 1e3)
    DispatchQueue(label: "automl.deadline").async { [self] in
      var wait = DispatchTimeInterval.milliseconds(milliseconds)
      while ended.wait(timeout: .now() + wait) == .timedOut {
        state.withLock {
          guard !$0.isCancelled else { return }
          $0.isOver = true
          stop()
        }
        wait = Self.pause
      }
    }
  }

  /// Whether the time had passed before the work ended.
  var isOver: Bool { state.withLock(\.isOver) }

  /// Ends the waiting: `stop` is not called once this has returned.
  func cancel() {
    state.withLock { $0.isCancelled = true }
    ended.signal()
  }
}
