/// ALTER MODEL: what of a model changes without a training.
extension Parser {
  /// `ALTER MODEL name USE VERSION n` or `ALTER MODEL name SET (THRESHOLD x)`.
  mutating func alterModel() throws(SyntaxError) -> Statement {
    try expect("ALTER", "MODEL")
    let name = try objectName("a model name")
    if nextIf("SET") { return .setThreshold(name, threshold: try threshold()) }
    guard nextIf("USE") else { throw unexpected("USE VERSION or SET") }
    try expect("VERSION")
    return .useVersion(name, version: try versionNumber())
  }

  /// `(THRESHOLD x)`; the range of `x` is for others to check.
  private mutating func threshold() throws(SyntaxError) -> Located<Double> {
    try expect(symbol: "(")
    try expect("THRESHOLD")
    let start = token.range.lowerBound
    let sign = nextIf(symbol: "-") ? "-" : ""
    guard token.kind == .number,
      let number = Double(sign + lexer.text(token.range).filter { $0 != "_" }), number.isFinite
    else { throw unexpected("a number from 0 to 1") }
    advance()
    let threshold = Located(number, at: start..<previousEnd)
    try expect(symbol: ")")
    return threshold
  }
}
