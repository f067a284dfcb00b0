/// SQL that was made from another text, and the place in that text of each byte.
package struct RewrittenText: Sendable, Equatable {
  /// A part of the SQL.
  private struct Part: Sendable, Equatable {
    /// Bytes of the SQL.
    let range: Range<Int>
    /// The bytes of the text that it stands for.
    let original: Range<Int>
    /// Whether it is these bytes themselves.
    let isCopied: Bool
  }

  /// The SQL.
  package let text: String
  /// The text that it was made from.
  package let original: String
  private let parts: [Part]

  /// A text as it is.
  package init(_ text: String) {
    self.text = text
    original = text
    let range = 0..<text.utf8.count
    parts = [Part(range: range, original: range, isCopied: true)]
  }

  /// The SQL of pieces of `original`.
  init(_ pieces: SQLPieces, of original: String) {
    let source = Array(original.utf8)
    var bytes: [UInt8] = []
    var parts: [Part] = []
    for piece in pieces.pieces {
      let start = bytes.count
      switch piece {
      case .copied(let range):
        bytes += source[range]
        parts.append(Part(range: start..<bytes.count, original: range, isCopied: true))
      case .inserted(let text, let range):
        bytes += Array(text.utf8)
        let range = range ?? 0..<source.count
        parts.append(Part(range: start..<bytes.count, original: range, isCopied: false))
      }
    }
    text = String(decoding: bytes, as: UTF8.self)
    self.original = original
    self.parts = parts
  }

  /// Whether anything in it is not as it was written.
  package var isChanged: Bool { text != original }

  /// The bytes of the original that a place in the SQL stands for.
  package func place(of range: Range<Int>) -> Range<Int> {
    guard let start = place(of: range.lowerBound) else {
      return original.utf8.count..<original.utf8.count
    }
    guard range.count > 1, let end = place(of: range.upperBound - 1),
      end.upperBound > start.lowerBound
    else { return start }
    return start.lowerBound..<max(start.upperBound, end.upperBound)
  }

  /// Whether a byte of the original is one of those that are written otherwise.
  package func isChanged(at offset: Int) -> Bool {
    parts.contains { !$0.isCopied && $0.original.contains(offset) }
  }

  /// The place of one byte: itself where it was copied, else all that its part stands for.
  private func place(of offset: Int) -> Range<Int>? {
    guard let part = parts.first(where: { $0.range.contains(offset) }) else { return nil }
    guard part.isCopied else { return part.original }
    let start = part.original.lowerBound + offset - part.range.lowerBound
    return start..<start + 1
  }
}
