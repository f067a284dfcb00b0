/// Clauses of queries.
extension RedshiftText {
  /// `TOP n` behind SELECT, which is LIMIT n at the end.
  struct Top {
    /// The tokens of both words.
    let words: Range<Int>
    /// The token of the number.
    let count: Int
  }

  /// `TOP n` at a token; nil where there is none.
  func top(at index: Int, in range: Range<Int>) throws(SyntaxError) -> Top? {
    guard isWords("TOP", at: index), index + 1 < range.upperBound,
      tokens[index + 1].kind == .number, index > range.lowerBound,
      ["SELECT", "ALL", "DISTINCT"].contains(word(at: index - 1))
    else { return nil }
    let words = index..<index + 2
    var place = range.lowerBound
    while place < range.upperBound {
      if ["UNION", "EXCEPT", "INTERSECT", "MINUS"].contains(word(at: place)) {
        throw refusal("TOP beside a set operation", at: words, "put the query into a subquery")
      }
      place = (closings[place] ?? place) + 1
    }
    return Top(words: words, count: index + 1)
  }

  /// `LISTAGG(x, ',') WITHIN GROUP (ORDER BY y)`, of which the order goes into the call.
  func listAggregate(
    _ call: Call,
    in range: Range<Int>,
    _ depth: Int
  ) throws(SyntaxError) -> Form? {
    guard call.function == "LISTAGG" else { return nil }
    try requireCount(call, 1...2)
    let separator: SQLPieces = call.arguments.count > 1 ? call.arguments[1] : "''"
    var pieces: SQLPieces = "string_agg(\(call.arguments[0]), \(separator)"
    let opening = call.closing + 3
    guard isWords("WITHIN", "GROUP", at: call.closing + 1), let closing = closings[opening],
      closing < range.upperBound
    else {
      return Form(
        pieces: pieces.appending(")"),
        words: call.name..<call.name + 1,
        end: call.closing + 1
      )
    }
    pieces += " \(try self.pieces(of: opening + 1..<closing, depth: depth + 1)))"
    return Form(pieces: pieces, words: call.name..<call.name + 1, end: closing + 1)
  }

  /// `SUPER` as a type, behind a column's name, `::` or AS.
  func typeForm(at index: Int) -> Form? {
    guard isWords("SUPER", at: index), index > 0 else { return nil }
    let before = tokens[index - 1]
    let isColumn =
      definition.map { $0.columns.contains(index) && index > $0.columns.lowerBound } ?? false
    let isCast =
      before.isSymbol(":")
      || lexer.isWord(before, "AS") && index + 1 < tokens.count && tokens[index + 1].isSymbol(")")
    let isTyped = isColumn && before.isName || isCast || isWords("TYPE", at: index - 1)
    guard isTyped else { return nil }
    return Form(pieces: "JSON", words: index..<index + 1, end: index + 1)
  }
}
