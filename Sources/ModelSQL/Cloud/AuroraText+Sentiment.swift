/// Aurora PostgreSQL's `aws_comprehend.detect_sentiment`, which gives two columns.
extension AuroraText {
  /// The text with each call of `aws_comprehend.detect_sentiment` by the name of a function that gives a
  /// STRUCT of both columns; nil where there is none.
  ///
  /// In FROM a call becomes a query of one row, in which the function is called once for both columns.
  /// `(call).*` becomes `unnest(call)`.
  package func detecting(by name: String) -> RewrittenText? {
    var edits: [(range: Range<Int>, text: String)] = []
    for call in text.calls(of: "detect_sentiment") where isDetection(call) {
      guard
        let start = tokens.firstIndex(where: { $0.range.lowerBound == call.name.lowerBound }),
        let end = tokens.firstIndex(where: { $0.range.lowerBound == call.arguments.upperBound })
      else { continue }
      let close = tokens[end].range
      if isFromItem(at: start) {
        edits.append((call.name, "(SELECT unnest(detected) FROM (SELECT \(name)"))
        edits.append((close, ") AS detected))"))
      } else if let star = star(afterParenthesisAt: end + 1), start > 0,
        tokens[start - 1].isSymbol("(")
      {
        edits.append((tokens[start - 1].range, "unnest("))
        edits.append((call.name, name))
        edits.append((star, ""))
      } else {
        edits.append((call.name, name))
      }
    }
    guard !edits.isEmpty else { return nil }
    return rewritten(edits)
  }

  private var tokens: [Token] { text.tokens }

  private func isDetection(_ call: EngineText.Call) -> Bool {
    let name = text.lexer.text(call.name).filter { !$0.isWhitespace && $0 != "\"" }
    return name.asciiLowercased == "aws_comprehend.detect_sentiment"
  }

  /// The bytes of `.*` behind a parenthesis at a token; nil where something else is there.
  private func star(afterParenthesisAt index: Int) -> Range<Int>? {
    guard index + 2 < tokens.count, tokens[index].isSymbol(")"), tokens[index + 1].isSymbol("."),
      tokens[index + 2].isSymbol("*")
    else { return nil }
    return tokens[index + 1].range.lowerBound..<tokens[index + 2].range.upperBound
  }

  /// Whether what begins at a token is one of the things behind FROM.
  private func isFromItem(at start: Int) -> Bool {
    guard start > 0 else { return false }
    var index = start - 1
    if isWord(index, ["LATERAL"]) { index -= 1 }
    guard index >= 0 else { return false }
    if isWord(index, ["JOIN"]) { return true }
    if isWord(index, ["FROM"]) { return index == 0 || !isWord(index - 1, ["DISTINCT"]) }
    guard tokens[index].isSymbol(",") else { return false }
    var depth = 0
    while index > 0 {
      index -= 1
      switch tokens[index].kind {
      case .symbol(UInt8(ascii: ")")), .symbol(UInt8(ascii: "]")), .symbol(UInt8(ascii: "}")):
        depth += 1
      case .symbol(UInt8(ascii: "(")), .symbol(UInt8(ascii: "[")), .symbol(UInt8(ascii: "{")):
        guard depth > 0 else { return false }
        depth -= 1
      case .word where depth == 0:
        if isWord(index, ["FROM"]) { return index == 0 || !isWord(index - 1, ["DISTINCT"]) }
        if isWord(index, Self.otherClauses) { return false }
      default: break
      }
    }
    return false
  }

  private static let otherClauses: Set<String> = [
    "SELECT", "WHERE", "BY", "HAVING", "VALUES", "LIMIT", "OFFSET", "QUALIFY", "RETURNING", "SET",
    "WINDOW",
  ]

  private func isWord(_ index: Int, _ words: Set<String>) -> Bool {
    index >= 0 && tokens[index].kind == .word
      && words.contains(text.lexer.text(tokens[index].range).asciiUppercased)
  }

  private func rewritten(_ edits: [(range: Range<Int>, text: String)]) -> RewrittenText {
    var pieces = SQLPieces()
    var position = 0
    for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      pieces.pieces.append(.copied(position..<edit.range.lowerBound))
      pieces.pieces.append(.inserted(edit.text, for: edit.range))
      position = edit.range.upperBound
    }
    let all = text.lexer.bytes
    pieces.pieces.append(.copied(position..<all.count))
    return RewrittenText(pieces, of: String(decoding: all, as: UTF8.self))
  }
}
