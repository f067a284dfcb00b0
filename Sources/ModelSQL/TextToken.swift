/// A token of SQL that is being typed: its kind and its place.
package struct TextToken: Sendable, Equatable {
  /// The kinds of tokens, as far as someone who types cares.
  package enum Kind: Sendable, Equatable {
    /// An unquoted name or keyword.
    case word
    /// `"name"`.
    case quotedName
    /// `'text'`, `E'text'` or `$tag$text$tag$`.
    case string
    case number
    /// One character that is none of the others.
    case symbol
    /// A text, name or comment that is not closed; it reaches to the end.
    case unclosed
  }

  /// The kind of the token.
  package let kind: Kind
  /// UTF-8 bytes of the text.
  package let range: Range<Int>

  /// The tokens of a text, without blanks and comments.
  ///
  /// - Complexity: O(`text`).
  package static func all(in text: String) -> [TextToken] {
    var lexer = Lexer(Array(text.utf8))
    var tokens: [TextToken] = []
    while true {
      let token = lexer.next()
      if token.kind == .end { return tokens }
      tokens.append(TextToken(kind: Kind(token.kind), range: token.range))
    }
  }
}

extension TextToken.Kind {
  fileprivate init(_ kind: Token.Kind) {
    self =
      switch kind {
      case .word: .word
      case .quotedName: .quotedName
      case .string: .string
      case .number: .number
      case .unclosed: .unclosed
      case .symbol, .typographicQuote, .end: .symbol
      }
  }
}
