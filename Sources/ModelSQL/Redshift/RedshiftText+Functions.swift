/// Functions of Redshift's, each as an expression that the engine has.
extension RedshiftText {
  /// The functions that are written otherwise.
  static let functions: Set<String> = [
    "NVL", "NVL2", "ISNULL", "DECODE", "CONVERT", "CHARINDEX", "STRTOL", "GETDATE", "DATEADD",
    "DATEDIFF", "DATE_PART", "DATE_PART_YEAR", "TO_CHAR", "TO_DATE", "TO_TIMESTAMP", "TRUNC",
    "LISTAGG", "JSON_PARSE",
  ]

  /// The engine's SQL for a call; nil where it has the function itself.
  func pieces(of call: Call) throws(SyntaxError) -> SQLPieces? {
    let arguments = call.arguments
    switch call.function {
    case "NVL":
      try requireCount(call, 1...10_000)
      return "coalesce(\(.list(arguments)))"
    case "ISNULL":
      try requireCount(call, 2...2)
      return "coalesce(\(.list(arguments)))"
    case "NVL2":
      try requireCount(call, 3...3)
      return """
        CASE WHEN (\(arguments[0])) IS NOT NULL THEN \(arguments[1]) ELSE \(arguments[2]) END
        """
    case "DECODE": return arguments.count > 2 ? decoded(call) : nil
    case "CONVERT":
      try requireCount(call, 2...2)
      return "CAST(\(arguments[1]) AS \(arguments[0]))"
    case "CHARINDEX":
      try requireCount(call, 2...2)
      return "strpos(\(arguments[1]), \(arguments[0]))"
    case "STRTOL": return try wholeNumber(call)
    case "JSON_PARSE":
      try requireCount(call, 1...1)
      return "CAST(\(arguments[0]) AS JSON)"
    case "TRUNC":
      guard timeTruncations.contains(tokens[call.name].range.lowerBound), arguments.count == 1
      else { return nil }
      return "CAST(\(arguments[0]) AS DATE)"
    default: return try timePieces(of: call)
    }
  }

  /// `DECODE(x, a, r1, b, r2, default)`, in which NULL is NULL.
  private func decoded(_ call: Call) -> SQLPieces {
    var pieces: SQLPieces = "CASE"
    var rest = call.arguments.dropFirst()
    while rest.count > 1, let value = rest.popFirst(), let result = rest.popFirst() {
      pieces += " WHEN (\(call.arguments[0])) IS NOT DISTINCT FROM (\(value)) THEN \(result)"
    }
    if let other = rest.first { pieces += " ELSE \(other)" }
    return pieces.appending(" END")
  }

  /// `STRTOL(text, base)` for the bases that the engine reads.
  private func wholeNumber(_ call: Call) throws(SyntaxError) -> SQLPieces {
    try requireCount(call, 2...2)
    let prefixes = ["2": "0b", "10": "", "16": "0x"]
    let base = call.ranges[1]
    guard base.count == 1, let prefix = prefixes[lexer.text(bytes(of: base))] else {
      throw refusal("STRTOL with this base", at: base, "the bases are 2, 10 and 16")
    }
    let text = call.arguments[0]
    guard !prefix.isEmpty else { return "CAST(\(text) AS BIGINT)" }
    return "CAST(regexp_replace(\(text), '^(\(prefix))?', '\(prefix)', 'i') AS BIGINT)"
  }
}

extension SQLPieces {
  /// These and others behind them.
  func appending(_ other: SQLPieces) -> SQLPieces { SQLPieces(pieces + other.pieces) }
}
