/// The values of tokens: names folded, quotes and escapes undone.
extension Lexer {
  /// The bytes of `range` as they were written.
  func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The name that a word or a quoted name stands for, in the letters it was written in.
  func name(_ token: Token) -> String {
    guard token.kind == .quotedName else { return text(token.range) }
    return unquoted(token.range, quote: UInt8(ascii: "\""))
  }

  /// The text that a string stands for.
  func string(_ token: Token, style: StringStyle) -> String {
    switch style {
    case .plain:
      return unquoted(token.range, quote: UInt8(ascii: "'"))
    case .escaped:
      return unescaped(token.range.dropFirst(2).dropLast())
    case .dollar(let count):
      return text(token.range.dropFirst(count).dropLast(count))
    }
  }

  /// Whether `token` is the unquoted word `keyword`, in any case; `keyword` is in upper case.
  func isWord(_ token: Token, _ keyword: String) -> Bool {
    token.kind == .word && token.range.count == keyword.utf8.count
      && zip(bytes[token.range], keyword.utf8).allSatisfy { $0.asciiUppercased == $1 }
  }

  private func unquoted(_ range: Range<Int>, quote: UInt8) -> String {
    var content: [UInt8] = []
    var index = range.lowerBound + 1
    while index < range.upperBound - 1 {
      content.append(bytes[index])
      // The lexer let a quote stand inside only when it was doubled.
      index += bytes[index] == quote ? 2 : 1
    }
    return String(decoding: content, as: UTF8.self)
  }

  /// The content of `E'...'`: C's escapes, octal and hexadecimal bytes, and `\u` scalars.
  private func unescaped(_ range: Range<Int>) -> String {
    var content: [UInt8] = []
    var rest = bytes[range]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "'") {
        rest = rest.dropFirst()  // doubled
        content.append(byte)
      } else if byte == UInt8(ascii: "\\"), !rest.isEmpty {
        content.append(contentsOf: Self.escape(&rest))
      } else {
        content.append(byte)
      }
    }
    return String(decoding: content, as: UTF8.self)
  }

  /// Takes what follows a backslash from `rest`, which is not empty, and returns what it stands
  /// for.
  private static func escape(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
    if let byte = number(&rest, radix: 8, maxDigits: 3) {
      return [UInt8(truncatingIfNeeded: byte)]
    }
    let letter = rest.removeFirst()
    switch letter {
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "x"):
      let byte = number(&rest, radix: 16, maxDigits: 2)
      return [byte.map { UInt8(truncatingIfNeeded: $0) } ?? letter]
    case UInt8(ascii: "u"), UInt8(ascii: "U"):
      let maxDigits = letter == UInt8(ascii: "u") ? 4 : 8
      let scalar = number(&rest, radix: 16, maxDigits: maxDigits).flatMap(Unicode.Scalar.init)
      return Array(String(Character(scalar ?? "\u{FFFD}")).utf8)
    default:
      return [letter]
    }
  }

  /// Takes the digits at the start of `rest`; nil where there are none.
  private static func number(
    _ rest: inout ArraySlice<UInt8>,
    radix: Int,
    maxDigits: Int
  ) -> UInt32? {
    let digits = rest.prefix(maxDigits).prefix { byte in
      Character(Unicode.Scalar(byte)).hexDigitValue.map { $0 < radix } ?? false
    }
    rest = rest.dropFirst(digits.count)
    return UInt32(String(decoding: digits, as: UTF8.self), radix: radix)
  }
}

extension UInt8 {
  /// The upper-case letter of an ASCII letter; any other byte is itself.
  var asciiUppercased: UInt8 {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) ? self & ~0x20 : self
  }
}

extension String {
  /// This text with its ASCII letters in lower case, as SQL folds names.
  var asciiLowercased: String { mapASCII(UInt8(ascii: "A")...UInt8(ascii: "Z")) { $0 | 0x20 } }

  /// This text with its ASCII letters in upper case, as keywords are shown.
  var asciiUppercased: String { mapASCII(UInt8(ascii: "a")...UInt8(ascii: "z")) { $0 & ~0x20 } }

  private func mapASCII(
    _ letters: ClosedRange<UInt8>,
    _ transform: (UInt8) -> UInt8
  ) -> String {
    String(decoding: utf8.map { letters.contains($0) ? transform($0) : $0 }, as: UTF8.self)
  }
}
