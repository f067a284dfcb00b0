import Dispatch
import DuckDB
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Stops a session's work from another thread or a signal handler's thread.
///
/// An interrupt is spent on what it ends. One that comes while nothing runs, or too late to end what
/// ran, ends the session's next work before that begins.
public final class SessionInterrupter: Sendable {
  private struct State {
    var interruptCount = 0
    var isBusy = false
    var isWorking = false
  }
  private let state = Mutex(State())
  private let connection: Interrupter
  /// Has a thread of its own: those that all share may be in what is to be stopped.
  private let repeating = DispatchQueue(label: "automl.interrupts")

  init(connection: Interrupter) { self.connection = connection }

  /// Stops what runs: a query fails; a search keeps the best model so far, and a second call gives
  /// that up too.
  public func interrupt() {
    let isBusy = state.withLock { state in
      state.interruptCount += 1
      return state.isBusy
    }
    // Rows may still be read of a statement that has returned.
    if !isBusy { connection.interrupt() }
    repeatUntilHeard(connection.heardCount)
  }

  /// Interrupts the engine, again and again until that has ended something: it forgets what comes
  /// between two queries, and the next one may never ask.
  private func repeatUntilHeard(_ heardCount: Int) {
    let isWanted = state.withLock { $0.isWorking && !$0.isBusy && $0.interruptCount > 0 }
    guard isWanted, connection.heardCount == heardCount else { return }
    connection.interrupt()
    repeating.async { [weak self] in
      usleep(Self.pauseMicroseconds)
      self?.repeatUntilHeard(heardCount)
    }
  }

  private static let pauseMicroseconds: UInt32 = 20_000

  /// Forgets an interrupt that has ended nothing yet.
  public func reset() { state.withLock { $0.interruptCount = 0 } }

  /// Runs `body`, which an interrupt ends; one that has come already ends it before it begins.
  ///
  /// - Throws: what `body` throws, and that it was interrupted.
  func whileWorking<Result>(
    _ body: () throws(AutoMLError) -> Result
  ) throws(AutoMLError) -> Result {
    state.withLock { $0.isWorking = true }
    defer { state.withLock { $0.isWorking = false } }
    do throws(AutoMLError) {
      guard interruptCount == 0 else { throw AutoMLError(engine: .interrupted) }
      return try body()
    } catch {
      reset()
      throw error
    }
  }

  /// Runs a training, which looks at `interruptCount` itself.
  ///
  /// A training that ends with a model has spent the interrupts that came.
  func whileTraining<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let result = try whileBusy(body)
    reset()
    return result
  }

  /// While `body` runs nothing is asked of the engine that an interrupt should stop.
  func whileBusy<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    state.withLock { $0.isBusy = true }
    defer { state.withLock { $0.isBusy = false } }
    return try body()
  }

  /// The number of interrupts that have ended nothing yet.
  var interruptCount: Int { state.withLock { $0.interruptCount } }
}
