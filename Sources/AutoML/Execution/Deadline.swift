import Dispatch
import Synchronization

/// Stops work once some time has passed, unless it has ended before.
final class Deadline: Sendable {
  private enum State { case waiting, over, cancelled }

  private let state = Mutex(State.waiting)
  private let ended = DispatchSemaphore(value: 0)

  /// Calls `stop` on another thread after `seconds`, at once where they are none.
  ///
  /// A thread waits, and no timer, which would need descriptors that may be used up.
  init(seconds: Double, stop: @escaping @Sendable () -> Void) {
    // Later than this is never.
    let milliseconds = Int(min(max(seconds, 0), 1e9) * 1e3)
    DispatchQueue.global().async { [self] in
      guard ended.wait(timeout: .now() + .milliseconds(milliseconds)) == .timedOut else { return }
      state.withLock {
        guard $0 == .waiting else { return }
        $0 = .over
        stop()
      }
    }
  }

  /// Whether the time had passed before the work ended.
  var isOver: Bool { state.withLock { $0 == .over } }

  /// Ends the waiting: `stop` is not called once this has returned.
  func cancel() {
    state.withLock { if $0 == .waiting { $0 = .cancelled } }
    ended.signal()
  }
}
