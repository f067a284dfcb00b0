/// Tells whether typed SQL is whole, that is, ends with a semicolon outside of strings and comments.
struct StatementScanner {
  private var rest: Substring.UTF8View

  /// Whether the last statement of `text` has its semicolon.
  static func isComplete(_ text: String) -> Bool {
    var scanner = StatementScanner(rest: Substring(text).utf8)
    return scanner.endsWithSemicolon()
  }

  private mutating func endsWithSemicolon() -> Bool {
    var isEnded = false
    while let first = rest.first {
      switch (first, rest.dropFirst().first) {
      case (UInt8(ascii: "'"), _), (UInt8(ascii: "\""), _):
        isEnded = false
        rest.removeFirst()
        guard skip(past: [first]) else { return false }
      case (UInt8(ascii: "-"), UInt8(ascii: "-")):
        if !skip(past: [UInt8(ascii: "\n")]) { rest = rest.suffix(0) }
      case (UInt8(ascii: "/"), UInt8(ascii: "*")):
        rest.removeFirst(2)
        guard skip(past: Array("*/".utf8)) else { return false }
      case (UInt8(ascii: "$"), _):
        isEnded = false
        guard skipDollarString() else { return false }
      case (UInt8(ascii: ";"), _):
        isEnded = true
        rest.removeFirst()
      default:
        if first > UInt8(ascii: " ") { isEnded = false }
        rest.removeFirst()
      }
    }
    return isEnded
  }

  /// Skips to behind the next `end`; false where there is none.
  private mutating func skip(past end: [UInt8]) -> Bool {
    while !rest.isEmpty {
      if rest.starts(with: end) {
        rest.removeFirst(end.count)
        return true
      }
      rest.removeFirst()
    }
    return false
  }

  /// Skips `$tag$ ... $tag$`, or the dollar alone where it opens no string.
  private mutating func skipDollarString() -> Bool {
    let tag = rest.dropFirst().prefix { $0 != UInt8(ascii: "$") && $0 > UInt8(ascii: " ") }
    rest.removeFirst()
    guard rest.dropFirst(tag.count).first == UInt8(ascii: "$") else { return true }
    rest.removeFirst(tag.count + 1)
    return skip(past: [UInt8(ascii: "$")] + tag + [UInt8(ascii: "$")])
  }
}
