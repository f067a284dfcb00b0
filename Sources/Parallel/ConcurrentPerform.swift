/// Runs `body(0..<pieceCount)` on up to `threadCount` threads, the caller's among them, and returns
/// when all are done.
///
/// Pieces are handed out one at a time from a shared counter, so a thread that is held up by another
/// process delays one piece only.
///
/// - Complexity: one atomic addition for each piece; see `Helpers` for what a call costs.
package func concurrentPerform(
  pieceCount: Int,
  threadCount: Int,
  _ body: @Sendable (Int) -> Void
) {
  let helperCount = min(threadCount, pieceCount) - 1
  guard helperCount > 0 else {
    for piece in 0..<max(pieceCount, 0) { body(piece) }
    return
  }
  withoutActuallyEscaping(body) { body in
    let job = Job(pieceCount: pieceCount, helperLimit: helperCount, body: body)
    Helpers.shared.open(job)
    job.perform()
    Helpers.shared.close(job)
  }
}
