/// SQL text, cut into statements one after the other.
///
/// A semicolon ends a statement unless it stands in a string, a quoted name or a comment.
/// Statements are read when they are asked for, so those before a malformed one can run.
package struct Script: Sendable {
  private var lexer: Lexer

  /// A script at its first statement.
  package init(_ text: String) { lexer = Lexer(Array(text.utf8)) }

  /// The next statement; nil at the end.
  ///
  /// Empty statements, and the blanks and comments around a statement, are left out. After an error
  /// the next call goes on with the statement after the malformed one.
  ///
  /// - Complexity: O(the statement).
  package mutating func next() throws(SyntaxError) -> ScriptStatement? {
    var token = lexer.next()
    while token.isSymbol(";") { token = lexer.next() }
    guard token.kind != .end else { return nil }

    let start = token.range.lowerBound
    var end = start
    while token.kind != .end, !token.isSymbol(";") {
      end = token.range.upperBound
      token = lexer.next()
    }
    let text = lexer.text(start..<end)
    if let place = lexer.bytes[start..<end].firstIndex(of: 0) {
      // C's strings end there: the engine would run the part before it.
      var error = SyntaxError(.nulByte, at: place - start..<place - start + 1, of: text)
      error.offset = start
      throw error
    }
    // The engine's statements may be large, and are not copied to be read.
    guard Parser(lexer.bytes, from: start).opening() != .engine else {
      return ScriptStatement(statement: .engine(text), text: text, offset: start)
    }
    do {
      let statement = try Parser.parse(text)
      return ScriptStatement(statement: statement, text: text, offset: start)
    } catch {
      var error = error
      error.offset = start
      throw error
    }
  }

  /// Whether nothing more has to come: `text` ends behind a semicolon, or has no statement begun.
  ///
  /// - Complexity: O(`text`).
  package static func isComplete(_ text: String) -> Bool {
    var lexer = Lexer(Array(text.utf8))
    var isComplete = true
    while true {
      let token = lexer.next()
      if token.kind == .end { return isComplete }
      isComplete = token.isSymbol(";")
    }
  }
}
