/// The text of a LightGBM model, line by line: sections of `key=value`.
struct LightGBMText {
  private var cursor: ByteCursor
  /// The text up to the last byte before a line's end, which may be `\r\n` too.
  private(set) var line: ArraySlice<UInt8> = []

  init(_ bytes: [UInt8], shouldStop: @escaping () -> Bool) {
    cursor = ByteCursor(bytes, shouldStop: shouldStop)
  }

  /// Moves to the next line; false at the end of the text.
  ///
  /// - Throws: `interrupted`.
  mutating func advance() throws(ForeignModelError) -> Bool {
    guard cursor.remainingCount > 0 else { return false }
    let rest = cursor.bytes[cursor.position...]
    let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
    var range = try cursor.take(end - cursor.position)
    if cursor.remainingCount > 0 { _ = try cursor.next() }
    if cursor.bytes[range].last == UInt8(ascii: "\r") { range = range.dropLast() }
    line = cursor.bytes[range]
    return true
  }

  /// The key of the line, and its value; nil where it has no such form.
  var pair: (key: String, value: Value)? {
    guard let mark = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let key = String(decoding: line[..<mark], as: UTF8.self)
    return (key, Value(bytes: line[(mark + 1)...]))
  }

  /// Whether the line is a text.
  func isAt(_ text: String) -> Bool { line.elementsEqual(text.utf8) }

  /// The rest of a line that begins with a text; nil where it does not.
  func rest(after opening: String) -> ArraySlice<UInt8>? {
    line.starts(with: opening.utf8) ? line.dropFirst(opening.utf8.count) : nil
  }

  /// The value of a key.
  struct Value {
    let bytes: ArraySlice<UInt8>

    /// The value as text, damaged characters replaced.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The value as whole number; nil for any other.
    var integer: Int? { Int(text) }

    /// The parts between spaces, converted.
    ///
    /// - Throws: `malformed` with `path` where a part is none; `tooMany` beyond `limit`.
    func list<Element: LosslessStringConvertible>(
      _ path: String,
      of type: Element.Type,
      what: String = "nodes",
      limit: Int
    ) throws(ForeignModelError) -> [Element] {
      var elements: [Element] = []
      var rest = bytes
      while true {
        rest = rest.drop { $0 == UInt8(ascii: " ") }
        guard !rest.isEmpty else { return elements }
        let part = rest.prefix { $0 != UInt8(ascii: " ") }
        rest = rest[part.endIndex...]
        guard elements.count < limit else { throw .tooMany(what: what, limit: limit) }
        guard let element = Element(String(decoding: part, as: UTF8.self)) else {
          throw .malformed(path: path)
        }
        elements.append(element)
      }
    }
  }
}
