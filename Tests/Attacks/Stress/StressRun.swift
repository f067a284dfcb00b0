import AutoML
import Foundation
import Synchronization
import TestSupport

/// Four sessions on one database file, each on a thread: rows, schemas, checkpoints, trainings, models
/// that come, change and go, and predictions, which must be those of a version that there was.
package struct StressRun: Sendable {
  private let seed: UInt64
  private let seconds: Double
  private let skipped: Set<String>

  /// A statement that has not ended by then waits for ever, in seconds.
  private static let patience = 45.0
  private static let sessionCount = 4

  /// A run of so many seconds; the same seed gives each session the same statements, but for the kinds
  /// that are skipped: with a known fault left out, others show.
  package init(seed: UInt64, seconds: Double, skipping skipped: Set<String> = []) {
    self.seed = seed
    self.skipped = skipped
    self.seconds = seconds
  }

  /// Runs it, and checks the database when it is over.
  ///
  /// Where a session hangs the process ends, with what each session is in.
  ///
  /// - Returns: what was done.
  /// - Throws: a `FuzzFault` when something did not hold.
  package func run() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "automl-\(UUID().uuidString)"
    )
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = try Session(
      configuration: SessionConfiguration(
        databasePath: folder.appending(path: "shop.duckdb").path,
        threadCount: 2
      )
    )
    try StressDatabase.make(in: first)
    let board = StressBoard(sessionCount: Self.sessionCount)
    let deadline = ContinuousClock.now + .seconds(seconds)
    let threads = DispatchGroup()
    for index in 0..<Self.sessionCount {
      let worker = StressWorker(
        session: try Session(sharing: first),
        index: index,
        seed: seed &+ UInt64(index),
        board: board,
        skipped: skipped
      )
      // The worker is its thread's alone.
      nonisolated(unsafe) let own = worker
      let thread = Thread {
        unsafe own.run(until: deadline); threads.leave()
      }
      thread.stackSize = 8 << 20
      threads.enter()
      thread.start()
    }
    while threads.wait(timeout: .now() + 1) != .success {
      if let report = board.hang(after: Self.patience) {
        print("FAULT: seed \(seed): a session hangs\n\(report)")
        // The threads cannot be ended otherwise.
        exit(3)
      }
    }
    try FuzzFault.unless(
      board.faults.isEmpty,
      "seed \(seed):\n\(board.faults.prefix(20).joined(separator: "\n"))\n\(board.report)"
    )
    try board.checkTransactions()
    try StressDatabase.check(first)
    return "seed \(seed), \(Int(seconds)) s, \(Self.sessionCount) sessions\n\(board.report)"
  }
}

/// A board of what the sessions do now, and of what they have done.
final class StressBoard: Sendable {
  private struct State {
    var running: [(sql: String, since: ContinuousClock.Instant)?]
    var outcomes: [String: Int] = [:]
    var faults: [String] = []
  }
  private let state: Mutex<State>

  init(sessionCount: Int) {
    state = Mutex(State(running: Array(repeating: nil, count: sessionCount)))
  }

  /// A session begins a statement.
  func begin(_ index: Int, _ sql: String) {
    state.withLock { $0.running[index] = (sql, .now) }
  }

  /// It has ended it: with success, or with an SQLSTATE.
  func end(_ index: Int, _ kind: String, _ outcome: String) {
    state.withLock { state in
      state.running[index] = nil
      state.outcomes["\(kind): \(outcome)", default: 0] += 1
    }
  }

  /// Something that must not be.
  func fault(_ text: String) { state.withLock { $0.faults.append(text) } }

  /// Each of them once.
  var faults: [String] { Set(state.withLock { $0.faults }).sorted() }

  /// Trainings in a transaction of the user's.
  static let transactionKind = "CREATE OR REPLACE MODEL in a transaction"

  /// A training in a transaction must not be in vain as a rule because others train.
  func checkTransactions() throws {
    let outcomes = state.withLock { $0.outcomes }.filter { $0.key.hasPrefix(Self.transactionKind) }
    let tried = outcomes.values.reduce(0, +)
    let done = outcomes["\(Self.transactionKind): done"] ?? 0
    try FuzzFault.unless(
      tried < 20 || 4 * done >= tried,
      "of \(tried) trainings in a transaction \(done) were stored: \(outcomes)\n\(report)"
    )
  }

  /// The statement of each session, if one is in its for longer than so many seconds.
  func hang(after seconds: Double) -> String? {
    state.withLock { state in
      let ages = state.running.map { running in
        running.map { (sql: $0.sql, age: ContinuousClock.now - $0.since) }
      }
      guard ages.contains(where: { $0.map { $0.age > .seconds(seconds) } ?? false }) else {
        return nil
      }
      return ages.enumerated().map { index, running in
        "session \(index): " + (running.map { "for \($0.age): \($0.sql)" } ?? "between statements")
      }.joined(separator: "\n")
    }
  }

  /// The counts of each kind of statement by its end.
  var report: String {
    state.withLock { state in
      state.outcomes.sorted { $0.key < $1.key }.map { "  \($0.key) x \($0.value)" }
        .joined(separator: "\n")
    }
  }
}
