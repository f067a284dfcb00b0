/// A lexical unit of SQL: its kind, and the bytes it was read from.
package struct Token: Equatable, Sendable {
  /// The kinds of tokens; the text is read from the bytes only when it is asked for.
  package enum Kind: Equatable, Sendable {
    /// An unquoted name or keyword.
    case word
    /// `"name"`.
    case quotedName
    /// `'text'`, `E'text'` or `$tag$text$tag$`.
    case string(StringStyle)
    /// `12`, `1_000`, `.5`, `1e-3`.
    case number
    /// A quote as word processors put it, which SQL does not have.
    case typographicQuote
    /// One byte that begins nothing else.
    case symbol(UInt8)
    /// Something opened and never closed; it reaches to the end of the text.
    case unclosed(Quoting)
    /// The end of the text.
    case end
  }

  /// The kind of the token.
  package let kind: Kind
  /// UTF-8 bytes of the text.
  package let range: Range<Int>

  /// The tokens of a text, without blanks and comments.
  ///
  /// - Complexity: O(`text`).
  package static func all(in text: String) -> [Token] {
    var lexer = Lexer(Array(text.utf8))
    var tokens: [Token] = []
    while true {
      let token = lexer.next()
      if token.kind == .end { return tokens }
      tokens.append(token)
    }
  }

  /// Whether this is the symbol `character`.
  func isSymbol(_ character: Unicode.Scalar) -> Bool {
    kind == .symbol(UInt8(ascii: character))
  }

  /// Whether this can be a name: a word, or a quoted name with something in it.
  var isName: Bool { kind == .word || (kind == .quotedName && range.count > 2) }

  /// Whether this is a string.
  var isString: Bool {
    if case .string = kind { true } else { false }
  }

  /// Whether this can be meant as a name.
  var isNameOrString: Bool { isName || isString }
}

/// The ways to write the text of a string.
package enum StringStyle: Equatable, Sendable {
  /// `'text'`, where `''` is a quote.
  case plain
  /// `E'text'`, where a backslash escapes.
  case escaped
  /// `$tag$text$tag$`, with the bytes of one delimiter.
  case dollar(delimiterCount: Int)
}

/// The things that can be opened and must be closed.
package enum Quoting: String, Sendable {
  case string
  case name = "quoted name"
  case dollarString = "dollar-quoted string"
  case comment
  case parenthesis
}

/// The clauses of CREATE MODEL, in canonical order.
enum Clause: String, Sendable, CaseIterable {
  case from = "FROM"
  case target = "TARGET"
  case function = "FUNCTION"
  case returns = "RETURNS"
  case sagemaker = "SAGEMAKER"
  case iamRole = "IAM_ROLE"
  case auto = "AUTO"
  case modelType = "MODEL_TYPE"
  case problemType = "PROBLEM_TYPE"
  case objective = "OBJECTIVE"
  case preprocessors = "PREPROCESSORS"
  case hyperparameters = "HYPERPARAMETERS"
  case settings = "SETTINGS"
}
