import Foundation
import TestSupport
import Testing

@Suite struct SQLScriptTests {
  private struct Refused: Error, CustomStringConvertible {
    let description: String
  }

  /// Answers from a list; anything else is refused with two lines.
  private let engine = SQLScriptEngine(
    run: { sql in
      switch sql {
      case "CREATE": []
      case "PAIRS": [[.integer(2), .text("b c")], [.integer(1), .null]]
      case "REALS": [[.real(0.12345678), .text("")], [.integer(3), .text("x\ny")]]
      case "TRUTH": [[.boolean(true)]]
      default: throw Refused(description: "42601: no \(sql)\n\n^^^")
      }
    },
    syntax: { $0.uppercased() }
  )

  private func mismatches(_ text: String) throws -> [SQLScriptMismatch] {
    var script = try SQLScript(parsing: text)
    return script.run(with: engine)
  }

  @Test func `a script prints as it was read`() throws {
    let text = """
      # Topic.

      statement ok
      CREATE

      # About the query.
      query IT rowsort tolerance 1e-3
      SELECT 1,
        'x'
      ----
      1  x

      query T
      NOTHING
      ----

      """
    let script = try SQLScript(parsing: text)
    #expect(script.text == text)
    #expect(script.records.map(\.line) == [3, 7, 13])
    guard case .query(let query) = script.records[1].kind else {
      Issue.record("not a query")
      return
    }
    #expect(query.types == [.integer, .text])
    #expect(query.isSorted)
    #expect(query.tolerance == 1e-3)
    #expect(script.records[1].sql == "SELECT 1,\n  'x'")
    #expect(script.records[2].expected == [])
  }

  @Test(arguments: [
    ("statement maybe\nX", 1, "no kind of record: statement maybe"),
    ("\nquery Q\nX", 2, "no type of column: Q"),
    ("query I sorted\nX", 1, "no option of a query: sorted"),
    ("query I tolerance much\nX", 1, "no option of a query: tolerance"),
    ("statement ok", 1, "a record without SQL"),
    ("statement ok\nX\n----\ny", 1, "`statement ok` has no result"),
  ])
  func `a script that breaks the format is refused at its line`(
    text: String,
    line: Int,
    reason: String
  ) {
    let error = #expect(throws: SQLScriptError.self) { try SQLScript(parsing: text) }
    #expect(error?.line == line)
    #expect(error?.reason == reason)
  }

  @Test(arguments: [
    "statement ok\nCREATE",
    "statement error\nDROP\n----\n42601: no DROP\n^^^",
    "statement error\nDROP\n----\n42601: <slt:ignore>DROP\n^^^",
    "query IT\nPAIRS\n----\n2  b c\n1  NULL",
    "query IT rowsort\nPAIRS\n----\n1  NULL\n2  b c",
    "query RT\nREALS\n----\n0.123457  (empty)\n3  x\\ny",
    "query RT tolerance 1e-2\nREALS\n----\n0.1238  (empty)\n3.01  x\\ny",
    "query RT\nREALS\n----\n0.1<slt:ignore>  (empty)\n<slt:ignore>",
    "query B\nTRUTH\n----\ntrue",
    "syntax\nselect\n----\nSELECT",
  ])
  func `a record that gives what it must is accepted`(text: String) throws {
    #expect(try mismatches(text) == [])
  }

  @Test(arguments: [
    ("statement ok\nDROP", ["42601: no DROP", "^^^"]),
    ("statement error\nCREATE\n----\nwhatever", ["(no error)"]),
    ("statement error\nDROP\n----\n42601: <slt:ignore>dropped\n^^^", ["42601: no DROP", "^^^"]),
    ("query IT\nPAIRS\n----\n1  NULL\n2  b c", ["2  b c", "1  NULL"]),
    ("query IT rowsort\nPAIRS\n----\n2  b c", ["1  NULL", "2  b c"]),
    ("query I\nPAIRS\n----\n2\n1", ["(2 columns)", "(2 columns)"]),
    (
      "query RT tolerance 1e-3\nREALS\n----\n0.1238  (empty)\n3  x\\ny",
      ["0.123457  (empty)", "3  x\\ny"]
    ),
    ("query B\nTRUTH", ["true"]),
    ("plan\nCREATE\n----\nCreate", ["this engine runs no such record"]),
  ])
  func `a record that gives something else is told`(text: String, actual: [String]) throws {
    #expect(try mismatches(text).map(\.actual) == [actual])
  }

  @Test func `updating rewrites what does not hold and nothing else`() throws {
    let path = FileManager.default.temporaryDirectory
      .appending(path: "automl-\(UUID().uuidString).slt").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let text = """
      # Kept.
      query RT tolerance 1e-2
      REALS
      ----
      0.1238  (empty)
      3  x\\ny

      statement ok
      DROP

      query B
      TRUTH
      ----
      false

      """
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try SQLScript.check(path, with: engine, isUpdating: false).count == 2)
    let left = try SQLScript.check(path, with: engine, isUpdating: true)
    #expect(left.map(\.record.sql) == ["DROP"])
    let updated = try RepositoryPaths.text(path)
    #expect(updated == text.replacing("----\nfalse", with: "----\ntrue"))
  }
}
