import Foundation
import Synchronization
import TestSupport
import Testing

@testable import AutoML

/// Checkpoints that wait for the transactions of others, who must not wait for the checkpoint.
@Suite struct CheckpointTests {
  private let folder: URL
  private let first: Session

  /// No statement here takes a second; one that has not ended after these waits for ever.
  private static let secondLimit = 20.0

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    first = try Session(
      configuration: SessionConfiguration(
        databasePath: folder.appending(path: "shop.duckdb").path,
        threadCount: 2
      )
    )
    _ = try first.scriptRows(
      "CREATE TABLE t AS SELECT range % 37 AS a, range * 2 AS y FROM range(300)"
    )
  }

  /// A grouping leaves the order of rows to the engine, so that the query is read on one thread.
  private static let grouping = "(SELECT a, max(y) AS y FROM t GROUP BY a)"
  /// Groups whose rows boosted trees read in segments.
  private static let boosting =
    "AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'reg:squarederror' "
    + "HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '3') SETTINGS (MAX_CELLS 100000000)"

  /// A session that has made a model in an open transaction, and one whose checkpoint waits for that.
  private func waitingCheckpoint() throws -> (owner: SessionThread, checkpointer: SessionThread) {
    let owner = try SessionThread(sharing: first)
    let checkpointer = try SessionThread(sharing: first)
    owner.start(
      "BEGIN; CREATE MODEL m FROM t TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER"
    )
    #expect(try owner.isDone(within: Self.secondLimit))
    checkpointer.start("FORCE CHECKPOINT")
    // So small a database takes milliseconds: after a second it waits.
    try #require(!(try checkpointer.isDone(within: 1)), "the checkpoint did not wait")
    return (owner, checkpointer)
  }

  @Test(arguments: [
    "CREATE OR REPLACE MODEL m FROM \(grouping) TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER",
    "CREATE OR REPLACE MODEL m FROM \(grouping) TARGET y FUNCTION f \(boosting)",
    "CREATE OR REPLACE MODEL m FROM t TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER",
    "CREATE OR REPLACE MODEL m FROM t TARGET y FUNCTION f \(boosting)",
    "EXPLAIN CREATE MODEL n FROM \(grouping) TARGET y FUNCTION g",
    "SHOW MODEL m",
    "SELECT explain_model('m')",
    "SELECT f(1)",
    "DROP MODEL m",
  ])
  func `a transaction that a forced checkpoint waits for goes on to its end`(sql: String) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (owner, checkpointer) = try waitingCheckpoint()

    owner.start("\(sql); COMMIT")
    let isDone = try owner.isDone(within: Self.secondLimit)
    #expect(isDone, "waits for the checkpoint, which waits for it: \(sql)")
    if !isDone { checkpointer.interrupt() }
    for thread in [owner, checkpointer] { _ = try? thread.isDone(within: Self.secondLimit) }
    _ = try first.scriptRows("SELECT 1")
  }

  @Test func `a third session that needs one thread waits for neither`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (owner, checkpointer) = try waitingCheckpoint()
    let third = try SessionThread(sharing: first)
    third.start("EXPLAIN CREATE MODEL n FROM \(Self.grouping) TARGET y FUNCTION g")
    // For so long it waits for the checkpoint; with the settings locked the owner would wait for it.
    _ = try third.isDone(within: 1)
    owner.start("SELECT current_setting('threads'); COMMIT")
    let isDone = try owner.isDone(within: Self.secondLimit)
    #expect(isDone, "waits for the third session, which waits for the checkpoint")
    for thread in [owner, checkpointer, third] {
      #expect(try thread.isDone(within: Self.secondLimit))
    }
    #expect(try first.scriptRows("SELECT current_setting('threads')") == [[.integer(2)]])
  }
}

/// A session on a thread of its own, which runs one script after the other.
private final class SessionThread: Sendable {
  private nonisolated(unsafe) let session: Session  // Its queue's alone.
  private let queue = DispatchQueue(label: "session")
  private let running = DispatchGroup()
  private let error = Mutex<(any Error)?>(nil)

  init(sharing other: Session) throws { unsafe session = try Session(sharing: other) }

  /// Begins a script.
  func start(_ sql: String) {
    queue.async(group: running) {
      do { _ = try unsafe self.session.scriptRows(sql) } catch {
        self.error.withLock { $0 = error }
      }
    }
  }
  /// Waits for the end of what was begun; false when it has not come after so many seconds.
  ///
  /// - Throws: the error that it ended with.
  func isDone(within seconds: Double) throws -> Bool {
    guard running.wait(timeout: .now() + seconds) == .success else { return false }
    if let error = error.withLock({ $0.take() }) { throw error }
    return true
  }

  /// Stops what the session is doing.
  func interrupt() { unsafe session.interrupter.interrupt() }
}
