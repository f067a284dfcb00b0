/// Reads UBJSON, draft 12, as XGBoost writes it: big-endian numbers and lists of one type of number.
struct UBJSONReader: DocumentReader {
  private var cursor: ByteCursor
  private var depth = 0
  /// The marker of the values of a list of one type, which stands before the list only.
  private var elementMarker: UInt8?

  init(_ bytes: [UInt8], shouldStop: @escaping () -> Bool) {
    cursor = ByteCursor(bytes, shouldStop: shouldStop)
  }

  var isAtObject: Bool { marker == UInt8(ascii: "{") }

  var isAtList: Bool { marker == UInt8(ascii: "[") }

  /// The marker of the value that comes next.
  private var marker: UInt8? { elementMarker ?? cursor.byte }

  mutating func object(
    _ path: String,
    _ member: (inout Self, String) throws(ForeignModelError) -> Void
  ) throws(ForeignModelError) {
    try open("{", path)
    while cursor.byte != UInt8(ascii: "}") {
      let key = try string()
      try member(&self, key)
    }
    try close()
  }

  mutating func list(
    _ path: String,
    _ element: (inout Self) throws(ForeignModelError) -> Void
  ) throws(ForeignModelError) {
    try open("[", path)
    switch cursor.byte {
    case UInt8(ascii: "$"): try typedList(element)
    case UInt8(ascii: "#"):
      _ = try cursor.next()
      // Each element takes a byte at least, so a count beyond the file ends with it.
      for _ in 0..<(try count()) { try element(&self) }
      depth -= 1
    default:
      while cursor.byte != UInt8(ascii: "]") { try element(&self) }
      try close()
    }
  }

  private mutating func typedList(
    _ element: (inout Self) throws(ForeignModelError) -> Void
  ) throws(ForeignModelError) {
    _ = try cursor.next()
    let marker = try cursor.next()
    guard try cursor.next() == UInt8(ascii: "#"), let width = Self.width(marker) else {
      throw .notADocument
    }
    let count = try count()
    guard count <= cursor.remainingCount / width else { throw .notADocument }
    for _ in 0..<count {
      elementMarker = marker
      try element(&self)
    }
    depth -= 1
  }

  mutating func textIfAny() throws(ForeignModelError) -> String? {
    guard marker == UInt8(ascii: "S") else { return nil }
    _ = try cursor.next()
    return try string()
  }

  mutating func numberIfAny() throws(ForeignModelError) -> Double? {
    guard let marker else { throw .notADocument }
    switch marker {
    case UInt8(ascii: "T"), UInt8(ascii: "F"):
      _ = try cursor.next()
      return marker == UInt8(ascii: "T") ? 1 : 0
    default:
      guard let width = Self.width(marker) else { return nil }
      if elementMarker == nil { _ = try cursor.next() }
      elementMarker = nil
      let range = try cursor.take(width)
      return number(range, marker)
    }
  }

  mutating func skip() throws(ForeignModelError) {
    if try numberIfAny() != nil { return }
    switch marker {
    case UInt8(ascii: "{"):
      try object("") { reader, _ throws(ForeignModelError) in try reader.skip() }
    case UInt8(ascii: "["): try list("") { reader throws(ForeignModelError) in try reader.skip() }
    case UInt8(ascii: "S"): _ = try textIfAny()
    case UInt8(ascii: "Z"): _ = try cursor.next()
    default: throw .notADocument
    }
  }

  mutating func end() throws(ForeignModelError) {
    guard cursor.byte == nil else { throw .notADocument }
  }

  private mutating func open(
    _ character: Unicode.Scalar,
    _ path: String
  ) throws(ForeignModelError) {
    guard marker == UInt8(ascii: character) else { throw .malformed(path: path) }
    _ = try cursor.next()
    depth += 1
    guard depth <= documentDepthLimit else { throw .notADocument }
  }

  private mutating func close() throws(ForeignModelError) {
    _ = try cursor.next()
    depth -= 1
  }

  private mutating func string() throws(ForeignModelError) -> String {
    let count = try count()
    let range = try cursor.take(count)
    return try cursor.text(range)
  }

  private mutating func count() throws(ForeignModelError) -> Int {
    let marker = try cursor.next()
    guard let width = Self.width(marker), !"dD".utf8.contains(marker) else { throw .notADocument }
    let range = try cursor.take(width)
    guard let count = Int(exactly: number(range, marker)), count >= 0 else { throw .notADocument }
    return count
  }

  /// Bytes of a number; nil for other markers.
  private static func width(_ marker: UInt8) -> Int? {
    switch marker {
    case UInt8(ascii: "i"), UInt8(ascii: "U"): 1
    case UInt8(ascii: "I"): 2
    case UInt8(ascii: "l"), UInt8(ascii: "d"): 4
    case UInt8(ascii: "L"), UInt8(ascii: "D"): 8
    default: nil
    }
  }

  private func number(_ range: Range<Int>, _ marker: UInt8) -> Double {
    var bits: UInt64 = 0
    for position in range { bits = bits << 8 | UInt64(cursor.bytes[position]) }
    return switch marker {
    case UInt8(ascii: "i"): Double(Int8(truncatingIfNeeded: bits))
    case UInt8(ascii: "I"): Double(Int16(truncatingIfNeeded: bits))
    case UInt8(ascii: "l"): Double(Int32(truncatingIfNeeded: bits))
    case UInt8(ascii: "L"): Double(Int64(truncatingIfNeeded: bits))
    case UInt8(ascii: "d"): Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case UInt8(ascii: "D"): Double(bitPattern: bits)
    default: Double(bits)
    }
  }
}
