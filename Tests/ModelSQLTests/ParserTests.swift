import TestSupport
import Testing

@testable import ModelSQL

@Suite struct ParserTests {
  @Test(arguments: SyntaxScripts.paths)
  func `statements parse or fail as the script says, and print as they parse`(
    path: String
  ) throws {
    for mismatch in try SQLScript.check(path, with: SyntaxScripts.engine) {
      Issue.record("\(path), \(mismatch)")
    }
  }

  @Test func `there are scripts to run`() throws {
    #expect(SyntaxScripts.paths.count >= 4)
    #expect(try SyntaxScripts.validStatements().count > 50)
  }

  @Test func `clauses may come in any order`() throws {
    let clauses = [
      "FROM t", "TARGET y", "FUNCTION f", "IAM_ROLE default", "AUTO OFF", "MODEL_TYPE XGBOOST",
      "OBJECTIVE 'reg:logistic'", "PREPROCESSORS 'none'", "HYPERPARAMETERS DEFAULT",
      "SETTINGS (SEED 1)",
    ]
    let expected = try Parser.parse("CREATE MODEL m " + clauses.joined(separator: " "))
    for shift in clauses.indices {
      let rotated = clauses[shift...] + clauses[..<shift]
      for order in [Array(rotated), rotated.reversed()] {
        #expect(try Parser.parse("CREATE MODEL m " + order.joined(separator: " ")) == expected)
      }
    }
  }

  @Test func `a tree holds what was written and where`() throws {
    let sql = "CREATE MODEL s.m FROM (SELECT 1) TARGET t.Y SETTINGS (MAX_CELLS 5, TAGS 'x')"
    guard case .createModel(let model) = try Parser.parse(sql) else {
      Issue.record("not a CREATE MODEL")
      return
    }
    func text(_ range: Range<Int>?) -> String {
      String(decoding: Array(sql.utf8)[range ?? 0..<0], as: UTF8.self)
    }
    #expect(text(model.name.range) == "s.m")
    #expect(model.source?.value == .query("SELECT 1"))
    #expect(text(model.source?.range) == "SELECT 1")
    #expect(model.target?.value == "Y")
    #expect(text(model.target?.range) == "Y")
    #expect(model.settings.map { text($0.key.range) } == ["MAX_CELLS", "TAGS"])
    #expect(model.settings.map { text($0.value.range) } == ["5", "'x'"])
    #expect(model.settings.map(\.value.value) == [.integer(5), .text("x")])
  }

  @Test func `the bounds of Int are read`() throws {
    for bound in [Int.min, Int.max] {
      let statement = try Parser.parse("CREATE MODEL m SETTINGS (SEED \(bound))")
      #expect(statement.sql.hasSuffix("(SEED \(bound))"))
    }
  }

  /// A reader that is not linear would take minutes over these.
  @Test(arguments: [
    ("", "SELECT 1;"), ("", "SHOW MODEL m;"), ("GRANT EXECUTE ON MODEL m TO bob", ", bob"),
    ("GRANT SELECT ON t TO bob", ", bob"), ("DROP MODEL a", ".a"), ("SELECT ", "/*"),
    ("SELECT ", "$a "), ("SELECT $$", "$ "), ("SELECT E'", "\\'"), ("SELECT ", "\"\" "),
    ("CREATE MODEL m FUNCTION f (int", ", int"), ("CREATE MODEL m RETURNS int", "[]"),
    ("CREATE MODEL m FROM (SELECT 1", " -- x\n"), ("CREATE MODEL m TARGET t", ".t"),
    ("CREATE MODEL m HYPERPARAMETERS DEFAULT EXCEPT (k 0", ", 'k' 1"),
    ("CREATE MODEL m SETTINGS (MAX_CELLS 0", "0"), ("CREATE MODEL m AUTO ", "年"),
    ("CREATE MODEL m OBJECTIVE 'a", "''"), ("CREATE MODEL m OBJECTIVE E'a", "\\x"),
  ])
  func `a long script is read in one pass`(beginning: String, repeated: String) {
    let text = beginning + String(repeating: repeated, count: 20_000)
    var script = Script(text)
    var isAtEnd = false
    while !isAtEnd {
      do throws(SyntaxError) {
        isAtEnd = try script.next() == nil
      } catch {
        #expect(error.description.utf8.count < 1000)
      }
    }
    _ = Script.isComplete(text)
  }

  @Test func `nesting and size have no limit but memory`() throws {
    let depth = 200_000
    let nested =
      String(repeating: "(", count: depth) + "SELECT 1" + String(repeating: ")", count: depth)
    let long = "(SELECT '" + String(repeating: "x,", count: depth) + "')"
    for source in [nested, long] {
      let statement = try Parser.parse("CREATE MODEL m FROM \(source) TARGET y")
      #expect(statement.sql == "CREATE MODEL m FROM \(source) TARGET y")
    }
    #expect(throws: SyntaxError.self) {
      try Parser.parse("CREATE MODEL m FROM " + String(repeating: "(", count: depth))
    }
    #expect(throws: SyntaxError.self) {
      try Parser.parse("CREATE MODEL m " + String(repeating: "x", count: depth))
    }
  }
}
