/// A place in bytes, which cannot be passed their end, and which asks now and then whether to stop.
struct ByteCursor {
  /// Where it is.
  private(set) var position = 0
  /// All the bytes.
  let bytes: [UInt8]
  /// Where it asks next whether to stop.
  private var nextQuestion = 0
  private let shouldStop: () -> Bool

  /// Bytes between two questions: a few milliseconds.
  private static let bytesBetweenQuestions = 1 << 18

  init(_ bytes: [UInt8], shouldStop: @escaping () -> Bool) {
    self.bytes = bytes
    self.shouldStop = shouldStop
  }

  /// The byte here; nil at the end.
  var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// The number of bytes left.
  var remainingCount: Int { bytes.count - position }

  /// Moves past the byte here.
  ///
  /// - Throws: `notADocument` at the end, `interrupted`.
  mutating func next() throws(ForeignModelError) -> UInt8 {
    guard position < bytes.count else { throw .notADocument }
    if position >= nextQuestion { try ask() }
    defer { position += 1 }
    return bytes[position]
  }

  /// Moves past some bytes.
  ///
  /// - Throws: `notADocument` where there are fewer, `interrupted`.
  mutating func take(_ count: Int) throws(ForeignModelError) -> Range<Int> {
    guard count <= remainingCount else { throw .notADocument }
    if position >= nextQuestion { try ask() }
    defer { position += count }
    return position..<position + count
  }

  /// The text of some bytes, which must be UTF-8.
  func text(_ range: Range<Int>) throws(ForeignModelError) -> String {
    guard let text = String(validating: bytes[range], as: UTF8.self) else { throw .notADocument }
    return text
  }

  private mutating func ask() throws(ForeignModelError) {
    guard !shouldStop() else { throw .interrupted }
    nextQuestion = position + Self.bytesBetweenQuestions
  }
}
