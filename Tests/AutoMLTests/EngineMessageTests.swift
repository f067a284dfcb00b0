import Testing

@testable import AutoML

/// The place of an error in a query, as the engine shows it.
@Suite struct EngineMessageTests {
  private let session: Session

  init() throws { session = try Session() }

  /// The text under the caret of the engine's refusal of `sql`.
  private func place(of sql: String) throws -> String? {
    let error = try #require(throws: AutoMLError.self) { try session.query(sql) }
    return EngineMessage(error.message).place(in: sql).map {
      String(decoding: Array(sql.utf8)[$0], as: UTF8.self)
    }
  }

  @Test(arguments: [
    "SELECT nope FROM range(1)", "SELECT 1,\n\tnope FROM range(1)",
    "SELECT 1,\r\n nope FROM range(1)",
    "SELECT '長さ', nope FROM range(1)", "SELECT 'e\u{301}\u{1F600}', nope FROM range(1)",
    "SELECT \(Array(repeating: "range AS a_name", count: 40).joined(separator: ", ")), nope FROM range(1)",
    "SELECT nope, \(Array(repeating: "range AS a_name", count: 40).joined(separator: ", ")) FROM range(1)",
    "SELECT '\(String(repeating: "長", count: 200))', nope FROM range(1)",
  ])
  func `the caret is found in the query, whatever is before it`(sql: String) throws {
    #expect(try place(of: sql) == "nope")
  }

  @Test func `a message has sentences, candidates and a line`() {
    let message = EngineMessage(
      """
      Binder Error: Referenced column "nam" not found in FROM clause!
      Candidate bindings: "name", "na me"

      LINE 2:   nam
                ^
      """
    )
    #expect(message.text == "Binder Error: Referenced column \"nam\" not found in FROM clause!")
    #expect(message.candidates == ["name", "na me"])
    #expect(message.hint == "Did you mean \"name\"?")
    #expect(message.place(in: "SELECT\n  nam") == 9..<12)
    #expect(message.place(in: "SELECT nam") == nil)
    #expect(message.place(in: "SELECT\n  mane") == nil)
  }

  @Test(arguments: [
    "", "LINE", "LINE x: y\n^", "LINE 1", "LINE 1: a", "LINE 1: a\n^", "LINE 99: a\n         ^",
    "LINE -1: a\n         ^", "no place", "LINE 1: \n        ^",
  ])
  func `a message in another form has no place`(message: String) {
    #expect(EngineMessage(message).place(in: "SELECT b") == nil)
  }
}
