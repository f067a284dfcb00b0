/// A place in a text, as an editor counts it.
package struct SourceLocation: Sendable, Equatable {
  /// The line, from 1.
  package let line: Int
  /// The character in the line, from 1.
  package let column: Int

  /// The place of the byte `offset` of `text`; an offset past the end is the end.
  ///
  /// - Complexity: O(`offset`).
  package init(of offset: Int, in text: String) {
    let before = text.utf8.prefix(max(offset, 0))
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map(before.index(after:))
    line = 1 + before.count { $0 == UInt8(ascii: "\n") }
    column = 1 + String(decoding: before[(lineStart ?? before.startIndex)...], as: UTF8.self).count
  }
}

/// The line of `text` in which `range` begins, and carets under the part of `range` in that line.
///
/// A text of several lines has `LINE n: ` in front, as the engine's own errors do. Of a long line
/// only the surroundings of the carets are shown. The carets stand under their characters in a
/// terminal: tabs and control characters are shown as others, and wide characters count twice. An
/// empty range, and one at the end of the text, has one caret.
///
/// `range` counts UTF-8 bytes of `text`, and may reach beyond it.
///
/// - Complexity: O(`text`).
package func excerpt(of text: String, at range: Range<Int>) -> String {
  let bytes = Array(text.utf8)
  let line = line(around: range, of: bytes)
  let window = window(around: range.clamped(to: line), in: line, of: bytes)

  var shown = window.lowerBound > line.lowerBound ? "..." : ""
  if bytes.contains(UInt8(ascii: "\n")) {
    let number = 1 + bytes[..<line.lowerBound].count { $0 == UInt8(ascii: "\n") }
    shown = "LINE \(number): " + shown
  }
  var indent = shown.count
  var caretCount = 0
  var offset = window.lowerBound
  for character in String(decoding: bytes[window], as: UTF8.self) {
    let end = offset + character.utf8.count
    let (glyph, columnCount) = displayed(character)
    shown += glyph
    if end <= range.lowerBound {
      indent += columnCount
    } else if offset < range.upperBound {
      caretCount += columnCount
    }
    offset = end
  }
  if window.upperBound < line.upperBound { shown += "..." }
  let carets = String(repeating: "^", count: max(caretCount, 1))
  return shown + "\n" + String(repeating: " ", count: indent) + carets
}

/// The bytes of the line in which `range` begins, without its line end.
private func line(around range: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
  let start = min(max(range.lowerBound, 0), bytes.count)
  let lineStart = bytes[..<start].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
  var lineEnd = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
  if lineEnd > lineStart, bytes[lineEnd - 1] == UInt8(ascii: "\r") { lineEnd -= 1 }
  return lineStart..<lineEnd
}

/// The part of `line` to show: all of it, or so many bytes before and after the start of `range`.
private func window(around range: Range<Int>, in line: Range<Int>, of bytes: [UInt8]) -> Range<Int>
{
  let (maxCount, before, after) = (120, 60, 55)
  guard line.count > maxCount else { return line }
  let isContinuation = { (index: Int) in bytes[index] & 0xC0 == 0x80 }
  var lower = max(range.lowerBound - before, line.lowerBound)
  while lower < range.lowerBound, isContinuation(lower) { lower += 1 }
  var upper = min(range.lowerBound + after, line.upperBound)
  while upper < line.upperBound, isContinuation(upper) { upper += 1 }
  return lower..<upper
}

/// The columns of a terminal that a character takes.
package func displayColumnCount(of character: Character) -> Int {
  displayed(character).columnCount
}

/// The glyph that shows a character, and the columns of a terminal that it takes.
private func displayed(_ character: Character) -> (glyph: String, columnCount: Int) {
  let tabColumnCount = 4
  guard let first = character.unicodeScalars.first else { return ("", 0) }
  if character == "\t" { return (String(repeating: " ", count: tabColumnCount), tabColumnCount) }
  switch first.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return ("?", 1)
  case .nonspacingMark, .enclosingMark: return (String(character), 0)
  default: return (String(character), isWide(character, first) ? 2 : 1)
  }
}

/// Whether terminals give the character two columns (Unicode Annex 11: wide and fullwidth; emoji).
private func isWide(_ character: Character, _ first: Unicode.Scalar) -> Bool {
  switch first.value {
  case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
    0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
    0x1F1E6...0x1F1FF, 0x20000...0x3FFFD:
    true
  default:
    first.properties.isEmojiPresentation || character.unicodeScalars.contains("\u{FE0F}")
  }
}
