/// Reads UBJSON, draft 12, as XGBoost writes it: big-endian numbers and lists of one type of number.
struct UBJSONReader {
  private var bytes: ArraySlice<UInt8>

  /// Objects and lists within each other; XGBoost's files have fewer than ten.
  private static let depthLimit = 64

  init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

  /// The one value that all the bytes are.
  mutating func document() throws(XGBoostModelError) -> XGBoostDocument {
    let value = try value(depth: 0)
    guard bytes.isEmpty else { throw .notADocument }
    return value
  }

  private mutating func value(depth: Int) throws(XGBoostModelError) -> XGBoostDocument {
    try value(marker: try byte(), depth: depth)
  }

  private mutating func value(
    marker: UInt8,
    depth: Int
  ) throws(XGBoostModelError) -> XGBoostDocument {
    guard depth < Self.depthLimit else { throw .notADocument }
    switch Character(UnicodeScalar(marker)) {
    case "{": return try object(depth: depth + 1)
    case "[": return try list(depth: depth + 1)
    case "S": return .text(try text())
    case "T": return .truth(true)
    case "F": return .truth(false)
    case "Z": return .null
    default:
      guard let width = Self.width(marker) else { throw .notADocument }
      return .number(Self.number(try take(width), marker))
    }
  }

  private mutating func object(depth: Int) throws(XGBoostModelError) -> XGBoostDocument {
    var members: [String: XGBoostDocument] = [:]
    while bytes.first != UInt8(ascii: "}") {
      let key = try text()
      members[key] = try value(depth: depth)
    }
    _ = try byte()
    return .object(members)
  }

  private mutating func list(depth: Int) throws(XGBoostModelError) -> XGBoostDocument {
    if bytes.first == UInt8(ascii: "$") {
      _ = try byte()
      return try typedList(marker: try byte())
    }
    if bytes.first == UInt8(ascii: "#") {
      _ = try byte()
      var values: [XGBoostDocument] = []
      for _ in 0..<(try count()) { values.append(try value(depth: depth)) }
      return .list(values)
    }
    var values: [XGBoostDocument] = []
    while bytes.first != UInt8(ascii: "]") { values.append(try value(depth: depth)) }
    _ = try byte()
    return .list(values)
  }

  private mutating func typedList(marker: UInt8) throws(XGBoostModelError) -> XGBoostDocument {
    guard try byte() == UInt8(ascii: "#"), let width = Self.width(marker) else {
      throw .notADocument
    }
    let count = try count()
    guard count <= bytes.count / width else { throw .notADocument }
    let elements = try take(count * width)
    return .numbers(
      (0..<count).map { index in
        let start = elements.startIndex + index * width
        return Self.number(elements[start..<start + width], marker)
      }
    )
  }

  private mutating func text() throws(XGBoostModelError) -> String {
    String(decoding: try take(try count()), as: UTF8.self)
  }

  private mutating func count() throws(XGBoostModelError) -> Int {
    let marker = try byte()
    guard let width = Self.width(marker), !"dD".utf8.contains(marker),
      let count = Int(exactly: Self.number(try take(width), marker)), count >= 0
    else { throw .notADocument }
    return count
  }

  private mutating func byte() throws(XGBoostModelError) -> UInt8 {
    guard let first = bytes.popFirst() else { throw .notADocument }
    return first
  }

  private mutating func take(_ count: Int) throws(XGBoostModelError) -> ArraySlice<UInt8> {
    guard count <= bytes.count else { throw .notADocument }
    defer { bytes = bytes.dropFirst(count) }
    return bytes.prefix(count)
  }

  /// Bytes of a number; nil for other markers.
  private static func width(_ marker: UInt8) -> Int? {
    switch Character(UnicodeScalar(marker)) {
    case "i", "U": 1
    case "I": 2
    case "l", "d": 4
    case "L", "D": 8
    default: nil
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>, _ marker: UInt8) -> Double {
    let bits = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return switch Character(UnicodeScalar(marker)) {
    case "i": Double(Int8(truncatingIfNeeded: bits))
    case "I": Double(Int16(truncatingIfNeeded: bits))
    case "l": Double(Int32(truncatingIfNeeded: bits))
    case "L": Double(Int64(truncatingIfNeeded: bits))
    case "d": Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case "D": Double(bitPattern: bits)
    default: Double(bits)
    }
  }
}
