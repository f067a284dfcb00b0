/// Whether typed SQL is complete, told a line at a time.
///
/// `Script.isComplete(_:)` says the same of all the lines joined by line feeds.
package struct Completeness: Sendable {
  private var opened: Lexer.Opened?
  private var isBehindStatement = true

  /// Before the first line.
  package init() {}

  /// Whether nothing more has to come: the lines end behind a semicolon, or have no statement begun.
  package var isComplete: Bool { opened == nil && isBehindStatement }

  /// Whether a text, a name or a comment is open.
  package var isInsideQuotes: Bool { opened != nil }

  /// Takes the next line, which is without its end.
  ///
  /// - Complexity: O(`line`), whatever came before it.
  package mutating func add(_ line: String) {
    // Nothing but what is opened and not closed reaches over the end of a line.
    var lexer = Lexer(Array(line.utf8) + [UInt8(ascii: "\n")])
    if let before = opened {
      opened = lexer.skip(before)
      guard opened == nil else { return }
    }
    while true {
      let token = lexer.next()
      if token.kind == .end { return }
      opened = lexer.opened(by: token)
      // A comment is no part of a statement.
      if token.kind != .unclosed(.comment) { isBehindStatement = token.isSymbol(";") }
    }
  }
}
