/// A decimal number in bytes, read without a text of its own where that is exact.
enum DecimalText {
  /// The powers of ten that are numbers of double precision exactly: a whole number below 2^53 that is
  /// multiplied or divided by one is rounded once, as it has to be (Clinger 1990).
  private static let powers: [Double] = (0...22).map { exponent in
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
  }
  /// One after the largest whole number below which all are numbers of double precision.
  private static let exactLimit: UInt64 = 1 << 53
  /// The digits that a `UInt64` has room for, whatever they are.
  private static let digitLimit = 19

  /// The number that begins at `start`, and where it ends; nil where none does, or one beyond the
  /// largest `Double`.
  ///
  /// It is a sign, digits with a point among them, and a power of ten: as JSON has it, but that zeros
  /// and a plus may lead, and a point.
  @inline(__always)
  static func number(_ bytes: Span<UInt8>, at start: Int) -> (value: Double, end: Int)? {
    var position = start
    var isNegative = false
    if position < bytes.count, bytes[position] == minus || bytes[position] == plus {
      isNegative = bytes[position] == minus
      position += 1
    }
    var mantissa: UInt64 = 0
    var digitCount = 0
    var significantCount = 0
    var exponent = 0
    var isFraction = false
    while position < bytes.count {
      let digit = bytes[position] &- zero
      if digit <= 9 {
        // Beyond the limit the number is read again, as a text.
        mantissa = mantissa &* 10 &+ UInt64(digit)
        digitCount += 1
        if mantissa != 0 || significantCount > 0 { significantCount += 1 }
        if isFraction { exponent -= 1 }
      } else if bytes[position] == point, !isFraction {
        isFraction = true
      } else {
        break
      }
      position += 1
    }
    guard digitCount > 0 else { return nil }
    if position < bytes.count, bytes[position] | 0x20 == letterE {
      guard let (power, end) = power(bytes, after: position) else { return nil }
      exponent += power
      position = end
    }
    guard significantCount <= digitLimit, mantissa < exactLimit, abs(exponent) < powers.count else {
      return slow(bytes, start..<position)
    }
    let whole = Double(mantissa)
    let value = exponent < 0 ? whole / powers[-exponent] : whole * powers[exponent]
    return (isNegative ? -value : value, position)
  }

  /// The power of ten behind an `e`, at most some thousands, and where it ends.
  private static func power(_ bytes: Span<UInt8>, after mark: Int) -> (Int, end: Int)? {
    var position = mark + 1
    var isNegative = false
    if position < bytes.count, bytes[position] == minus || bytes[position] == plus {
      isNegative = bytes[position] == minus
      position += 1
    }
    let first = position
    var power = 0
    while position < bytes.count, bytes[position] &- zero <= 9 {
      power = min(power * 10 + Int(bytes[position] - zero), 9_999)
      position += 1
    }
    return position > first ? (isNegative ? -power : power, position) : nil
  }

  private static func slow(_ bytes: Span<UInt8>, _ range: Range<Int>) -> (Double, end: Int)? {
    guard let value = Double(bytes.text(range)), value.isFinite else { return nil }
    return (value, range.upperBound)
  }

  private static let zero = UInt8(ascii: "0")
  private static let minus = UInt8(ascii: "-")
  private static let plus = UInt8(ascii: "+")
  private static let point = UInt8(ascii: ".")
  private static let letterE = UInt8(ascii: "e")
}

extension Span<UInt8> {
  /// The text of some bytes; what is no UTF-8 is replaced.
  func text(_ range: Range<Int>) -> String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    for index in range { bytes.append(self[index]) }
    return String(decoding: bytes, as: UTF8.self)
  }
}
