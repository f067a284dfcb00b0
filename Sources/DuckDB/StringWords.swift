/// A string as DuckDB keeps it in a vector: 16 bytes, little-endian.
///
/// The first four bytes are the length. Up to 12 bytes of text follow in place, padded with zeros,
/// so that two short strings are equal if their words are; of longer text the first four bytes
/// follow, then its address.
struct StringWords: BitwiseCopyable, Equatable {
  var head: UInt64
  var tail: UInt64

  /// The longest text that is kept in place.
  static let inlineLimit = 12

  /// The number of bytes of the text.
  var count: Int { Int(UInt32(truncatingIfNeeded: head)) }
  /// True if the text is in the words themselves.
  var isInline: Bool { count <= StringWords.inlineLimit }

  init(head: UInt64, tail: UInt64) {
    self.head = head
    self.tail = tail
  }

  /// The words of a text; of a long one with `tail` in place of the address.
  init(_ bytes: UnsafeBufferPointer<UInt8>, tail: UInt64 = 0) {
    head = UInt64(UInt32(truncatingIfNeeded: bytes.count))
    self.tail = tail
    let inPlace = bytes.count <= StringWords.inlineLimit ? bytes.count : 4
    for index in 0..<min(inPlace, 4) {
      unsafe head |= UInt64(bytes[index]) << UInt64(32 + 8 * index)
    }
    guard inPlace > 4 else { return }
    for index in 4..<inPlace { unsafe self.tail |= UInt64(bytes[index]) << UInt64(8 * index - 32) }
  }

  /// Lends `body` the text's bytes; `self` must be in the vector that owns the text.
  @inline(__always)
  static func withBytes<Result>(
    of words: UnsafePointer<StringWords>,
    _ body: (UnsafeBufferPointer<UInt8>) -> Result
  ) -> Result {
    let count = unsafe words.pointee.count
    let start =
      if unsafe words.pointee.isInline {
        unsafe UnsafeRawPointer(words) + 4
      } else {
        unsafe UnsafeRawPointer(bitPattern: UInt(words.pointee.tail)) ?? UnsafeRawPointer(words)
      }
    return unsafe body(
      UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: count)
    )
  }
}
