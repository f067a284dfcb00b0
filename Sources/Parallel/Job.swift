import Dispatch
import Synchronization

/// The pieces of one `concurrentPerform`.
final class Job: Sendable {
  /// Most threads beside the caller's that take part.
  let helperLimit: Int
  /// Threads beside the caller's that take part now; written by `Helpers`, under its lock.
  let helperCount = Atomic<Int>(0)
  /// Where the caller parks until the last helper is done.
  let allDone = DispatchSemaphore(value: 0)
  private let pieceCount: Int
  private let next = Atomic<Int>(0)
  private let body: Mutex<(@Sendable (Int) -> Void)?>

  init(pieceCount: Int, helperLimit: Int, body: @escaping @Sendable (Int) -> Void) {
    self.pieceCount = pieceCount
    self.helperLimit = helperLimit
    self.body = Mutex(body)
  }

  /// Whether a helper would find something to do.
  var needsHelp: Bool {
    next.load(ordering: .relaxed) < pieceCount && helperCount.load(ordering: .relaxed) < helperLimit
  }

  /// Runs pieces until none is left.
  func perform() {
    let body = body.withLock(\.self)
    while true {
      let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard piece < pieceCount else { return }
      body?(piece)
    }
  }

  /// Lets go of the body, which must not outlive the call that brought it.
  func forget() { body.withLock { $0 = nil } }
}
