import DuckDB
import Synchronization

/// Stops a session's work from another thread or a signal handler's thread.
public final class SessionInterrupter: Sendable {
  private struct State {
    var interruptCount = 0
    var isBusy = false
  }
  private let state = Mutex(State())
  private let connection: Interrupter

  init(connection: Interrupter) { self.connection = connection }

  /// Stops what runs: a query fails; a search keeps the best model so far, and a second call gives that up too.
  public func interrupt() {
    let isBusy = state.withLock { state in
      state.interruptCount += 1
      return state.isBusy
    }
    if !isBusy { connection.interrupt() }
  }

  /// Forgets what was asked for before: a statement begins.
  func reset() { state.withLock { $0 = State() } }

  /// While `body` runs nothing is asked of the engine that an interrupt should stop.
  func whileBusy<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    state.withLock { $0.isBusy = true }
    defer { state.withLock { $0.isBusy = false } }
    return try body()
  }

  /// How often the statement was interrupted.
  var interruptCount: Int { state.withLock { $0.interruptCount } }
}
