import ModelSQL

/// A token of SQL that is being typed.
package struct SQLToken: Sendable, Equatable {
  /// The kinds of tokens.
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
  /// The token as it is written.
  package let text: String
  /// UTF-8 bytes of the text that it is from.
  package let range: Range<Int>

  /// The tokens of a text, without blanks and comments.
  ///
  /// - Complexity: O(`text`).
  package static func tokens(of text: String) -> [SQLToken] {
    let bytes = Array(text.utf8)
    return Token.all(in: text).map {
      SQLToken(
        kind: Kind($0.kind),
        text: String(decoding: bytes[$0.range], as: UTF8.self),
        range: $0.range
      )
    }
  }

  /// The name that a word or a quoted name stands for.
  package var name: String {
    guard kind == .quotedName else { return text }
    var name = ""
    var isQuote = false
    for scalar in text.unicodeScalars.dropFirst().dropLast() {
      isQuote = scalar == "\"" && !isQuote
      if !isQuote { name.unicodeScalars.append(scalar) }
    }
    return name
  }
}

extension SQLToken.Kind {
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
