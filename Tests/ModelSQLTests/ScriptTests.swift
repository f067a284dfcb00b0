import TestSupport
import Testing

@testable import ModelSQL

@Suite struct ScriptTests {
  private func texts(_ text: String) throws -> [String] {
    var script = Script(text)
    var texts: [String] = []
    while let statement = try script.next() { texts.append(statement.text) }
    return texts
  }

  @Test(arguments: [
    ("", []), (" ; ;; -- c\n ; /* c */", []),
    ("SELECT 1", ["SELECT 1"]), (" SELECT 1 ;\n\n SELECT 2; ", ["SELECT 1", "SELECT 2"]),
    ("SELECT ';'; SELECT \";\"", ["SELECT ';'", "SELECT \";\""]),
    ("SELECT 'it''s;'; x", ["SELECT 'it''s;'", "x"]),
    (#"SELECT E'\';'; SELECT '\'; x"#, [#"SELECT E'\';'"#, #"SELECT '\'"#, "x"]),
    ("SELECT $$;$$; SELECT $a$;$$;$a$; x", ["SELECT $$;$$", "SELECT $a$;$$;$a$", "x"]),
    (
      "-- a;\nSELECT /* ; /* ; */ ; */ 1 -- ;\n; /* end; */ x --",
      ["SELECT /* ; /* ; */ ; */ 1", "x"]
    ),
    ("SELECT (1; 2)", ["SELECT (1", "2)"]),
    ("SELECT 'open; x", ["SELECT 'open; x"]), ("SELECT /* open; x ", ["SELECT /* open; x "]),
    (
      "CREATE MODEL m FROM (SELECT ';');DROP MODEL m",
      ["CREATE MODEL m FROM (SELECT ';')", "DROP MODEL m"]
    ),
    ("SELECT $1; x", ["SELECT $1", "x"]), ("SELECT 'é;年'; x", ["SELECT 'é;年'", "x"]),
  ])
  func `a script is cut at its semicolons`(text: String, expected: [String]) throws {
    #expect(try texts(text) == expected)
  }

  @Test func `statements know where they start`() throws {
    let text = "-- größe\nSELECT 1; SHOW MODEL m ;"
    var script = Script(text)
    let first = try #require(try script.next())
    let second = try #require(try script.next())
    #expect(first == ScriptStatement(statement: .engine("SELECT 1"), text: "SELECT 1", offset: 11))
    #expect(second.statement == .showModel(Located(ObjectName(name: "m"), at: 0..<0)))
    #expect(second.offset == 21)
    #expect(try script.next() == nil)
    #expect(try script.next() == nil)
  }

  @Test func `statements before and after a malformed one are read`() throws {
    var script = Script("SELECT 1; CREATE MODEL; SELECT 2")
    #expect(try script.next()?.text == "SELECT 1")
    let error = #expect(throws: SyntaxError.self) { try script.next() }
    #expect(error?.text == "CREATE MODEL")
    #expect(error?.offset == 10)
    #expect(try script.next()?.text == "SELECT 2")
    #expect(try script.next() == nil)
  }

  @Test(arguments: [
    "", "  \n", "-- c", "/* c */", ";", "SELECT 1;", "SELECT 1; -- c", "SELECT ';';",
    "SELECT $$;$$;\n",
    "CREATE MODEL;", "CREATE MODEL m FROM (;",
  ])
  func `text that needs nothing more is complete`(text: String) {
    #expect(Script.isComplete(text))
  }

  @Test(arguments: [
    "SELECT 1", "SELECT 1; SELECT", "SELECT ';", "SELECT \";", "SELECT $$;", "SELECT $a$;$$;",
    "/* ;",
    "/* /* */ ;", "SELECT 1 -- ;", "SELECT E'\\';", "SELECT 1; /* ;",
  ])
  func `text that ends within a statement is not complete`(text: String) {
    #expect(!Script.isComplete(text))
  }

  @Test func `any text is cut without loss`() throws {
    let pieces = [
      "'", "''", "\"", "$$", "$a$", "--", "\n", "/*", "*/", ";", " ", "E'", "\\", "é", "x", "1",
      "(", ")",
    ]
    for seed in 0..<2000 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      let text = (0..<20).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let bytes = Array(text.utf8)
      var script = Script(text)
      var end = 0
      while let statement = try script.next() {
        let range = statement.offset..<statement.offset + statement.text.utf8.count
        #expect(range.lowerBound >= end, "seed \(seed)")
        #expect(Array(statement.text.utf8) == Array(bytes[range]), "seed \(seed)")
        #expect(try texts(statement.text) == [statement.text], "seed \(seed)")
        end = range.upperBound
      }
    }
  }
}
