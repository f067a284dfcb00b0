/// Reads JSON (RFC 8259), with the words `NaN`, `Infinity` and `-Infinity`, which XGBoost writes.
struct JSONReader: DocumentReader {
  /// At the first byte of the next value, or of what follows it.
  private var cursor: ByteCursor
  private var depth = 0

  /// The longest text of a number, in bytes.
  private static let numberLengthLimit = 512

  init(_ bytes: [UInt8], shouldStop: @escaping () -> Bool) throws(ForeignModelError) {
    cursor = ByteCursor(bytes, shouldStop: shouldStop)
    try skipSpace()
  }

  var isAtObject: Bool { cursor.byte == UInt8(ascii: "{") }

  var isAtList: Bool { cursor.byte == UInt8(ascii: "[") }

  mutating func object(
    _ path: String,
    _ member: (inout Self, String) throws(ForeignModelError) -> Void
  ) throws(ForeignModelError) {
    try open("{", path)
    if try take("}") { return depth -= 1 }
    repeat {
      let key = try string()
      guard try take(":") else { throw .notADocument }
      try member(&self, key)
    } while try take(",")
    try close("}")
  }

  mutating func list(
    _ path: String,
    _ element: (inout Self) throws(ForeignModelError) -> Void
  ) throws(ForeignModelError) {
    try open("[", path)
    if try take("]") { return depth -= 1 }
    repeat { try element(&self) } while try take(",")
    try close("]")
  }

  mutating func textIfAny() throws(ForeignModelError) -> String? {
    cursor.byte == UInt8(ascii: "\"") ? try string() : nil
  }

  mutating func numberIfAny() throws(ForeignModelError) -> Double? {
    guard let byte = cursor.byte else { throw .notADocument }
    let number: Double
    switch byte {
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): number = try numeral()
    case UInt8(ascii: "t"): number = try word("true", 1)
    case UInt8(ascii: "f"): number = try word("false", 0)
    case UInt8(ascii: "N"): number = try word("NaN", .nan)
    case UInt8(ascii: "I"): number = try word("Infinity", .infinity)
    default: return nil
    }
    try skipSpace()
    return number
  }

  mutating func skip() throws(ForeignModelError) {
    if try numberIfAny() != nil { return }
    switch cursor.byte {
    case UInt8(ascii: "{"):
      try object("") { reader, _ throws(ForeignModelError) in try reader.skip() }
    case UInt8(ascii: "["): try list("") { reader throws(ForeignModelError) in try reader.skip() }
    case UInt8(ascii: "n"):
      _ = try word("null", 0)
      try skipSpace()
    default: _ = try string()
    }
  }

  mutating func end() throws(ForeignModelError) {
    guard cursor.byte == nil else { throw .notADocument }
  }

  private mutating func open(
    _ character: Unicode.Scalar,
    _ path: String
  ) throws(ForeignModelError) {
    guard cursor.byte == UInt8(ascii: character) else { throw .malformed(path: path) }
    _ = try take(character)
    depth += 1
    guard depth <= documentDepthLimit else { throw .notADocument }
  }

  private mutating func close(_ character: Unicode.Scalar) throws(ForeignModelError) {
    guard try take(character) else { throw .notADocument }
    depth -= 1
  }

  /// Moves past a character, if it is here, and the space after it.
  private mutating func take(_ character: Unicode.Scalar) throws(ForeignModelError) -> Bool {
    guard cursor.byte == UInt8(ascii: character) else { return false }
    _ = try cursor.next()
    try skipSpace()
    return true
  }

  private mutating func skipSpace() throws(ForeignModelError) {
    while let byte = cursor.byte, " \t\r\n".utf8.contains(byte) { _ = try cursor.next() }
  }

  private mutating func word(_ word: String, _ value: Double) throws(ForeignModelError) -> Double {
    for byte in word.utf8 { guard try cursor.next() == byte else { throw .notADocument } }
    return value
  }
}

extension JSONReader {
  /// Takes digits and what else a number has.
  private mutating func numeral() throws(ForeignModelError) -> Double {
    let start = cursor.position
    let isNegative = cursor.byte == UInt8(ascii: "-")
    if isNegative { _ = try cursor.next() }
    if cursor.byte == UInt8(ascii: "I") { return try word("Infinity", -.infinity) }
    var digits = Digits()
    let startsWithZero = cursor.byte == UInt8(ascii: "0")
    let integerCount = try take(&digits)
    guard integerCount > 0, integerCount == 1 || !startsWithZero else { throw .notADocument }
    var exponent = 0
    if cursor.byte == UInt8(ascii: ".") {
      _ = try cursor.next()
      let count = try take(&digits)
      guard count > 0 else { throw .notADocument }
      exponent = -count
    }
    if let byte = cursor.byte, "eE".utf8.contains(byte) {
      _ = try cursor.next()
      exponent += try self.exponent()
    }
    guard cursor.position - start <= Self.numberLengthLimit else { throw .notADocument }
    if let magnitude = digits.magnitude(exponent: exponent) {
      return isNegative ? -magnitude : magnitude
    }
    let text = try cursor.text(start..<cursor.position)
    guard let number = Double(text), number.isFinite else { throw .notADocument }
    return number
  }

  /// Takes the exponent's sign and digits; beyond 10,000 all are alike.
  private mutating func exponent() throws(ForeignModelError) -> Int {
    let isNegative = cursor.byte == UInt8(ascii: "-")
    if isNegative || cursor.byte == UInt8(ascii: "+") { _ = try cursor.next() }
    var digits = Digits()
    guard try take(&digits) > 0 else { throw .notADocument }
    let value = Int(min(digits.value, 10_000))
    return isNegative ? -value : value
  }

  /// Takes digits, and tells how many.
  private mutating func take(_ digits: inout Digits) throws(ForeignModelError) -> Int {
    let start = cursor.position
    while let byte = cursor.byte, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
      digits.append(byte - UInt8(ascii: "0"))
      _ = try cursor.next()
    }
    return cursor.position - start
  }

  /// The digits of a number as an integer.
  private struct Digits {
    /// Their value; the largest where there are too many.
    private(set) var value: UInt64 = 0

    mutating func append(_ digit: UInt8) {
      let (tens, isLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, isLarger) = tens.addingReportingOverflow(UInt64(digit))
      value = isLarge || isLarger || value == .max ? .max : sum
    }

    /// `value` times a power of ten where both are exact, and the result so rounded once (Clinger,
    /// "How to read floating point numbers accurately", 1990); else nil.
    func magnitude(exponent: Int) -> Double? {
      guard value <= 1 << 53, abs(exponent) < Self.powers.count else { return nil }
      let power = Self.powers[abs(exponent)]
      return exponent < 0 ? Double(value) / power : Double(value) * power
    }

    /// Powers of ten that a `Double` holds.
    private static let powers: [Double] = [
      1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
      1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]
  }
}

extension JSONReader {
  /// Takes a text and the space after it.
  private mutating func string() throws(ForeignModelError) -> String {
    guard cursor.byte == UInt8(ascii: "\"") else { throw .notADocument }
    _ = try cursor.next()
    let start = cursor.position
    var hasEscapes = false
    while true {
      let byte = try cursor.next()
      if byte == UInt8(ascii: "\"") { break }
      guard byte >= UInt8(ascii: " ") else { throw .notADocument }
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        _ = try cursor.next()
      }
    }
    let range = start..<cursor.position - 1
    try skipSpace()
    return hasEscapes ? try unescaped(range) : try cursor.text(range)
  }

  /// The text of some bytes with escapes.
  private func unescaped(_ range: Range<Int>) throws(ForeignModelError) -> String {
    var utf8: [UInt8] = []
    var rest = cursor.bytes[range]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\") else {
        utf8.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "\""): utf8.append(UInt8(ascii: "\""))
      case UInt8(ascii: "\\"): utf8.append(UInt8(ascii: "\\"))
      case UInt8(ascii: "/"): utf8.append(UInt8(ascii: "/"))
      case UInt8(ascii: "b"): utf8.append(0x08)
      case UInt8(ascii: "f"): utf8.append(0x0C)
      case UInt8(ascii: "n"): utf8.append(0x0A)
      case UInt8(ascii: "r"): utf8.append(0x0D)
      case UInt8(ascii: "t"): utf8.append(0x09)
      case UInt8(ascii: "u"): utf8 += try scalar(&rest).utf8
      default: throw .notADocument
      }
    }
    guard let text = String(validating: utf8, as: UTF8.self) else { throw .notADocument }
    return text
  }

  /// The character of the digits after `\u`: of two such escapes where the first is half of one.
  private func scalar(
    _ rest: inout ArraySlice<UInt8>
  ) throws(ForeignModelError) -> Character {
    var value = try codeUnit(&rest)
    if (0xD800..<0xDC00).contains(value) {
      guard rest.popFirst() == UInt8(ascii: "\\"), rest.popFirst() == UInt8(ascii: "u") else {
        throw .notADocument
      }
      let low = try codeUnit(&rest)
      guard (0xDC00..<0xE000).contains(low) else { throw .notADocument }
      value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = UnicodeScalar(value) else { throw .notADocument }
    return Character(scalar)
  }

  private func codeUnit(_ rest: inout ArraySlice<UInt8>) throws(ForeignModelError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = rest.popFirst(),
        let digit = Character(UnicodeScalar(byte)).hexDigitValue
      else { throw .notADocument }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
