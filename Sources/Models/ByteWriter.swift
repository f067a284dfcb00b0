/// Writes numbers, text and arrays as little-endian bytes: the same bytes on every machine.
package struct ByteWriter: Sendable {
  /// The bytes written so far.
  package private(set) var bytes: [UInt8] = []

  /// An empty writer.
  package init() {}

  /// Appends an integer's bytes, lowest first.
  package mutating func write<T: FixedWidthInteger>(_ value: T) {
    var rest = value
    for _ in 0..<T.bitWidth / 8 {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest = T.bitWidth > 8 ? rest >> 8 : 0
    }
  }

  /// Appends the bit pattern.
  package mutating func write(_ value: Double) { write(value.bitPattern) }

  /// Appends the bit pattern.
  package mutating func write(_ value: Float) { write(value.bitPattern) }

  /// Appends one byte, 0 or 1.
  package mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

  /// Appends the length in bytes, then the UTF-8 bytes.
  package mutating func write(_ text: String) { write(bytes: Array(text.utf8)) }

  /// Appends the count, then the bytes.
  package mutating func write(bytes more: [UInt8]) {
    write(UInt64(more.count))
    bytes.append(contentsOf: more)
  }

  /// Appends the count, then each element by `writeElement`.
  package mutating func write<T>(
    _ array: [T],
    _ writeElement: (inout ByteWriter, T) -> Void
  ) {
    write(UInt64(array.count))
    for element in array { writeElement(&self, element) }
  }

  /// Appends the count, then each number's bit pattern.
  package mutating func write(_ array: [Double]) { write(array) { $0.write($1) } }
}

/// Reads what `ByteWriter` wrote; every read checks that the bytes are there.
package struct ByteReader: Sendable {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  /// A reader at the first of `bytes`.
  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// The number of bytes not read yet.
  package var remainingCount: Int { bytes.endIndex - position }

  /// Reads an integer; `what` names it in the error.
  package mutating func read<T: FixedWidthInteger>(
    _ type: T.Type,
    _ what: String
  ) throws(ModelError) -> T {
    let width = T.bitWidth / 8
    guard remainingCount >= width else { throw .corrupt(detail: what) }
    var value: T = 0
    for index in (0..<width).reversed() {
      value = (T.bitWidth > 8 ? value << 8 : 0) | T(truncatingIfNeeded: bytes[position + index])
    }
    position += width
    return value
  }

  /// Reads a number's bit pattern.
  package mutating func readDouble(_ what: String) throws(ModelError) -> Double {
    Double(bitPattern: try read(UInt64.self, what))
  }

  /// Reads a number's bit pattern.
  package mutating func readFloat(_ what: String) throws(ModelError) -> Float {
    Float(bitPattern: try read(UInt32.self, what))
  }

  /// Reads one byte, which must be 0 or 1.
  package mutating func readBool(_ what: String) throws(ModelError) -> Bool {
    switch try read(UInt8.self, what) {
    case 0: false
    case 1: true
    default: throw .corrupt(detail: what)
    }
  }

  /// Reads a length and that many bytes.
  package mutating func readBytes(_ what: String) throws(ModelError) -> [UInt8] {
    let count = try readCount(what, elementBytes: 1)
    defer { position += count }
    return Array(bytes[position..<position + count])
  }

  /// Reads a length and that many bytes of UTF-8.
  package mutating func readString(_ what: String) throws(ModelError) -> String {
    guard let text = String(validating: try readBytes(what), as: UTF8.self) else {
      throw .corrupt(detail: what)
    }
    return text
  }

  /// Reads a count and that many elements; `elementBytes` is the least an element takes, so that a
  /// damaged count is refused before memory is asked for.
  package mutating func readArray<T>(
    _ what: String,
    elementBytes: Int = 1,
    _ readElement: (inout ByteReader) throws(ModelError) -> T
  ) throws(ModelError) -> [T] {
    let count = try readCount(what, elementBytes: elementBytes)
    var array: [T] = []
    array.reserveCapacity(count)
    for _ in 0..<count { array.append(try readElement(&self)) }
    return array
  }

  /// Reads a count and that many bit patterns.
  package mutating func readDoubles(_ what: String) throws(ModelError) -> [Double] {
    try readArray(what, elementBytes: 8) { reader throws(ModelError) in
      try reader.readDouble(what)
    }
  }

  private mutating func readCount(_ what: String, elementBytes: Int) throws(ModelError) -> Int {
    let count = try read(UInt64.self, what)
    guard count <= UInt64(remainingCount / max(elementBytes, 1)) else {
      throw .corrupt(detail: what)
    }
    return Int(count)
  }
}
