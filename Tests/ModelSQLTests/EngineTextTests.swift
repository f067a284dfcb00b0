import Testing

@testable import ModelSQL

@Suite struct EngineTextTests {
  private func written(_ range: Range<Int>, in sql: String) -> String {
    String(decoding: Array(sql.utf8)[range], as: UTF8.self)
  }

  @Test(arguments: [
    ("SELECT f()", "f", "", 0), ("SELECT f(1)", "f", "1", 1),
    ("SELECT F ( a , b )", "F", " a , b ", 2),
    (
      "SELECT s.f([1, 2], {'x': 1, 'y': 2}, g(1, 2))", "s.f", "[1, 2], {'x': 1, 'y': 2}, g(1, 2)", 3
    ),
    ("SELECT \"f\"(',', \",\")", "\"f\"", "',', \",\"", 2), ("SELECT f(1, (2", "f", "1, (2", 2),
    ("SELECT f(/* , */)", "f", "/* , */", 0),
  ])
  func `a call is found with its arguments`(
    sql: String,
    name: String,
    arguments: String,
    count: Int
  ) throws {
    let call = try #require(EngineText(sql).calls(of: "f").first)
    #expect(written(call.name, in: sql) == name)
    #expect(written(call.arguments, in: sql) == arguments)
    #expect(call.argumentCount == count)
  }

  @Test(arguments: ["SELECT f", "SELECT ff(1)", "SELECT 'f(1)'", "SELECT f.g(1) -- f(1)", ""])
  func `what only looks like a call is none`(sql: String) {
    #expect(EngineText(sql).calls(of: "f").isEmpty)
  }

  @Test func `a word reaches over its dots`() throws {
    let sql = "SELECT a.b . c, 'x y' FROM t"
    let text = EngineText(sql)
    #expect(text.word(at: 7).map { written($0, in: sql) } == "a.b . c")
    #expect(text.word(at: 16).map { written($0, in: sql) } == "'x y'")
    #expect(text.word(at: 10_000) == nil)
  }

  @Test(arguments: [
    ("SELECT public.f(1)", "SELECT main  .f(1)"),
    ("FROM \"public\".t, PUBLIC . u", "FROM main    .t, main   . u"),
  ])
  func `a schema is replaced, and each other byte stays in its place`(sql: String, other: String) {
    #expect(EngineText(sql).replacing(schema: "public", with: "main") == other)
    #expect(other.utf8.count == sql.utf8.count)
  }

  @Test(arguments: [
    "SELECT 'public.f'", "SELECT public", "SELECT db.public.f(1)", "SELECT 1 -- public.f", "",
  ])
  func `what is no schema is left`(sql: String) {
    #expect(EngineText(sql).replacing(schema: "public", with: "main") == nil)
  }

  @Test func `a text that is cut off anywhere has its places within it`() {
    let bytes = Array(
      "SELECT public.f([1, (2, {'x': \"a\"}), E'\\'', $t$ ) $t$), /* f( */ f(f(1), \u{201C}é\u{301}"
        .utf8
    )
    for start in 0...bytes.count {
      for end in start...bytes.count {
        let sql = String(decoding: bytes[start..<end], as: UTF8.self)
        let (text, whole) = (EngineText(sql), 0..<sql.utf8.count)
        for call in text.calls(of: "f") {
          #expect(call.name.clamped(to: whole) == call.name)
          #expect(call.arguments.clamped(to: whole) == call.arguments)
        }
        for offset in whole {
          #expect(text.word(at: offset).map { $0.clamped(to: whole) == $0 } ?? true)
        }
        let other = text.replacing(schema: "public", with: "main")
        #expect(other.map { $0.utf8.count == sql.utf8.count } ?? true)
      }
    }
  }

  @Test(arguments: [
    ("f(a, t.b, s.t.\"c d\")", ["a", "b", "c d"] as [String?]), ("f(zip + 1, age)", [nil, "age"]),
    ("f(age := x, y)", [nil, "y"]), ("f()", []),
    ("f(g(a, b), [a, b], {'x': a}, a)", [nil, nil, nil, "a"]),
    ("f(1, 'a', NULL /* a, b */)", [nil, nil, "NULL"]), ("f(a.*, .b, a.)", [nil, nil, nil]),
    ("f(a, ", ["a", nil]), ("f(a))(b, c", ["a"]),
  ])
  func `arguments that are columns have their names`(sql: String, names: [String?]) throws {
    let text = EngineText(sql)
    let call = try #require(text.calls(of: "f").first)
    #expect(text.columnNames(ofArgumentsOf: call) == names)
  }

  @Test func `a list of models in other words is told`() throws {
    for sql in ["SHOW MODELS", "show all models", "LIST MODELS LIKE 'a'"] {
      #expect(EngineText(sql).modelListError?.message.hasSuffix("write SHOW MODEL ALL") == true)
    }
    for sql in ["SHOW model", "SHOW ALL", "SELECT models", ""] {
      #expect(EngineText(sql).modelListError == nil)
    }
  }
}
