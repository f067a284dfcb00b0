import Synchronization

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
