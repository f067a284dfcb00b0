import Foundation
import TestSupport
import Testing

@testable import AutoML

/// Sessions on database files: what they open, what they refuse, and what they leave behind.
@Suite struct SessionStorageTests {
  private let folder: URL
  private var path: String { folder.appending(path: "shop.duckdb").path }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func session(_ path: String? = nil, isReadOnly: Bool = false) throws -> Session {
    try Session(
      configuration: SessionConfiguration(
        databasePath: path ?? self.path,
        isReadOnly: isReadOnly,
        threadCount: 2
      )
    )
  }

  private static let rows = """
    CREATE TABLE t AS SELECT range % 37 AS a, range % 5 AS b,
      CASE WHEN range % 37 > 17 THEN 'yes' ELSE 'no' END AS y FROM range(300);
    """
  private static func model(_ name: String, function: String) -> String {
    "CREATE MODEL \(name) FROM (SELECT a, b, y FROM t) TARGET y FUNCTION \(function) "
      + "AUTO OFF MODEL_TYPE LINEAR_LEARNER;"
  }

  /// The error of opening a file.
  private func openingError(_ path: String) -> AutoMLError? {
    do {
      _ = try session(path)
      return nil
    } catch { return error as? AutoMLError }
  }

  @Test func `a model works again after reopening, and under another file name`() throws {
    do {
      let session = try session()
      _ = try session.scriptRows(Self.rows + Self.model("m", function: "f"))
    }
    // A file of this name makes a database that is called as the schema of the models is.
    let renamed = folder.appending(path: "automl.duckdb").path
    try FileManager.default.copyItem(atPath: path, toPath: renamed)
    for path in [path, renamed] {
      let session = try session(path)
      #expect(try session.scriptRows("SELECT f(30, 1), f(3, 1)") == [[.text("yes"), .text("no")]])
      _ = try session.scriptRows(Self.model("n", function: "g") + "DROP MODEL m;")
      let names = try session.scriptRows(
        "SELECT DISTINCT function_name FROM duckdb_functions() WHERE NOT internal "
          + "AND schema_name <> 'automl' ORDER BY 1"
      )
      #expect(
        names == [
          [.text("explain_model")], [.text("g")], [.text("g_prob")], [.text("g_probabilities")],
        ]
      )
    }
  }

  @Test func `a file that is no database is told from one that is cut short`() throws {
    let text = folder.appending(path: "text.duckdb").path
    try "a,b\n1,2\n".write(toFile: text, atomically: true, encoding: .utf8)
    #expect(openingError(text)?.sqlState == "XX001")
    #expect(openingError(text)?.message == "\"\(text)\" is not a DuckDB database")

    do { _ = try session().scriptRows(Self.rows) }
    let bytes = try Data(contentsOf: URL(filePath: path))
    let cut = folder.appending(path: "cut.duckdb").path
    try bytes.prefix(bytes.count / 2).write(to: URL(filePath: cut))
    #expect(openingError(cut)?.sqlState == "XX001")
    #expect(openingError(cut)?.message == "\"\(cut)\" is cut short")

    let nowhere = folder.appending(path: "missing/x.duckdb").path
    #expect(openingError(nowhere)?.sqlState == "08001")
  }

  @Test func `models of a newer version are left alone`() throws {
    do {
      let session = try session()
      _ = try session.scriptRows(Self.rows + Self.model("m", function: "f"))
      _ = try session.scriptRows("UPDATE automl.layout SET version = 99")
    }
    let error = try #require(openingError(path))
    #expect(error.sqlState == "0A000")
    #expect(
      error.message
        == "the database's models were written by a newer automl (layout 99, this one reads up to 2)"
    )
  }

  @Test func `a database for reading predicts, and refuses what writes before any work`() throws {
    do {
      let session = try session()
      _ = try session.scriptRows(Self.rows + Self.model("m", function: "f"))
    }
    let session = try session(isReadOnly: true)
    #expect(try session.scriptRows("SELECT f(30, 1)") == [[.text("yes")]])
    for statement in [Self.model("n", function: "g"), "DROP MODEL m", "CREATE TABLE u (a INT)"] {
      #expect {
        try session.scriptRows(statement)
      } throws: { ($0 as? AutoMLError)?.sqlState == "25006" }
    }
  }

  @Test func `a damaged model is named, and the others work`() throws {
    do {
      let session = try session()
      _ = try session.scriptRows(
        Self.rows + Self.model("m", function: "f") + Self.model("n", function: "g")
      )
      _ = try session.scriptRows(
        "UPDATE automl.models SET archive = unhex(hex(archive)[1:80]) WHERE model_name = 'm'"
      )
    }
    let notices = Notices()
    let session = try Session(
      configuration: SessionConfiguration(databasePath: path, threadCount: 1),
      observer: SessionObserver(notice: { notices.add($0) })
    )
    #expect(notices.all == [])
    let error = #expect(throws: AutoMLError.self) { try session.scriptRows("SELECT f(30, 1)") }
    #expect(
      error?.message.contains(
        "model \"m\" is damaged (at its checksum): its function cannot be called"
      ) == true
    )
    #expect(try session.scriptRows("SELECT g(30, 1)") == [[.text("yes")]])
    _ = try session.scriptRows("DROP MODEL m")
    #expect(try session.scriptRows("SELECT model_name FROM automl.models") == [[.text("n")]])
  }

  @Test func `of sessions that make one model at once one wins, and the others are told`() throws {
    let first = try session()
    _ = try first.scriptRows(Self.rows)
    let sessions = try (0..<4).map { _ in try Session(sharing: first) }
    let errors = outcomes(of: sessions) { _ in Self.model("m", function: "f") }
    #expect(errors.count { $0 == nil } == 1)
    #expect(
      errors.compactMap(\.self).map(\.message)
        == Array(repeating: "model \"m\" already exists", count: 3)
    )
    #expect(try first.scriptRows("SELECT count(*) FROM automl.models") == [[.integer(1)]])
  }

  @Test func `sessions make models of different names at once`() throws {
    let first = try session()
    _ = try first.scriptRows(Self.rows)
    let sessions = try (0..<4).map { _ in try Session(sharing: first) }
    let errors = outcomes(of: sessions) { Self.model("m\($0)", function: "f\($0)") }
    #expect(errors == [nil, nil, nil, nil])
    #expect(
      try first.scriptRows("SELECT f0(30, 1), f1(30, 1), f2(30, 1), f3(30, 1)")
        == [Array(repeating: .text("yes"), count: 4)]
    )
  }

  @Test func `a change that waits for an open transaction in vain says what to do`() throws {
    let first = try session()
    _ = try first.scriptRows(Self.rows + "BEGIN;" + Self.model("m", function: "f"))
    let second = try Session(sharing: first)
    var change = second.change
    change.pauseLimit = 3
    let error = #expect(throws: AutoMLError.self) { try change.run(claiming: ["model main.m"]) {} }
    #expect(error?.sqlState == "40001")
    #expect(error?.message == "another session is changing model main.m")
    _ = try first.scriptRows("ROLLBACK")
    try change.run(claiming: ["model main.m"]) {}
  }

  @Test func `an interrupt ends the waiting for an open transaction, after a notice`() throws {
    let first = try session()
    _ = try first.scriptRows(Self.rows + "BEGIN;" + Self.model("m", function: "f"))
    let second = try Session(sharing: first)
    let interrupter = second.interrupter
    second.observer.notice = { _ in interrupter.interrupt() }
    let error = outcomes(of: [second]) { _ in Self.model("m", function: "f") }[0]
    #expect(error?.isInterrupt == true)
    _ = try first.scriptRows("COMMIT; SELECT f(30, 1)")
  }

  @Test func `a transaction makes a model while others make theirs`() throws {
    let first = try session()
    _ = try first.scriptRows(Self.rows + Self.model("m", function: "f"))
    let second = try Session(sharing: first)
    _ = try first.scriptRows("BEGIN; SELECT count(*) FROM t")
    _ = try second.scriptRows(Self.model("n", function: "g"))
    _ = try first.scriptRows(Self.model("o", function: "h") + "; COMMIT")
    _ = try second.scriptRows("DROP MODEL n")
    #expect(try second.scriptRows("SELECT f(30, 1), h(30, 1)") == [[.text("yes"), .text("yes")]])
  }

  @Test func `a transaction is told of a conflict before it trains`() throws {
    let first = try session()
    _ = try first.scriptRows(Self.rows + Self.model("m", function: "f"))
    let second = try Session(sharing: first)
    _ = try first.scriptRows("BEGIN; SELECT count(*) FROM t")
    _ = try second.scriptRows(Self.model("n", function: "g"))
    let stages = Notices()
    first.observer.progress = { stages.add($0.stage.rawValue) }
    let error = #expect(throws: AutoMLError.self) {
      try first.scriptRows(Self.model("n", function: "g"))
    }
    #expect(error?.sqlState == "40001")
    #expect(error?.message == "another session is changing model main.n or function main.g")
    #expect(stages.all == [])
    _ = try first.scriptRows("ROLLBACK")
  }

  @Test func `a conflict that is not about models keeps the engine's words`() throws {
    let first = try session()
    _ = try first.scriptRows("CREATE TABLE t AS SELECT 1 AS x; BEGIN; UPDATE t SET x = 2")
    let second = try Session(sharing: first)
    let error = #expect(throws: AutoMLError.self) { try second.scriptRows("UPDATE t SET x = 3") }
    #expect(error?.sqlState == "40001")
    #expect(error?.message == "TransactionContext Error: Conflict on update!")
  }

  /// Runs a statement in each session, each on a thread of its own; the errors, nil where there was none.
  private func outcomes(
    of sessions: [Session],
    _ statement: @escaping @Sendable (Int) -> String
  ) -> [AutoMLError?] {
    let results = Outcomes(count: sessions.count)
    let group = DispatchGroup()
    for (index, session) in sessions.enumerated() {
      // Each session is used by its thread alone until the group is done.
      nonisolated(unsafe) let session = session
      DispatchQueue.global().async(group: group) {
        do { _ = try unsafe session.scriptRows(statement(index)) } catch {
          results.set(index, error as? AutoMLError)
        }
      }
    }
    group.wait()
    return results.all
  }
}

/// The notices that an observer was told.
final class Notices: @unchecked Sendable {  // Guarded by its lock.
  private let lock = NSLock()
  private var texts: [String] = []

  func add(_ text: String) { lock.withLock { texts.append(text) } }
  var all: [String] { lock.withLock { texts } }
}

/// The errors of threads, by index.
private final class Outcomes: @unchecked Sendable {  // Guarded by its lock.
  private let lock = NSLock()
  private var errors: [AutoMLError?]

  init(count: Int) { errors = Array(repeating: nil, count: count) }
  func set(_ index: Int, _ error: AutoMLError?) { lock.withLock { errors[index] = error } }
  var all: [AutoMLError?] { lock.withLock { errors } }
}
