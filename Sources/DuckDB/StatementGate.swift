import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Counts the connections of a database that are in a statement, for what may be done only while none
/// is.
///
/// To have fewer threads the engine waits for what its threads are doing, with its settings locked.
/// What they do may wait in turn for another session's transaction, as `FORCE CHECKPOINT` does, and
/// that session for the settings: all would wait for ever.
final class StatementGate: Sendable {
  private struct State {
    /// Connections in a statement.
    var count = 0
    /// Whether others are kept from beginning one.
    var isHeld = false
  }

  private let state = Mutex(State())

  private static let pauseMicroseconds: UInt32 = 500
  /// Others are kept waiting so many pauses at a time, and go on for as many: what runs may need them.
  private static let pausesPerHold = 100

  /// A connection begins a statement.
  func enter() {
    while true {
      let entered = state.withLock { state in
        guard !state.isHeld else { return false }
        state.count += 1
        return true
      }
      if entered { return }
      usleep(Self.pauseMicroseconds)
    }
  }

  /// It has ended it.
  func leave() { state.withLock { $0.count -= 1 } }

  /// Runs `body` while no connection is in a statement; false, without it, where `seconds` pass and
  /// always one is.
  func runAlone(
    within seconds: Double,
    _ body: () throws(DuckDBError) -> Void
  ) throws(DuckDBError) -> Bool {
    let deadline = ContinuousClock.now + .seconds(seconds)
    var pauseCount = 0
    while true {
      // Read once: whoever holds the others comes back to let them go.
      let isOver = ContinuousClock.now >= deadline
      let holds = !isOver && pauseCount / Self.pausesPerHold % 2 == 0
      let isDone = try state.withLock { state throws(DuckDBError) in
        state.isHeld = false
        if state.count == 0 {
          try body()
          return true
        }
        state.isHeld = holds
        return false
      }
      if isDone || isOver { return isDone }
      usleep(Self.pauseMicroseconds)
      pauseCount += 1
    }
  }
}
