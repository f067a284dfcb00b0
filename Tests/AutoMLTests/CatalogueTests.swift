import DuckDB
import Foundation
import TestSupport
import Testing

@testable import AutoML

/// Models that stay findable: listed with what they have lost, in attached databases, and in folders that
/// the engine has exported.
@Suite struct CatalogueTests {
  private let folder: URL
  private let notices = Notices()

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  private func session(_ name: String? = nil) throws -> Session {
    let notices = notices
    return try Session(
      configuration: SessionConfiguration(databasePath: name.map { path($0) }, threadCount: 2),
      observer: SessionObserver(notice: { notices.add($0) })
    )
  }

  /// A classifier y = a > `limit` with functions `f`, in the named file.
  private func makeDatabase(_ name: String, limit: Int = 50) throws {
    _ = try session(name).scriptRows(
      "CREATE TABLE t AS SELECT range % 100 AS a, a > \(limit) AS y FROM range(300);"
        + "CREATE MODEL m FROM t TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER;"
        + "CREATE VIEW scored AS SELECT a, f(a) AS p FROM t;"
    )
  }

  private func value(_ session: Session, _ sql: String) throws -> SQLScriptValue? {
    try session.scriptRows(sql).first?.first
  }

  @Test func `SHOW MODEL tells what a model has lost, and what to do`() throws {
    let session = try session()
    _ = try session.scriptRows(
      "CREATE TABLE t AS SELECT range % 100 AS a, a > 50 AS y FROM range(300); CREATE SCHEMA s;"
        + "CREATE MODEL s.m FROM t TARGET y FUNCTION s.f AUTO OFF MODEL_TYPE LINEAR_LEARNER;"
        + "CREATE MODEL n FROM t TARGET y FUNCTION g AUTO OFF MODEL_TYPE LINEAR_LEARNER;"
    )
    func state(_ model: String) throws -> [[SQLScriptValue]] {
      let rows = try session.scriptRows("SHOW MODEL \(model)")
      return Array(rows.drop { $0[0] != .text("Model State") }.prefix(2))
    }
    #expect(try state("s.m")[0][1] == .text("READY"))
    _ = try session.scriptRows("DROP SCHEMA s CASCADE; DROP FUNCTION g; DROP FUNCTION g_prob")
    let schemaAdvice =
      "schema s is gone; DROP MODEL s.m removes the model; CREATE SCHEMA s and ALTER MODEL s.m USE "
      + "VERSION 1 make its function again"
    #expect(
      try state("s.m") == [
        [.text("Model State"), .text("SCHEMA MISSING")], [.text(""), .text(schemaAdvice)],
      ]
    )
    let advice = "ALTER MODEL n USE VERSION 1 makes them again, DROP MODEL n removes the model"
    #expect(
      try state("n") == [
        [.text("Model State"), .text("FUNCTION MISSING")],
        [.text(""), .text("functions g, g_prob are gone; \(advice)")],
      ]
    )
    #expect(try session.scriptRows("SHOW MODEL ALL").count == 2)
    #expect(notices.all.contains("model s.m: \(schemaAdvice)"))
    #expect(notices.all.contains { $0.hasPrefix("model n: function g is gone; ALTER MODEL n") })
  }

  @Test func `models of an attached database are called, also in the transaction that attaches it`()
    throws
  {
    try makeDatabase("other.duckdb")
    let session = try session()
    _ = try session.scriptRows("ATTACH '\(path("other.duckdb"))' AS o")
    #expect(try value(session, "SELECT o.main.f(70)") == .boolean(true))
    #expect(try value(session, "SELECT o.f_prob(70, true) > 0.5") == .boolean(true))
    #expect(try session.scriptRows("SHOW MODEL ALL") == [])
    #expect(notices.all.contains { $0.hasPrefix("database o has 1 model too") })
    let listed = try session.scriptRows("USE o; SHOW MODEL ALL; USE memory")
    #expect(listed.map { $0.prefix(2) } == [[.text("main"), .text("m")]])
    _ = try session.scriptRows("DETACH o")
    #expect(throws: AutoMLError.self) { try session.scriptRows("SELECT o.main.f(70)") }
    // Again, under another name, and only then forgotten.
    _ = try session.scriptRows("BEGIN; ATTACH '\(path("other.duckdb"))' AS p; COMMIT")
    #expect(try value(session, "SELECT p.main.f(70)") == .boolean(true))
  }

  @Test func `a database that is attached for queries of a program is called too`() throws {
    try makeDatabase("other.duckdb")
    let session = try session()
    _ = try session.query("ATTACH '\(path("other.duckdb"))' AS o (READ_ONLY)")
    #expect(try session.query("SELECT o.main.f(70)").rowCount == 1)
  }

  @Test func `an attached copy does not take a model's function with it when it is detached`()
    throws
  {
    try makeDatabase("one.duckdb")
    try FileManager.default.copyItem(atPath: path("one.duckdb"), toPath: path("two.duckdb"))
    let session = try session("one.duckdb")
    _ = try session.scriptRows("ATTACH '\(path("two.duckdb"))' AS o; DETACH o")
    #expect(try value(session, "SELECT f(70)") == .boolean(true))
  }

  @Test(arguments: [
    "UPDATE automl.models SET archive = 'x'::BLOB",
    "UPDATE automl.models SET argument_types = ['VARCHAR', 'DATE']",
    "UPDATE automl.models SET return_type = 'mood', archive_checksum = '\"; DROP TABLE t; --'",
    "UPDATE automl.layout SET version = 99",
    "DROP TABLE automl.models; CREATE TABLE automl.models (x INTEGER)",
    "DROP TABLE automl.models; CREATE VIEW automl.models AS SELECT error('poison') AS schema_name",
    "DROP TABLE automl.layout; CREATE VIEW automl.layout AS SELECT error('poison') AS version",
    "DROP TABLE automl.layout; CREATE TABLE automl.layout (v INTEGER)",
  ])
  func `a hostile database that is attached leaves the models that are there alone`(change: String)
    throws
  {
    try makeDatabase("one.duckdb")
    try FileManager.default.copyItem(atPath: path("one.duckdb"), toPath: path("two.duckdb"))
    do {
      let connection = try Database(path: path("two.duckdb")).connect()
      _ = try? connection.run(change)
    }
    // Another model: of two databases with the same one the first that is attached gives its function, and
    // a stranger's word on its arguments is taken.
    try makeDatabase("three.duckdb", limit: 40)
    let session = try session("one.duckdb")
    _ = try session.scriptRows("ATTACH '\(path("two.duckdb"))' AS o; SHOW MODEL ALL")
    #expect(try value(session, "SELECT f(70)") == .boolean(true))
    let other = try self.session("empty.duckdb")
    _ = try other.scriptRows(
      "ATTACH '\(path("two.duckdb"))' AS o; ATTACH '\(path("three.duckdb"))' AS p; SHOW MODEL ALL"
    )
    #expect(try value(other, "SELECT p.main.f(70)") == .boolean(true))
    #expect(try value(session, "SELECT count(*) FROM o.t") == .integer(300))
  }

  @Test(arguments: ["(FORMAT parquet)", ""])
  func `models survive EXPORT and IMPORT DATABASE, with views that call them`(format: String) throws
  {
    try makeDatabase("one.duckdb")
    _ = try session("one.duckdb").scriptRows("EXPORT DATABASE '\(path("exported"))' \(format)")
    do {
      let session = try session("two.duckdb")
      _ = try session.scriptRows("IMPORT DATABASE '\(path("exported"))'")
      #expect(try value(session, "SELECT f(70)") == .boolean(true))
      #expect(try value(session, "SELECT count(*) FROM scored WHERE p") == .integer(147))
      #expect(try value(session, "SELECT explain_model('m') IS NULL") == .boolean(false))
      #expect(
        try session.scriptRows("SELECT * FROM automl.evaluate('m', 'FROM t')").isEmpty == false
      )
    }
    let session = try session("two.duckdb")
    #expect(try value(session, "SELECT f_prob(70, true) > 0.5") == .boolean(true))
    _ = try session.scriptRows(
      "CREATE OR REPLACE MODEL m FROM t TARGET y FUNCTION f AUTO OFF "
        + "MODEL_TYPE LINEAR_LEARNER; ALTER MODEL m USE VERSION 1"
    )
    #expect(try value(session, "SELECT f(70)") == .boolean(true))
  }

  @Test(arguments: ["(FORMAT parquet)", ""])
  func `explanations survive reopening, and EXPORT and IMPORT DATABASE`(format: String) throws {
    try makeDatabase("one.duckdb")
    let call = "SELECT cardinality(f_explain(70)), f_reasons(70, 1) LIKE 'a = 70 (%'"
    let expected: [[SQLScriptValue]] = [[.integer(2), .boolean(true)]]
    let view = "CREATE VIEW explained AS SELECT f_explain(a, true)['a'] AS a FROM t;"
    #expect(try session("one.duckdb").scriptRows(view + call) == expected)
    // The macros are there, and what they call is not known yet.
    let again = try session("one.duckdb")
    #expect(try again.scriptRows(call) == expected)
    #expect(try value(again, "SELECT count(a) FROM explained") == .integer(300))
    _ = try again.scriptRows("EXPORT DATABASE '\(path("exported"))' \(format)")
    let other = try session("two.duckdb")
    _ = try other.scriptRows("IMPORT DATABASE '\(path("exported"))'")
    #expect(try value(other, "SELECT count(a) FROM explained") == .integer(300))
    #expect(try other.scriptRows(call) == expected)
    _ = try other.scriptRows("DROP MODEL m")
    #expect(throws: AutoMLError.self) { try other.scriptRows(call) }
  }

  @Test func `models of attached and of read-only databases are explained`() throws {
    try makeDatabase("one.duckdb")
    let call = "SELECT cardinality(f_explain(70)) + length(f_reasons(70, 0))"
    let reading = try Session(
      configuration: SessionConfiguration(databasePath: path("one.duckdb"), isReadOnly: true)
    )
    #expect(try value(reading, call) == .integer(2))
    #expect(try value(reading, call) == .integer(2))
    try makeDatabase("other.duckdb", limit: 40)
    let session = try session()
    _ = try session.scriptRows("ATTACH '\(path("other.duckdb"))' AS o")
    #expect(try value(session, "SELECT cardinality(o.f_explain(70))") == .integer(2))
    #expect(try value(session, "SELECT o.main.f_reasons(70, 0)") == .text(""))
    _ = try session.scriptRows(
      "USE o; CREATE OR REPLACE MODEL m FROM t TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER"
    )
    #expect(try value(session, "SELECT cardinality(o.f_explain(70))") == .integer(2))
  }

  @Test func `an IMPORT that fails leaves no transaction open`() throws {
    try makeDatabase("one.duckdb")
    let session = try session("one.duckdb")
    _ = try session.scriptRows("EXPORT DATABASE '\(path("exported"))'")
    #expect(throws: AutoMLError.self) {
      try session.scriptRows("IMPORT DATABASE '\(path("exported"))'")
    }
    #expect(try value(session, "SELECT f(70)") == .boolean(true))
    #expect(session.transactionStatus == .idle)
  }

  @Test func `a model that CSV cannot carry is not written as CSV`() throws {
    try makeDatabase("one.duckdb")
    let session = try session("one.duckdb")
    _ = try session.scriptRows(
      "UPDATE automl.models SET archive = repeat('x', \(ExportCheck.archiveLimit + 1))::BLOB"
    )
    let error = #expect(throws: AutoMLError.self) {
      try session.scriptRows("EXPORT DATABASE '\(path("exported"))'")
    }
    #expect(
      error?.message == "model \"m\" is too large for CSV: IMPORT DATABASE could not read it again"
    )
    _ = try session.scriptRows("EXPORT DATABASE '\(path("exported"))' (FORMAT 'parquet')")
  }

  /// The messages are those of DuckDB 1.5.5.
  @Test func `a locked file tells who has it, and whether reading would do`() {
    let message =
      "IO Error: Could not set lock on file \"/tmp/x.duckdb\": Conflicting lock is held in "
      + "/usr/bin/automl (PID 4711) by user root."
    let error = AutoMLError(opening: "x.duckdb", DuckDBError(message: message))
    #expect(error.message == "\"x.duckdb\" is in use by process 4711 (/usr/bin/automl)")
    #expect(error.hint == "Close that process, or open a copy of the file.")
    let shared = DuckDBError(
      message: message + " However, you would be able to open this database in read-only mode"
    )
    #expect(
      AutoMLError(opening: "x.duckdb", shared).hint
        == "That process only reads it: open it for reading only (automl sql --read-only), or close "
        + "that process."
    )
  }
}
