import Testing

@testable import ModelSQL

@Suite struct SyntaxErrorTests {
  @Test func `an error shows the line of its script`() throws {
    let text = "SELECT 1;\nCREATE MODEL m\n  FROM t\n  TARGTE y;"
    var script = Script(text)
    _ = try script.next()
    let error = try #require(throws: SyntaxError.self) { try script.next() }
    let location = SourceLocation(of: error.offset + error.range.lowerBound, in: text)
    #expect(location.line == 4)
    #expect(location.column == 3)
  }

  @Test func `a message quotes no more than the start of long input, on one line`() throws {
    for long in [
      String(repeating: "x", count: 100_000), "'" + String(repeating: "y\n", count: 50_000) + "'",
    ] {
      for sql in [
        "CREATE MODEL m AUTO \(long)", "CREATE MODEL m MODEL_TYPE \(long)", "DROP MODEL m \(long)",
      ] {
        let error = try #require(throws: SyntaxError.self) { try Parser.parse(sql) }
        #expect(error.message.count < 200)
        #expect(!error.message.contains("\n"))
        #expect(error.description.count < 500)
      }
    }
  }
}
