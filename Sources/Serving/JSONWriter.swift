/// JSON on its way out.
struct JSONWriter {
  /// The text so far.
  private(set) var bytes: [UInt8] = []

  /// Appends JSON as it is.
  mutating func append(_ json: String) { bytes += json.utf8 }

  /// Appends a number; null where it is none.
  mutating func append(number: Double, isWhole: Bool = false) {
    guard number.isFinite else { return append("null") }
    bytes.append(number, isWhole: isWhole)
  }

  /// Appends a string.
  mutating func append(string: String) {
    append("\"")
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: append("\\n")
      case 0x00..<0x20:
        let digits = String(byte, radix: 16)
        bytes += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
      default: bytes.append(byte)
      }
    }
    append("\"")
  }
}

extension [UInt8] {
  /// Appends the shortest text of a finite number that is read as the same again.
  mutating func append(_ number: Double, isWhole: Bool) {
    if isWhole, let integer = Int(exactly: number) {
      self += integer.description.utf8
    } else {
      self += number.description.utf8
    }
  }
}
