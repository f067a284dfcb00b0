/// SQL that DuckDB, PostgreSQL and Amazon Redshift read alike.
enum PortableSQL {
  /// The type of all numbers.
  static let numberType = "FLOAT8"
  /// 0 as a `FLOAT8`.
  static let zero = number(0)

  /// A finite number or an infinity as a `FLOAT8`, bit by bit.
  ///
  /// A bare `0.1` is a decimal in all three, of as many digits as each of them thinks right; a text is read
  /// as the nearest number.
  static func number(_ value: Double) -> String {
    let text = value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : shortest(value)
    return "CAST('\(text)' AS \(numberType))"
  }

  /// A number beside one that is a `FLOAT8`: bare where it has few enough digits to be exact as a decimal.
  static func operand(_ value: Double) -> String {
    let text = shortest(value)
    let digits = text.utf8.count { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return digits <= 15 && !text.contains("e") && value.isFinite ? text : number(value)
  }

  /// A text: no backslash stands in a literal, which Redshift takes for the start of another character.
  static func text(_ text: String) -> String {
    let parts = text.utf8.split(separator: UInt8(ascii: "\\"), omittingEmptySubsequences: false)
      .map { literal(String(Substring($0))) }
    return parts.count == 1 ? parts[0] : "(" + parts.joined(separator: " || CHR(92) || ") + ")"
  }

  /// A value as a `FLOAT8` that has been rounded to single precision.
  static func single(_ value: String) -> String {
    "CAST(CAST(\(value) AS REAL) AS \(numberType))"
  }

  /// The sum of expressions; many are summed in halves, for the engines bound the depth of expressions.
  static func sum(_ terms: [String]) -> String {
    guard terms.count > 50 else { return terms.joined(separator: "\n    + ") }
    let middle = terms.count / 2
    return "(\(sum(Array(terms[..<middle]))))\n    + (\(sum(Array(terms[middle...]))))"
  }

  /// The greatest of columns.
  static func greatest(_ columns: [String]) -> String {
    if columns.count == 1 { return columns[0] }
    guard columns.count > 50 else { return "GREATEST(\(columns.joined(separator: ", ")))" }
    let middle = columns.count / 2
    return "GREATEST(\(greatest(Array(columns[..<middle]))), "
      + "\(greatest(Array(columns[middle...]))))"
  }

  /// The first value whose condition holds.
  static func cases(_ cases: [(condition: String, value: String)], otherwise: String?) -> String {
    let otherwise = otherwise.map { " ELSE \($0)" } ?? ""
    return "CASE" + cases.map { " WHEN \($0.condition) THEN \($0.value)" }.joined() + otherwise
      + " END"
  }

  /// A value kept from 0 to 1.
  static func share(_ value: String) -> String { "GREATEST(LEAST(\(value), 1), 0)" }

  /// `EXP` of a value, brought to where it neither overflows nor vanishes: PostgreSQL refuses both.
  static func exponential(_ value: String) -> String {
    "EXP(GREATEST(LEAST(\(value), 700), -700))"
  }
}
