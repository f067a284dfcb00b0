import Dispatch
import Synchronization

/// Runs `body(0..<pieceCount)` on up to `threadCount` threads, the caller's among them, and returns when all are done.
///
/// Pieces are handed out one at a time from a shared counter, so a thread that is held up by another
/// process delays one piece only; threads with nothing left to do park in the system's pool.
///
/// - Complexity: one atomic addition for each piece, one wake-up for each thread beyond the first.
package func concurrentPerform(
  pieceCount: Int,
  threadCount: Int,
  _ body: @Sendable (Int) -> Void
) {
  let workers = min(threadCount, pieceCount)
  guard workers > 1 else {
    for piece in 0..<max(pieceCount, 0) { body(piece) }
    return
  }
  let next = Atomic<Int>(0)
  DispatchQueue.concurrentPerform(iterations: workers) { _ in
    while true {
      let piece = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard piece < pieceCount else { return }
      body(piece)
    }
  }
}

/// The results of `body(0..<count)`, in order, computed on up to `threadCount` threads.
package func concurrentMap<Result: Sendable>(
  count: Int,
  threadCount: Int,
  _ body: @Sendable (Int) -> Result
) -> [Result] {
  let results = Mutex([Result?](repeating: nil, count: count))
  concurrentPerform(pieceCount: count, threadCount: threadCount) { index in
    let result = body(index)
    results.withLock { $0[index] = result }
  }
  return results.withLock { $0.compactMap(\.self) }
}
