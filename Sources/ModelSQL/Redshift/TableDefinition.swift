/// Where in `CREATE TABLE` the columns and the attributes of the table stand, in indices of tokens.
///
/// How rows are laid out over the machines of a cluster means nothing in one process: it is left out.
struct TableDefinition: Sendable {
  /// The columns, between their parentheses; empty where they come from a query.
  let columns: Range<Int>
  /// The clauses behind them, up to AS.
  let attributes: Range<Int>

  /// The definition that a statement is; nil for any other statement.
  init?(_ tokens: [Token], _ lexer: Lexer, _ closings: [Int: Int]) {
    func isWord(_ index: Int, _ words: String...) -> Bool {
      index < tokens.count && words.contains { lexer.isWord(tokens[index], $0) }
    }
    guard isWord(0, "CREATE") else { return nil }
    var index = 1
    while isWord(index, "OR", "REPLACE", "LOCAL", "TEMP", "TEMPORARY", "MATERIALIZED") {
      index += 1
    }
    guard isWord(index, "TABLE") || isWord(index, "VIEW") && isWord(index - 1, "MATERIALIZED")
    else { return nil }
    index += 1
    while isWord(index, "IF", "NOT", "EXISTS") { index += 1 }
    // The name, with its schema.
    index += 1
    while index + 1 < tokens.count, tokens[index].isSymbol(".") { index += 2 }
    if let closing = closings[index] {
      columns = index + 1..<closing
      index = closing + 1
    } else {
      columns = index..<index
    }
    guard index <= tokens.count else { return nil }
    let end = tokens[index...].indices.first { isWord($0, "AS") } ?? tokens.count
    attributes = index..<end
  }

  /// The part that is left out, or is refused, at a token of a definition; nil where that is as it is.
  func form(
    at index: Int,
    in range: Range<Int>,
    _ text: RedshiftText
  ) throws(SyntaxError) -> RedshiftText.Form? {
    if attributes.contains(index), range.contains(attributes) {
      return attributeEnd(at: index, text).map { .nothing(index..<$0) }
    }
    guard columns == range, index > range.lowerBound else { return nil }
    if text.isWords("IDENTITY", at: index) || text.isWords("GENERATED", at: index) {
      throw text.refusal(
        "column that numbers rows itself",
        at: index..<index + 1,
        "write CREATE SEQUENCE s, and DEFAULT nextval('s') in its place"
      )
    }
    return columnAttributeEnd(at: index, text).map { .nothing(index..<$0) }
  }

  /// The token behind an attribute of the table; nil where there is none.
  private func attributeEnd(at index: Int, _ text: RedshiftText) -> Int? {
    switch text.word(at: index) {
    case "DISTSTYLE", "BACKUP", "ENCODE": return min(index + 2, attributes.upperBound)
    case "AUTO" where text.isWords("REFRESH", at: index + 1):
      return min(index + 3, attributes.upperBound)
    case "COMPOUND", "INTERLEAVED": return index + 1
    case "DISTKEY", "SORTKEY":
      if let closing = text.closings[index + 1] { return closing + 1 }
      return min(index + (text.isWords("AUTO", at: index + 1) ? 2 : 1), attributes.upperBound)
    default: return nil
    }
  }

  /// The token behind an attribute of a column; nil where there is none.
  private func columnAttributeEnd(at index: Int, _ text: RedshiftText) -> Int? {
    // The first word of a column is its name.
    guard !text.tokens[index - 1].isSymbol(",") else { return nil }
    switch text.word(at: index) {
    case "ENCODE": return min(index + 2, columns.upperBound)
    case "DISTKEY", "SORTKEY": return index + 1
    default: return nil
    }
  }
}

extension Range<Int> {
  fileprivate func contains(_ other: Range<Int>) -> Bool {
    lowerBound <= other.lowerBound && other.upperBound <= upperBound
  }
}
