import AutoML
import Testing

@testable import AutoMLTool

@Suite struct MetaCommandTests {
  @Test(arguments: [
    (#"\?"#, MetaCommand.help), (".help", .help), (#"\q"#, .quit), (#"\q;"#, .quit),
    (".exit", .quit), (#"\d"#, .describe(nil)), (#"\d customers;"#, .describe("customers")),
    (#"\d "My Table""#, .describe("\"My Table\"")), (".tables", .tables), (#"\dt"#, .tables),
    (#"\dm"#, .models(nil)), (#"\dm churn"#, .models("churn")), (#"\df"#, .functions),
    (".schema", .schema(nil)), (".schema t", .schema("t")), (#"\timing"#, .timing(nil)),
    (#"\timing on"#, .timing(true)), (".timer off", .timing(false)), (#"\x"#, .expanded(nil)),
    (".mode csv", .format(.csv)), (#"\pset format json"#, .format(.json)),
    (".maxrows 5", .rowLimit(5)), (".maxrows all", .rowLimit(nil)),
    (#"\pset pager off"#, .pager(false)), (#"\pset pager"#, .pager(nil)),
    (#"\i 'my file.sql'"#, .include("my file.sql")), (#".read "a b.sql""#, .include("a b.sql")),
    (#"\o"#, .output(nil)), (".output out.csv", .output("out.csv")),
    (#"\echo  a  'b  c' it''s"#, .echo("a b  c its")), (#"\set"#, .set(name: nil, value: "")),
    (#"\set n 3"#, .set(name: "n", value: "3")),
    (#"\set n 'it''s' 4"#, .set(name: "n", value: "it's4")),
    (#"\set n"#, .set(name: "n", value: "")), (#"\unset n"#, .unset("n")),
    ("  \\dt \r", .tables),
  ])
  func `a line is a command`(line: String, command: MetaCommand) throws {
    #expect(try MetaCommand(line) == command)
  }

  @Test(arguments: [
    (
      #"\tablse"#, #"there is no command \tablse"#, #"Did you mean .tables? \? lists all commands."#
    ),
    (
      #"\timming"#, #"there is no command \timming"#,
      #"Did you mean \timing? \? lists all commands."#
    ),
    (".shcema", "there is no command .shcema", #"Did you mean .schema? \? lists all commands."#),
    (#"\dd"#, #"there is no command \dd"#, #"Did you mean \d? \? lists all commands."#),
    (#"\timer"#, #"there is no command \timer"#, #"Did you mean .timer? \? lists all commands."#),
    (#"\i"#, #"\i does not take 0 words"#, #"Write \i FILE."#),
    (#"\dt a b"#, #"\dt does not take 2 words"#, "It takes nothing."),
    (".mode jsn", "there is no format \"jsn\"", "Did you mean json?"),
    (
      ".mode box", "there is no format \"box\"",
      "The formats are table, expanded, csv, json, markdown."
    ),
    (".maxrows 0", "\"0\" is no number of rows", "Write 1 or more, or all."),
    (#"\timing maybe"#, "\"maybe\" is neither on nor off", nil),
    (
      #"\pset border 2"#, "there is no setting \"border\"",
      "The settings are pager, expanded and format."
    ),
  ])
  func `a line that is none says what is meant`(line: String, message: String, hint: String?) {
    let error = #expect(throws: AutoMLError.self) { try MetaCommand(line) }
    #expect(error?.message == message)
    #expect(error?.hint == hint)
  }

  @Test func `every name is one command's, and help tells of all`() {
    let names = MetaCommandForm.all.flatMap(\.names)
    #expect(Set(names).count == names.count)
    for form in MetaCommandForm.all {
      #expect(MetaCommandForm.help.contains(form.names.joined(separator: ", ")))
      #expect(form.names.allSatisfy { $0.hasPrefix("\\") || $0.hasPrefix(".") })
    }
    #expect(MetaCommandForm.help.split(separator: "\n").allSatisfy { $0.count <= 100 })
  }

  @Test(
    arguments: [
      ("t", nil, "t"), ("s.t", "s", "t"), (#""a.b""#, nil, "a.b"), (#"s."a""b""#, "s", "a\"b"),
    ] as [(String, String?, String)]
  )
  func `a name may have a schema, and quotes`(text: String, schema: String?, name: String) {
    let path = ObjectPath(text)
    #expect(path.schema == schema && path.name == name)
  }
}

@Suite struct ScriptReaderTests {
  private func parts(_ lines: String...) -> [ScriptReader.Part] {
    var reader = ScriptReader()
    let parts = lines.compactMap { reader.append($0) }
    return parts + [reader.end()].compactMap(\.self)
  }

  @Test func `SQL comes a statement at a time, with its first line`() {
    #expect(
      parts("SELECT 1; SELECT", "2;", "SELECT", "", "3") == [
        .sql("SELECT 1; SELECT\n2;", line: 1), .sql("SELECT\n\n3", line: 3),
      ]
    )
  }

  @Test func `a command takes a line, also within a statement`() {
    #expect(
      parts("SELECT a", #"  \d t"#, "FROM t;", ".tables") == [
        .command(#"  \d t"#, line: 2), .sql("SELECT a\nFROM t;", line: 1),
        .command(".tables", line: 4),
      ]
    )
  }

  @Test func `what only looks like a command is SQL`() {
    #expect(
      parts("SELECT 'a", #"\d'"#, "  , t", ".a", "FROM t;") == [
        .sql("SELECT 'a\n\\d'\n  , t\n.a\nFROM t;", line: 1)
      ]
    )
    #expect(parts("/* ", #"\q"#, "*/ SELECT 1;") == [.sql("/* \n\\q\n*/ SELECT 1;", line: 1)])
    #expect(parts(".5;") == [.sql(".5;", line: 1)])
  }
}

@Suite struct StatementPlaceTests {
  private let sql = "SELECT 1; -- a; b\n\n;SELECT ';\n' , 2;\nSELECT\n  nothing"

  @Test(
    arguments: [(0, nil, 7), (1, nil, 9), (2, nil, 11), (2, 2, 12), (3, nil, 11)]
      as [(Int, Int?, Int)]
  )
  func `an error is in the line of its statement`(count: Int, line: Int?, expected: Int) {
    let error = AutoMLError(
      sqlState: "42601",
      message: "no",
      excerpt: line.map { "LINE \($0): x\n        ^" }
    )
    #expect(
      StatementPlace.line(of: error, behind: count, in: sql, firstLine: 7) == expected
    )
  }
}

@Suite struct VariablesTests {
  @Test(arguments: [
    ("SELECT :n", "SELECT 3"), ("SELECT :'n', :\"n\"", "SELECT '3', \"3\""),
    ("SELECT :'q'", "SELECT 'it''s'"), ("SELECT x::n, ::n", "SELECT x::n, ::n"),
    ("SELECT ':n', \":n\" -- :n", "SELECT ':n', \":n\" -- :n"),
    ("SELECT :missing", "SELECT :missing"),
    ("SELECT a[1:n], a[1 :n], f(x := 1)", "SELECT a[1:n], a[1 3], f(x := 1)"),
    ("SELECT {'a':n, 'b': :n}, n:(2), (1):n", "SELECT {'a':n, 'b': 3}, n:(2), (1):n"),
    ("SELECT : n", "SELECT : n"),
    ("SELECT :n:n\u{E9}, :n", "SELECT 3:n\u{E9}, 3"), ("SELECT :N", "SELECT :N"),
  ])
  func `a variable with a value is put in, and nothing else`(text: String, expected: String) {
    var variables = Variables()
    variables.set("n", to: "3")
    variables.set("q", to: "it's")
    #expect(variables.substituted(in: text) == expected)
    variables.set("n", to: nil)
    #expect(variables.substituted(in: "SELECT :n") == "SELECT :n")
  }
}
