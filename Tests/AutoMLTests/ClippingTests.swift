import Testing

@testable import AutoML

/// Errors about texts of megabytes.
@Suite struct ClippingTests {
  private static let long = String(repeating: "e\u{301}", count: 1_000_000)

  private func error(of script: String) throws -> AutoMLError {
    let session = try Session()
    let error = #expect(throws: AutoMLError.self) { try session.execute(script) { _ in } }
    return try #require(error)
  }

  @Test(arguments: [
    "SELECT * FROM \"LONG\"",
    "SELECT \"LONG\"",
    "SELECT 'LONG'::INT",
    "SELECT 1 LONG 2",
    "SHOW MODEL \"LONG\"",
    "CREATE MODEL m FROM (SELECT 1 AS a, 2 AS \"LONG\") TARGET y FUNCTION f",
    "CREATE MODEL m FROM (SELECT 1 AS a, 2 AS y) TARGET \"LONG\" FUNCTION f",
    "CREATE MODEL m FROM \"LONG\" TARGET y FUNCTION f",
    "CREATE MODEL m FROM 'LONG' FUNCTION f (INT) RETURNS INT",
    "CREATE MODEL m LONG TARGET y",
    "CREATE MODEL m FROM (SELECT 1 AS a, 2 AS y) TARGET y SETTINGS (LONG 1)",
    "CREATE MODEL m FROM (SELECT 1 AS a, 2 AS y) TARGET y AUTO OFF OBJECTIVE 'LONG'",
    "CREATE MODEL m FROM (SELECT range AS a, 'LONG' AS y FROM range(40)) TARGET y",
  ])
  func `an error is short however long what it is about`(script: String) throws {
    let script = script.replacing("LONG", with: Self.long)
    let text = try error(of: script).description
    #expect(text.utf8.count < 8_000, "\(text.prefix(80))")
    #expect(text.contains("..."))
  }

  @Test func `what is said before and behind a long text stays, and characters stay whole`() {
    let message = "column \"\(Self.long)\" is not there"
    let error = AutoMLError(sqlState: "XX000", message: message, hint: "a" + message)
    #expect(error.message.count == AutoMLError.lineLimit)
    #expect(error.message.hasPrefix("column \"e\u{301}"))
    #expect(error.message.hasSuffix("e\u{301}\" is not there"))
    #expect(error.message.replacing("e\u{301}", with: "") == "column \"...\" is not there")
    #expect(error.hint?.count == AutoMLError.lineLimit)
  }

  @Test func `one character of a million marks is left out`() {
    let character = "a" + String(repeating: "\u{301}", count: 1_000_000)
    #expect(character.count == 1)
    #expect(AutoMLError.clipped("\"\(character)\"") == "\"...\"")
  }

  @Test func `many lines are fewer`() {
    let lines = (0..<10_000).map { "line \($0)" }
    let shown = AutoMLError.clipped(lines.joined(separator: "\n")).split(separator: "\n")
    #expect(shown.count == AutoMLError.lineCountLimit)
    #expect(shown.first == "line 0" && shown.last == "line 9999")
    #expect(shown.contains("..."))
  }

  @Test func `a message that is short enough is as it was`() {
    let line = String(repeating: "\u{E9}", count: AutoMLError.lineLimit)
    #expect(AutoMLError.clipped(line) == line)
    #expect(AutoMLError.clipped(line + "\n" + line) == line + "\n" + line)
  }
}
