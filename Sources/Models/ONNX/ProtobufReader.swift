/// Reads a message of Protocol Buffers field by field.
///
/// Nothing is copied but what is asked for: a message within it is a range, read by a reader of its own.
struct ProtobufReader {
  /// A field's value, by its form on the wire.
  enum Value {
    case integer(UInt64)
    case four(UInt32)
    case eight(UInt64)
    case bytes(Range<Int>)
  }

  /// The bytes of the file.
  let bytes: [UInt8]
  private var position: Int
  private let end: Int
  private let shouldStop: () -> Bool
  /// Where it asks next whether to stop.
  private var nextQuestion: Int

  /// Bytes between two questions: a few milliseconds.
  private static let bytesBetweenQuestions = 1 << 18

  /// A reader of the message in some range of the bytes.
  ///
  /// - Precondition: the range lies in the bytes.
  init(_ bytes: [UInt8], _ range: Range<Int>, shouldStop: @escaping () -> Bool) {
    precondition(range.lowerBound >= 0 && range.upperBound <= bytes.count, "\(range)")
    self.bytes = bytes
    self.shouldStop = shouldStop
    position = range.lowerBound
    end = range.upperBound
    nextQuestion = position + Self.bytesBetweenQuestions
  }

  /// A reader of a message within this one.
  func reader(of range: Range<Int>) -> ProtobufReader {
    ProtobufReader(bytes, range, shouldStop: shouldStop)
  }

  /// Asks whether to stop.
  ///
  /// - Throws: `interrupted`.
  func ask() throws(ForeignModelError) {
    guard !shouldStop() else { throw .interrupted }
  }

  /// Whether all of the message is read.
  var isAtEnd: Bool { position == end }

  /// The next field; nil at the end of the message.
  ///
  /// - Throws: `notADocument` where the bytes are no such message; `interrupted`.
  mutating func next() throws(ForeignModelError) -> (number: Int, value: Value)? {
    if isAtEnd { return nil }
    if position >= nextQuestion {
      try ask()
      nextQuestion = position + Self.bytesBetweenQuestions
    }
    let tag = try integer()
    guard let number = Int(exactly: tag >> 3), number > 0 else { throw .notADocument }
    switch tag & 7 {
    case 0: return (number, .integer(try integer()))
    case 1: return (number, .eight(try fixed(UInt64.self)))
    case 2: return (number, .bytes(try lengthDelimited()))
    case 5: return (number, .four(try fixed(UInt32.self)))
    default: throw .notADocument
    }
  }

  /// Takes a varint: seven bits a byte, the lowest first.
  mutating func integer() throws(ForeignModelError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard position < end else { throw .notADocument }
      let byte = bytes[position]
      position += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 { return value }
    }
    throw .notADocument
  }

  /// Takes a number of fixed width, the lowest byte first.
  mutating func fixed<Number: FixedWidthInteger & UnsignedInteger>(
    _ type: Number.Type
  ) throws(ForeignModelError) -> Number {
    let count = Number.bitWidth / 8
    guard end - position >= count else { throw .notADocument }
    var value: Number = 0
    for index in 0..<count { value |= Number(bytes[position + index]) << Number(8 * index) }
    position += count
    return value
  }

  private mutating func lengthDelimited() throws(ForeignModelError) -> Range<Int> {
    guard let count = Int(exactly: try integer()), count <= end - position else {
      throw .notADocument
    }
    defer { position += count }
    return position..<position + count
  }

  /// The text of some bytes, which must be UTF-8.
  func text(_ range: Range<Int>) throws(ForeignModelError) -> String {
    guard let text = String(validating: bytes[range], as: UTF8.self) else { throw .notADocument }
    return text
  }
}

extension ProtobufReader.Value {
  /// The range of a text or message.
  var range: Range<Int> {
    get throws(ForeignModelError) {
      guard case .bytes(let range) = self else { throw .notADocument }
      return range
    }
  }

  /// A signed number.
  var signed: Int {
    get throws(ForeignModelError) {
      guard case .integer(let bits) = self else { throw .notADocument }
      return Int(Int64(bitPattern: bits))
    }
  }
}
