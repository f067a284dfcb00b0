/// The source behind FROM.
extension Parser {
  /// A table, a query in parentheses, or a string; a table and a string may have parentheses too.
  mutating func source() throws(SyntaxError) -> Located<ModelSource> {
    if token.isSymbol("(") { return try parenthesisedSource() }
    if token.isString { return try artefact() }
    guard !nextIs("SELECT"), !nextIs("WITH") else { throw unexpected(Self.expectedSource) }
    return try table()
  }

  private static var expectedSource: String { "a table, or a query in parentheses" }

  /// `'job name'` or `'s3://...'`.
  private mutating func artefact() throws(SyntaxError) -> Located<ModelSource> {
    let name = try string(Self.expectedSource)
    return Located(.artefact(name.value), at: name.range)
  }

  /// `table` or `schema.table`.
  private mutating func table() throws(SyntaxError) -> Located<ModelSource> {
    try refuseClause(Self.expectedSource)
    let start = token.range.lowerBound
    let parts = try path(Self.expectedSource)
    let range = start..<previousEnd
    guard let name = objectName(parts) else {
      throw error(.sourceNeedsQuery(lexer.text(range)), at: range)
    }
    guard !token.isSymbol("(") else {
      throw error(.sourceNeedsQuery(lexer.text(range) + "(...)"), at: range)
    }
    return Located(.table(name), at: range)
  }

  /// `('job name')`, `(table)`, or the text between the parentheses as a query, unread.
  private mutating func parenthesisedSource() throws(SyntaxError) -> Located<ModelSource> {
    let opening = advance()
    var ahead = self
    let short = token.isName ? try? ahead.table() : try? ahead.artefact()
    if let short, ahead.nextIf(symbol: ")") {
      self = ahead
      return short
    }

    guard !token.isSymbol(")") else { throw unexpected("a query") }
    var depth = 1
    while true {
      switch token.kind {
      case .symbol(UInt8(ascii: "(")): depth += 1
      case .symbol(UInt8(ascii: ")")): depth -= 1
      case .end: throw error(.unclosed(.parenthesis), at: opening.range)
      case .unclosed: throw unexpected("a query")
      default: break
      }
      let read = advance()
      if depth == 0 {
        let range = opening.range.upperBound..<read.range.lowerBound
        return Located(.query(lexer.text(range)), at: range)
      }
    }
  }
}
