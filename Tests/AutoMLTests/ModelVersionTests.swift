import Foundation
import TestSupport
import Testing

@testable import AutoML

/// Versions of a model: kept, gone back to, removed; and models that are made only if something has
/// changed.
@Suite struct ModelVersionTests {
  private let session: Session
  private let notices = Notices()

  init() throws {
    let notices = notices
    session = try Session(
      configuration: SessionConfiguration(threadCount: 2),
      observer: SessionObserver(notice: { notices.add($0) })
    )
    _ = try session.scriptRows(
      "CREATE TABLE t AS SELECT range % 37 AS a, chr((65 + range % 3)::INT) AS c, "
        + "range % 37 * 2 AS y2, range % 37 * 3 AS y3 FROM range(3000)"
    )
  }

  /// The statement that makes y = `factor` * a.
  private func model(
    _ opening: String = "CREATE OR REPLACE MODEL",
    factor: Int,
    function: String = "f",
    settings: String = ""
  ) -> String {
    "\(opening) m FROM (SELECT a, y\(factor) AS y FROM t) TARGET y FUNCTION \(function) AUTO OFF "
      + "MODEL_TYPE LINEAR_LEARNER HYPERPARAMETERS DEFAULT EXCEPT (LAMBDA '0') \(settings);"
  }

  private func predictions(_ call: String) throws -> [[SQLScriptValue]] {
    try session.scriptRows("SELECT round(\(call))::INT")
  }

  private func versions() throws -> [String] {
    try session.scriptRows("SHOW MODEL m VERSIONS").map { row in
      row.prefix(2).map { if case .text(let text) = $0 { text } else { "?" } }.joined(
        separator: " "
      )
    }
  }

  /// The notices, but for what they say of this data.
  private var told: [String] { notices.all.filter { !$0.contains("alone tells") } }

  private func error(_ sql: String) -> AutoMLError? {
    do {
      _ = try session.scriptRows(sql)
      return nil
    } catch { return error as? AutoMLError }
  }

  @Test func `a replaced version is gone back to with its functions, and forward again`() throws {
    _ = try session.scriptRows(model(factor: 2) + model(factor: 3, function: "g"))
    #expect(try versions() == ["2 yes", "1 no"])
    #expect(error("SELECT f(10)")?.sqlState == "42883")
    #expect(try predictions("g(10)") == [[.integer(30)]])

    _ = try session.scriptRows("ALTER MODEL m USE VERSION 1")
    #expect(try versions() == ["2 no", "1 yes"])
    #expect(error("SELECT g(10)")?.sqlState == "42883")
    #expect(try predictions("f(10)") == [[.integer(20)]])
    #expect(
      try session.scriptRows("SELECT version, function_name FROM automl.models")
        == [[.integer(1), .text("f")]]
    )

    // The next one has a number that none has had.
    _ = try session.scriptRows("ALTER MODEL m USE VERSION 2;" + model(factor: 2, function: "h"))
    #expect(try versions() == ["3 yes", "2 no", "1 no"])
  }

  @Test func `going back is a part of the transaction that it is in`() throws {
    _ = try session.scriptRows(model(factor: 2) + model(factor: 3))
    _ = try session.scriptRows("BEGIN; ALTER MODEL m USE VERSION 1")
    #expect(try predictions("f(10)") == [[.integer(20)]])
    _ = try session.scriptRows("ROLLBACK")
    #expect(try versions() == ["2 yes", "1 no"])
    #expect(try predictions("f(10)") == [[.integer(30)]])
  }

  @Test func `as many versions are kept as asked for, the oldest go`() throws {
    for _ in 0..<5 { _ = try session.scriptRows(model(factor: 2)) }
    #expect(try versions() == ["5 yes", "4 no", "3 no"])
    _ = try session.scriptRows(model(factor: 2, settings: "SETTINGS (KEEP_VERSIONS 2)"))
    #expect(try versions() == ["6 yes", "5 no"])
    _ = try session.scriptRows(model(factor: 2, settings: "SETTINGS (KEEP_VERSIONS 1)"))
    #expect(try versions() == ["7 yes"])
    #expect(
      error(model(factor: 2, settings: "SETTINGS (KEEP_VERSIONS 0)"))?.sqlState == "22023"
    )
  }

  @Test func `a version is dropped, unless it is in use; a model goes with all of them`() throws {
    for _ in 0..<3 { _ = try session.scriptRows(model(factor: 2)) }
    _ = try session.scriptRows("DROP MODEL m VERSION 2")
    #expect(try versions() == ["3 yes", "1 no"])
    let inUse = error("DROP MODEL m VERSION 3")
    #expect(inUse?.sqlState == "55006")
    #expect(inUse?.message == "version 3 of model \"m\" is the one in use")
    let missing = error("ALTER MODEL m USE VERSION 2")
    #expect(missing?.sqlState == "42704")
    #expect(missing?.message == "model \"m\" has no version 2")
    #expect(missing?.hint == "Its versions are 1, 3.")
    _ = try session.scriptRows("DROP MODEL IF EXISTS m VERSION 2")
    #expect(told.last == "there is no version 2 of model \"m\", nothing was done")
    _ = try session.scriptRows("DROP MODEL m")
    #expect(
      try session.scriptRows("SELECT count(*) FROM automl.other_versions") == [[.integer(0)]]
    )
    _ = try session.scriptRows(model(factor: 2))
    #expect(try versions() == ["1 yes"])
  }

  @Test func `a function that has another owner now keeps a version from being used`() throws {
    _ = try session.scriptRows(model(factor: 2) + model(factor: 3, function: "g"))
    _ = try session.scriptRows("CREATE MACRO f(a) AS 7")
    let taken = error("ALTER MODEL m USE VERSION 1")
    #expect(taken?.sqlState == "42723")
    #expect(try predictions("g(10)") == [[.integer(30)]])
    #expect(try versions() == ["2 yes", "1 no"])
  }

  @Test func `a replaced model in another case keeps its versions`() throws {
    _ = try session.scriptRows(model(factor: 2))
    _ = try session.scriptRows(
      model(factor: 3).replacing("MODEL m", with: "MODEL \"M\"")
    )
    #expect(try versions() == ["2 yes", "1 no"])
    _ = try session.scriptRows("ALTER MODEL m USE VERSION 1")
    #expect(try predictions("f(10)") == [[.integer(20)]])
  }

  @Test func `nothing is trained where neither statement nor data has changed`() throws {
    let create = model("CREATE MODEL IF CHANGED", factor: 2)
    _ = try session.scriptRows(create)
    #expect(told.isEmpty)
    _ = try session.scriptRows(create)
    #expect(
      told
        == ["neither the statement of model \"m\" nor its data has changed, nothing was done"]
    )
    // The same rows in another order are the same data.
    _ = try session.scriptRows("CREATE OR REPLACE TABLE t AS SELECT * FROM t ORDER BY hash(a, c)")
    _ = try session.scriptRows(create)
    #expect(told.count == 2)
    #expect(try versions() == ["1 yes"])
    #expect(
      try session.scriptRows("SELECT count(*) FROM automl.usage") == [[.integer(1)]]
    )

    _ = try session.scriptRows("UPDATE t SET y2 = y2 + 1 WHERE rowid = 7")
    _ = try session.scriptRows(create)
    #expect(told.last == "the data has changed: model \"m\" is made again")
    _ = try session.scriptRows(model("CREATE MODEL IF CHANGED", factor: 3))
    #expect(told.last == "the statement has changed: model \"m\" is made again")
    #expect(try versions() == ["3 yes", "2 no", "1 no"])
  }

  /// Changes of data, each of which another row or column could hide from a careless hash.
  @Test(arguments: [
    "UPDATE t SET c = 'A' WHERE rowid = 1",
    "UPDATE t SET c = NULL WHERE rowid = 1",
    "UPDATE t SET a = NULL WHERE rowid = 0",
    "INSERT INTO t SELECT * FROM t WHERE rowid = 0",
    "DELETE FROM t WHERE rowid = 2999",
    // Two rows trade a value, and two columns.
    "UPDATE t SET a = CASE a WHEN 1 THEN 2 ELSE 1 END WHERE rowid IN (1, 2)",
    "UPDATE t SET y2 = y3, y3 = y2 WHERE rowid = 5",
  ])
  func `each change of data is seen`(change: String) throws {
    let create =
      "CREATE MODEL IF CHANGED m FROM t TARGET y2 FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER"
    _ = try session.scriptRows(create)
    _ = try session.scriptRows(change)
    _ = try session.scriptRows(create)
    #expect(told.contains("the data has changed: model \"m\" is made again"))
  }

  @Test func `boosted trees and linear models see the same data`() throws {
    _ = try session.scriptRows(model(factor: 2))
    _ = try session.scriptRows(
      "CREATE MODEL n FROM (SELECT a, y2 AS y FROM t) TARGET y FUNCTION g AUTO OFF MODEL_TYPE XGBOOST "
        + "OBJECTIVE 'reg:squarederror' SETTINGS (MAX_CELLS 100000000)"
    )
    #expect(
      try session.scriptRows("SELECT count(DISTINCT fingerprint), count(*) FROM automl.models")
        == [[.integer(1), .integer(2)]]
    )
  }
}
