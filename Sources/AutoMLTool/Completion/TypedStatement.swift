import AutoML

/// The statement that is being typed, up to the word at the cursor.
struct TypedStatement {
  /// Its tokens, but for a text that is open.
  let tokens: ArraySlice<SQLToken>
  /// The character that opened what is not closed; nil where nothing is open.
  let open: Character?

  /// The last statement of a text that a word follows; nil where that is in a comment.
  init?(_ text: String) {
    // In a comment a further letter is no token, and no end of one.
    let tokens = SQLToken.tokens(of: text + "x")
    guard let last = tokens.last, last.range.upperBound == text.utf8.count + 1 else { return nil }
    let start = tokens.lastIndex { $0.isSymbol(";") }.map { $0 + 1 } ?? 0
    self.tokens = tokens[start...].dropLast()
    open = last.kind == .unclosed ? last.text.first : nil
  }
}

extension SQLToken {
  /// Whether this is a symbol.
  func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text == symbol }
  /// Whether this is a keyword, given in upper case.
  func isWord(_ word: String) -> Bool { kind == .word && text.uppercased() == word }
  /// The keyword, in upper case, that this may be; empty for what is no word.
  var keyword: String { kind == .word ? text.uppercased() : "" }
  /// Whether this may be a name.
  var isName: Bool { kind == .word || kind == .quotedName }
}

extension Collection<SQLToken> {
  /// Whether the tokens begin with these keywords.
  func begins(with words: String...) -> Bool {
    count >= words.count && zip(self, words).allSatisfy { $0.isWord($1) }
  }

  /// The depth of parentheses at the end.
  var depth: Int {
    reduce(0) { $0 + ($1.isSymbol("(") ? 1 : $1.isSymbol(")") ? -1 : 0) }
  }
}
