/// Whether UTF-8 is one value of JSON (RFC 8259): DuckDB's type takes trailing commas, `NaN` and more.
///
/// Values may be in one another to a depth of 512.
func isJSON(_ bytes: [UInt8]) -> Bool {
  var scanner = JSONScanner(bytes: bytes)
  return scanner.scanValue(depth: 0) && scanner.isAtEnd
}

/// Walks over JSON; each step is false where there is none of what it looks for.
private struct JSONScanner {
  let bytes: [UInt8]
  var position = 0

  private static let depthLimit = 512

  /// Whether blanks are all that is left.
  var isAtEnd: Bool {
    mutating get {
      skipBlanks()
      return position == bytes.count
    }
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func scanValue(depth: Int) -> Bool {
    guard depth < Self.depthLimit else { return false }
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"):
      return scanItems(to: "}") {
        $0.scanString() && $0.scan(":") && $0.scanValue(depth: depth + 1)
      }
    case UInt8(ascii: "["): return scanItems(to: "]") { $0.scanValue(depth: depth + 1) }
    case UInt8(ascii: "\""): return scanString()
    case UInt8(ascii: "t"): return scanWord("true")
    case UInt8(ascii: "f"): return scanWord("false")
    case UInt8(ascii: "n"): return scanWord("null")
    default: return scanNumber()
    }
  }

  private mutating func scanItems(
    to end: Unicode.Scalar,
    _ scanItem: (inout JSONScanner) -> Bool
  ) -> Bool {
    position += 1
    if scan(end) { return true }
    repeat {
      guard scanItem(&self) else { return false }
    } while scan(",")
    return scan(end)
  }

  /// Steps over blanks and a character.
  private mutating func scan(_ character: Unicode.Scalar) -> Bool {
    skipBlanks()
    return step(character)
  }

  private mutating func step(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = next, [9, 10, 13, 32].contains(byte) { position += 1 }
  }

  private mutating func scanWord(_ word: String) -> Bool {
    guard bytes[position...].starts(with: word.utf8) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func scanString() -> Bool {
    skipBlanks()
    guard step("\"") else { return false }
    while let byte = next {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return true
      case UInt8(ascii: "\\"): if !scanEscape() { return false }
      case ..<32: return false
      default: break
      }
    }
    return false
  }

  /// Steps over what follows a backslash.
  private mutating func scanEscape() -> Bool {
    guard let byte = next else { return false }
    position += 1
    guard byte == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(byte) }
    let digits = bytes[position...].prefix(4)
    position += digits.count
    return digits.count == 4 && digits.allSatisfy(isHexDigit)
  }

  private mutating func scanNumber() -> Bool {
    _ = step("-")
    if !step("0"), scanDigits() == 0 { return false }
    if step("."), scanDigits() == 0 { return false }
    guard step("e") || step("E") else { return true }
    _ = step("+") || step("-")
    return scanDigits() > 0
  }

  private mutating func scanDigits() -> Int {
    let start = position
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    return position - start
  }
}

private func isHexDigit(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
    UInt8(ascii: "A")...UInt8(ascii: "F"):
    true
  default: false
  }
}
