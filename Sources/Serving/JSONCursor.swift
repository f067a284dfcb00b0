/// A place in JSON, from which values are read one after the other, without a tree of them.
///
/// What is passed over is looked at only as far as its end has to be found.
struct JSONCursor {
  /// The place, in bytes.
  private(set) var position = 0

  /// The next byte that is no white space; nil at the end.
  mutating func peek(_ bytes: Span<UInt8>) -> UInt8? {
    while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    return position < bytes.count ? bytes[position] : nil
  }

  /// Takes a mark if it is next.
  mutating func take(_ mark: Unicode.Scalar, _ bytes: Span<UInt8>) -> Bool {
    guard peek(bytes) == UInt8(ascii: mark) else { return false }
    position += 1
    return true
  }

  /// Takes a mark.
  ///
  /// - Throws: status 400 where another is next.
  mutating func expect(_ mark: Unicode.Scalar, _ bytes: Span<UInt8>) throws(RequestError) {
    guard take(mark, bytes) else { throw unexpected(bytes, expected: "'\(mark)'") }
  }

  /// The error of what is next.
  func unexpected(_ bytes: Span<UInt8>, expected: String) -> RequestError {
    let end = min(position + 20, bytes.count)
    let next = position < bytes.count ? "'\(bytes.text(position..<end))'" : "the end"
    return .bad("byte \(position + 1) of the JSON: \(expected) is expected before \(next)")
  }

  /// Reads the elements of a list, or the members of an object, behind its opening mark; `body` reads one.
  ///
  /// - Throws: status 400 where marks are missing, and what `body` throws.
  mutating func readElements(
    upTo end: Unicode.Scalar,
    _ bytes: Span<UInt8>,
    _ body: (inout JSONCursor) throws(RequestError) -> Void
  ) throws(RequestError) {
    if take(end, bytes) { return }
    repeat { try body(&self) } while take(",", bytes)
    guard take(end, bytes) else { throw unexpected(bytes, expected: "',' or '\(end)'") }
  }

  /// Reads a string.
  ///
  /// - Throws: status 400 where none is next, or it is not one of JSON's.
  mutating func readString(_ bytes: Span<UInt8>) throws(RequestError) -> String {
    try expect("\"", bytes)
    let start = position
    while position < bytes.count, bytes[position] != quote, bytes[position] != backslash {
      position += 1
    }
    if position < bytes.count, bytes[position] == quote {
      position += 1
      return bytes.text(start..<position - 1)
    }
    var text: [UInt8] = []
    for index in start..<position { text.append(bytes[index]) }
    while position < bytes.count, bytes[position] != quote {
      if bytes[position] == backslash {
        try readEscape(bytes, into: &text)
      } else {
        text.append(bytes[position])
        position += 1
      }
    }
    try expect("\"", bytes)
    return String(decoding: text, as: UTF8.self)
  }

  private mutating func readEscape(
    _ bytes: Span<UInt8>,
    into text: inout [UInt8]
  ) throws(RequestError) {
    position += 1
    guard position < bytes.count else { throw unexpected(bytes, expected: "the string's end") }
    let mark = bytes[position]
    switch mark {
    case UInt8(ascii: "u"): try text += readUnicode(bytes).utf8
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case quote, backslash, UInt8(ascii: "/"): text.append(mark)
    default: throw unexpected(bytes, expected: "an escape")
    }
    position += 1
  }

  /// Reads the four digits behind `\u`, and the second half of a pair; ends on the last digit.
  private mutating func readUnicode(_ bytes: Span<UInt8>) throws(RequestError) -> String {
    var units = [try readUnit(bytes)]
    if UTF16.isLeadSurrogate(units[0]), position + 2 < bytes.count,
      bytes[position + 1] == backslash, bytes[position + 2] == UInt8(ascii: "u")
    {
      position += 2
      units.append(try readUnit(bytes))
    }
    return String(decoding: units, as: UTF16.self)
  }

  private mutating func readUnit(_ bytes: Span<UInt8>) throws(RequestError) -> UInt16 {
    let end = position + 5
    guard end <= bytes.count, let unit = UInt16(bytes.text(position + 1..<end), radix: 16) else {
      throw unexpected(bytes, expected: "four digits of an escape")
    }
    position = end - 1
    return unit
  }

  /// Reads a number, with its text.
  ///
  /// - Throws: status 400 where none is next.
  mutating func readNumber(
    _ bytes: Span<UInt8>
  ) throws(RequestError) -> (value: Double, range: Range<Int>) {
    guard peek(bytes) != nil, let (value, end) = DecimalText.number(bytes, at: position) else {
      throw unexpected(bytes, expected: "a value")
    }
    defer { position = end }
    return (value, position..<end)
  }

  /// Takes a word if it is next.
  mutating func take(word: String, _ bytes: Span<UInt8>) -> Bool {
    guard peek(bytes) != nil, position + word.utf8.count <= bytes.count else { return false }
    for (offset, byte) in word.utf8.enumerated() where bytes[position + offset] != byte {
      return false
    }
    position += word.utf8.count
    return true
  }

  /// Passes over a value of any kind and depth.
  ///
  /// - Throws: status 400 where it does not end.
  mutating func skipValue(_ bytes: Span<UInt8>) throws(RequestError) {
    var depth = 0
    repeat {
      switch peek(bytes) {
      case nil: throw unexpected(bytes, expected: "a value")
      case quote: _ = try readString(bytes)
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        position += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        guard depth > 0 else { throw unexpected(bytes, expected: "a value") }
        depth -= 1
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard depth > 0 else { throw unexpected(bytes, expected: "a value") }
        position += 1
      default: skipScalar(bytes)
      }
    } while depth > 0
  }

  private mutating func skipScalar(_ bytes: Span<UInt8>) {
    while position < bytes.count, !Self.isSpace(bytes[position]) {
      switch bytes[position] {
      case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"): return
      default: position += 1
      }
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}

private let quote = UInt8(ascii: "\"")
private let backslash = UInt8(ascii: "\\")
