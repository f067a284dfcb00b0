import AutoML

/// Where in a file an error is.
enum StatementPlace {
  /// The line of an error in the statement that comes behind `count` others of `sql`, whose first line is
  /// the `firstLine`th.
  ///
  /// - Complexity: O(`sql`).
  static func line(of error: AutoMLError, behind count: Int, in sql: String, firstLine: Int) -> Int
  {
    let lines = sql.utf8.prefix(start(behind: count, in: sql)).count { $0 == UInt8(ascii: "\n") }
    return firstLine + lines + (lineNumber(in: error) ?? 1) - 1
  }

  /// The byte at which the statement behind `count` others begins.
  private static func start(behind count: Int, in sql: String) -> Int {
    var rest = count
    var isBehindSemicolon = true
    var last = 0
    for token in SQLToken.tokens(of: sql) {
      let isSemicolon = token.kind == .symbol && token.text == ";"
      defer { isBehindSemicolon = isSemicolon }
      guard isBehindSemicolon, !isSemicolon else { continue }
      last = token.range.lowerBound
      if rest == 0 { break }
      rest -= 1
    }
    return last
  }

  /// The line that an excerpt is from, `LINE 3: SELECT`, counted from the statement's first.
  private static func lineNumber(in error: AutoMLError) -> Int? {
    let lines = "\(error)".split(separator: "\n").filter { $0.hasPrefix("LINE ") }
    guard let digits = lines.first?.dropFirst(5).prefix(while: \.isNumber) else { return nil }
    return Int(digits)
  }
}
