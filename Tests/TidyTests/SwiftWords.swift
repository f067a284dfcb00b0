/// The words of a Swift text, without those of its comments and string literals: what a literal
/// interpolates is code, and has words too.
struct SwiftWords {
  /// Each word once.
  private(set) var all: Set<String> = []

  private let bytes: [UInt8]
  private var position = 0

  /// Reads a text.
  init(_ text: String) {
    bytes = Array(text.utf8)
    readCode(endsAtParenthesis: false)
  }

  private mutating func readCode(endsAtParenthesis: Bool) {
    var depth = 0
    while position < bytes.count {
      if startsHere("//") {
        skip { $0 != UInt8(ascii: "\n") }
      } else if startsHere("/*") {
        skipComment()
      } else if let mark = literalMark {
        readLiteral(mark)
      } else if Self.isOfWord(bytes[position]) {
        let start = position
        skip(while: Self.isOfWord)
        all.insert(String(decoding: bytes[start..<position], as: UTF8.self))
      } else {
        if bytes[position] == UInt8(ascii: "(") { depth += 1 }
        if bytes[position] == UInt8(ascii: ")") { depth -= 1 }
        position += 1
        if endsAtParenthesis, depth < 0 { return }
      }
    }
  }

  /// Skips a comment, and those within it.
  private mutating func skipComment() {
    var depth = 0
    repeat {
      if startsHere("/*") {
        depth += 1
        position += 2
      } else if startsHere("*/") {
        depth -= 1
        position += 2
      } else {
        position += 1
      }
    } while depth > 0 && position < bytes.count
  }

  /// The quotes of a literal that begins here, and the number signs around it; nil where none does.
  private var literalMark: (quotes: String, signs: String)? {
    let signs = String(repeating: "#", count: bytes[position...].prefix { $0 == hash }.count)
    return ["\"\"\"", "\""].first { startsHere(signs + $0) }.map { ($0, signs) }
  }

  private mutating func readLiteral(_ mark: (quotes: String, signs: String)) {
    let (end, escape) = (mark.quotes + mark.signs, "\\" + mark.signs)
    position += end.utf8.count
    while position < bytes.count {
      if startsHere(end) {
        position += end.utf8.count
        return
      }
      if startsHere(escape + "(") {
        position += escape.utf8.count + 1
        readCode(endsAtParenthesis: true)
      } else if startsHere(escape) {
        position += escape.utf8.count + 1
      } else {
        position += 1
      }
    }
  }

  private mutating func skip(while isSkipped: (UInt8) -> Bool) {
    while position < bytes.count, isSkipped(bytes[position]) { position += 1 }
  }

  private func startsHere(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

  private let hash = UInt8(ascii: "#")

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}
