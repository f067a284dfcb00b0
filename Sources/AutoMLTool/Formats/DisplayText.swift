/// Text as columns of a terminal.
enum DisplayText {
  /// The number of columns that `text` takes: 2 for wide characters (CJK, emoji), 0 for marks on
  /// their own.
  ///
  /// - Complexity: O(*n*) in bytes; ASCII alone is not cut into characters.
  static func width(of text: some StringProtocol) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + width(of: $1) }
  }

  /// `text` with blanks to `width` columns, before it where `right` is true.
  static func padded(_ text: some StringProtocol, to width: Int, right: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - self.width(of: text)))
    return right ? blanks + text : text + blanks
  }

  /// As much of `text` as fits into `width` columns.
  static func cut(_ text: String, to width: Int) -> String {
    var rest = width
    return String(
      text.prefix {
        rest -= self.width(of: $0)
        return rest >= 0
      }
    )
  }

  /// `text` with what could drive the terminal written out: control characters but the line feed,
  /// characters that turn the direction of what follows, and Unicode's own line ends.
  ///
  /// What only has no width stays: scripts and emoji need it.
  static func visible(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 && $0 != 0x0A || $0 >= 0x7F }),
      text.unicodeScalars.contains(where: drives)
    else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case _ where drives(scalar):
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Whether a terminal does something else than to show the character.
  private static func drives(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A: false
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func width(of character: Character) -> Int {
    let scalars = character.unicodeScalars
    // U+FE0F asks for the emoji form of a character that has two forms.
    if scalars.contains("\u{FE0F}") { return 2 }
    return scalars.reduce(0) { max($0, width(of: $1)) }
  }

  private static func width(of scalar: Unicode.Scalar) -> Int {
    if scalar.isASCII { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if scalar.properties.isEmojiPresentation { return 2 }
    return wideRanges.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  /// Blocks whose characters are wide or full-width, after Unicode's EastAsianWidth.txt.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF,
    0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6B, 0xFF01...0xFF60,
    0xFFE0...0xFFE6, 0x17000...0x18CFF, 0x1B000...0x1B2FF, 0x20000...0x3FFFD,
  ]
}
