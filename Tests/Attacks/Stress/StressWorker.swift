import AutoML
import TestSupport

/// One session of the stress test: statements that a seed picks.
final class StressWorker {
  private let session: Session
  private let index: Int
  private let board: StressBoard
  private let skipped: Set<String>
  private var random: SplitMix64
  private var nextID: Int

  /// The errors that may come where sessions meet: conflicts, names taken meanwhile or gone, a transaction
  /// that an earlier error ended, and a checkpoint that others' transactions keep waiting.
  private static let expected: Set<String> = [
    "40001", "42710", "42723", "42704", "42883", "25P02", "42P01", "55006", "57014",
  ]

  init(session: Session, index: Int, seed: UInt64, board: StressBoard, skipped: Set<String>) {
    self.session = session
    self.index = index
    self.board = board
    self.skipped = skipped
    random = SplitMix64(seed: seed)
    nextID = index
  }

  /// The engine refuses a checkpoint while others write.
  private static let checkpointRefused = "25000"

  /// Runs statement after statement.
  func run(until deadline: ContinuousClock.Instant) {
    while ContinuousClock.now < deadline { step() }
  }

  private func step() {
    let name = StressDatabase.modelNames.randomElement(using: &random) ?? "m"
    switch Int.random(in: 0..<14, using: &random) {
    case 0, 1: insertPair()
    case 2: run("UPDATE", "UPDATE counters SET n = n + 1 WHERE id = \(index)")
    case 3:
      let table = "scratch\(index)"
      run(
        "DDL",
        "CREATE OR REPLACE TABLE \(table) AS SELECT range AS a FROM range(100); DROP TABLE \(table)"
      )
    case 4: run("CHECKPOINT", "CHECKPOINT")
    case 5: run("FORCE CHECKPOINT", "FORCE CHECKPOINT")
    case 6, 7: run("CREATE OR REPLACE MODEL", creation(name))
    case 8: transaction(name)
    case 9: run("DROP MODEL", "DROP MODEL IF EXISTS \(name)")
    case 10:
      let other = "b\(index)"
      run(
        "CREATE MODEL of trees",
        StressDatabase.boosting(other, rounds: .random(in: 1...30, using: &random))
      )
    case 11:
      run("EXPLAIN CREATE MODEL", "EXPLAIN " + creation("x"))
    default: predict(name)
    }
  }

  private func creation(_ name: String) -> String {
    StressDatabase.creation(
      name,
      version: .random(in: 0...1, using: &random),
      shape: .random(in: 0...2, using: &random)
    )
  }

  private func insertPair() {
    nextID += 4
    run(
      "INSERT",
      "BEGIN; INSERT INTO pairs VALUES (\(nextID), 0); INSERT INTO pairs VALUES (\(nextID), 1); COMMIT"
    )
  }

  private func transaction(_ name: String) {
    nextID += 4
    let end = Bool.random(using: &random) ? "COMMIT" : "ROLLBACK"
    run(
      StressBoard.transactionKind,
      "BEGIN; INSERT INTO pairs VALUES (\(nextID), 0); \(creation(name)); "
        + "INSERT INTO pairs VALUES (\(nextID), 1); \(end)"
    )
  }

  private func predict(_ name: String) {
    guard let rows = run("predict", "SELECT \(name)_f(10), \(name)_f(20)") else { return }
    if rows.count != 1 || !StressDatabase.isVersion(rows[0]) {
      board.fault("\(name)_f gives \(rows), which no version does")
    }
  }

  /// Runs a script; nil where it failed, which ends what it began.
  @discardableResult
  private func run(_ kind: String, _ sql: String) -> [[String?]]? {
    guard !skipped.contains(kind) else { return nil }
    board.begin(index, sql)
    do {
      let rows = try session.run(sql)
      board.end(index, kind, "done")
      return rows
    } catch {
      let state = (error as? AutoMLError)?.sqlState ?? "?"
      let isExpected =
        Self.expected.contains(state) || kind == "CHECKPOINT" && state == Self.checkpointRefused
      if !isExpected { board.fault("\(kind): \(state) \(error)\n  \(sql)") }
      // Where no transaction is open this fails.
      _ = try? session.run("ROLLBACK")
      board.end(index, kind, state)
      return nil
    }
  }
}
