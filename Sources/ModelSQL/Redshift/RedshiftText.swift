/// SQL as Amazon Redshift has it, to be written as the engine has it.
///
/// It goes by the words alone, outside of strings, quoted names and comments, and knows neither tables nor
/// types.
package struct RedshiftText: Sendable {
  let source: String
  let lexer: Lexer
  let tokens: [Token]
  /// For the token of an opening parenthesis that of its closing one.
  let closings: [Int: Int]
  /// The parts of a definition of a table, by the indices of tokens.
  let definition: TableDefinition?
  /// Where calls of TRUNC are that take a time: the engine alone knows.
  let timeTruncations: Set<Int>

  /// A statement without its semicolon, and the bytes at which calls of TRUNC begin that are known to take a
  /// time.
  package init(_ source: String, timeTruncations: Set<Int> = []) {
    let text = EngineText(source)
    self.source = source
    self.timeTruncations = timeTruncations
    lexer = text.lexer
    tokens = text.tokens
    var closings: [Int: Int] = [:]
    var open: [Int] = []
    for (index, token) in tokens.enumerated() {
      if token.isSymbol("(") {
        open.append(index)
      } else if token.isSymbol(")"), let opening = open.popLast() {
        closings[opening] = index
      }
    }
    self.closings = closings
    definition = TableDefinition(tokens, lexer, closings)
  }

  /// The statement as the engine takes it.
  ///
  /// - Throws: what Redshift has and the engine has nothing for.
  package func rewritten() throws(SyntaxError) -> RewrittenText {
    guard let first = tokens.first, let last = tokens.last else { return RewrittenText(source) }
    let statement: SQLPieces
    if let opening = try openingPieces() {
      statement = opening
    } else {
      statement = try pieces(of: 0..<tokens.count)
    }
    let before = SQLPieces([.copied(0..<first.range.lowerBound)])
    let behind = SQLPieces([.copied(last.range.upperBound..<lexer.bytes.count)])
    return RewrittenText(before.appending(statement).appending(behind), of: source)
  }

  /// The parentheses within parentheses that are followed.
  private static let maxDepth = 200

  /// The SQL of tokens between the same parentheses.
  func pieces(of range: Range<Int>, depth: Int = 0) throws(SyntaxError) -> SQLPieces {
    guard depth < Self.maxDepth else {
      throw refusal(
        "way to follow so many parentheses within each other",
        at: range,
        "put a part into a view"
      )
    }
    var pieces = SQLPieces()
    var limit: SQLPieces?
    var index = range.lowerBound
    while index < range.upperBound {
      if index > range.lowerBound { pieces += blanks(before: index) }
      if limit == nil, let top = try top(at: index, in: range) {
        let count = copied(top.count..<top.count + 1)
        limit = SQLPieces(" LIMIT \(count)").standing(for: bytes(of: top.words))
        pieces += SQLPieces([.inserted("", for: bytes(of: top.words))])
        index = top.words.upperBound
      } else if let form = try form(at: index, in: range, depth) {
        pieces += form.pieces.standing(for: bytes(of: form.words))
        index = form.end
      } else if let closing = closings[index], closing < range.upperBound {
        pieces += copied(index..<index + 1)
        if closing > index + 1 {
          pieces += blanks(before: index + 1)
          pieces += try self.pieces(of: index + 1..<closing, depth: depth + 1)
        }
        pieces += blanks(before: closing)
        pieces += copied(closing..<closing + 1)
        index = closing + 1
      } else {
        pieces += copied(index..<index + 1)
        index += 1
      }
    }
    if let limit { pieces += limit }
    return pieces
  }

  /// Something of Redshift's, and what the engine has for it.
  struct Form {
    /// The engine's SQL.
    let pieces: SQLPieces
    /// The tokens that it stands for where it is not copied.
    let words: Range<Int>
    /// The token that follows.
    let end: Int

    /// Tokens that the engine has no need of.
    static func nothing(_ words: Range<Int>) -> Form {
      Form(pieces: "", words: words, end: words.upperBound)
    }
  }

  private func form(
    at index: Int,
    in range: Range<Int>,
    _ depth: Int
  ) throws(SyntaxError) -> Form? {
    if let form = try definition?.form(at: index, in: range, self) { return form }
    if isWords("WITH", "NO", "SCHEMA", "BINDING", at: index), index + 4 <= range.upperBound {
      return .nothing(index..<index + 4)
    }
    guard tokens[index].kind == .word, index == 0 || !tokens[index - 1].isSymbol(".") else {
      return nil
    }
    if let form = typeForm(at: index) ?? currentTime(at: index) { return form }
    guard let call = try call(at: index, in: range, depth) else { return nil }
    if let form = try listAggregate(call, in: range, depth) { return form }
    guard let pieces = try pieces(of: call) else { return nil }
    return Form(pieces: pieces, words: call.name..<call.name + 2, end: call.closing + 1)
  }
}

// MARK: - Tokens

extension RedshiftText {
  /// The bytes of tokens, which there are.
  func bytes(of range: Range<Int>) -> Range<Int> {
    guard let first = range.first, let last = range.last, last < tokens.count else { return 0..<0 }
    return tokens[first].range.lowerBound..<tokens[last].range.upperBound
  }

  /// Tokens as they are written.
  func copied(_ range: Range<Int>) -> SQLPieces {
    range.isEmpty ? SQLPieces() : SQLPieces([.copied(bytes(of: range))])
  }

  /// The blanks and comments before a token that is not the first.
  func blanks(before index: Int) -> SQLPieces {
    let range = tokens[index - 1].range.upperBound..<tokens[index].range.lowerBound
    return range.isEmpty ? SQLPieces() : SQLPieces([.copied(range)])
  }

  /// Whether the words at a token are these, in upper case.
  func isWords(_ words: String..., at index: Int) -> Bool {
    guard index >= 0, index + words.count <= tokens.count else { return false }
    return words.enumerated().allSatisfy { lexer.isWord(tokens[index + $0.offset], $0.element) }
  }

  /// The word at a token in upper case; nil where there is none.
  func word(at index: Int) -> String? {
    guard tokens.indices.contains(index), tokens[index].kind == .word else { return nil }
    return lexer.text(tokens[index].range).asciiUppercased
  }

  /// The error for what there is nothing for.
  func refusal(_ what: String, at range: Range<Int>, _ advice: String) -> SyntaxError {
    SyntaxError(.redshift(what, advice: advice), at: bytes(of: range), of: source)
  }
}
