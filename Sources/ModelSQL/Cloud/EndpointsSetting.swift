/// `SET automl.endpoints = 'name=address,...'`, and RESET for none.
package struct EndpointsSetting: Sendable, Equatable {
  /// The names and addresses from here on.
  package let text: Located<String>

  /// The setting that a statement is; nil for any other.
  ///
  /// - Throws: where the value is no string.
  package init?(_ statement: String) throws(SyntaxError) {
    var lexer = Lexer(Array(statement.utf8))
    let verb = lexer.next()
    let isReset = lexer.isWord(verb, "RESET")
    guard isReset || lexer.isWord(verb, "SET"), case let schema = lexer.next(), schema.isName,
      isSameName(lexer.name(schema), "automl"), lexer.next().isSymbol("."),
      lexer.isWord(lexer.next(), "ENDPOINTS")
    else { return nil }
    guard !isReset else {
      text = Located("", at: 0..<0)
      return
    }
    let sign = lexer.next()
    let isAssigned = sign.isSymbol("=") || lexer.isWord(sign, "TO")
    let value = isAssigned ? lexer.next() : sign
    guard isAssigned, case .string(let style) = value.kind, lexer.next().kind == .end else {
      throw SyntaxError(
        .unexpected(
          found: value.kind == .end ? nil : lexer.text(value.range),
          expected: "names and addresses in a string: 'churn=http://127.0.0.1:8080'"
        ),
        at: value.range,
        of: statement
      )
    }
    text = Located(lexer.string(value, style: style), at: value.range)
  }
}
