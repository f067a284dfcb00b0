extension OutputVector {
  /// Writes a number to each row: NaN as NULL, others in the units of `DataChunk.appendNumbers`.
  ///
  /// Into integers, decimals, dates and timestamps numbers are rounded to the nearest value, ties
  /// to even, and those out of range to the nearest that there is, which is infinity for dates and
  /// timestamps. A BOOLEAN is true for all but zero.
  ///
  /// - Precondition: `numbers` has one for each row.
  /// - Throws: if the type is not a number, or a time with a time zone.
  /// - Complexity: O(`rowCount`).
  package mutating func write(_ numbers: [Double]) throws(DuckDBError) {
    precondition(numbers.count == rowCount, "\(numbers.count) numbers for \(rowCount) rows")
    switch type {
    case .double: copy(numbers) { $0 }
    case .float: copy(numbers) { Float($0) }
    case .boolean: copy(numbers) { (number: Double) -> UInt8 in number == 0 ? 0 : 1 }
    default:
      guard writeRounded(numbers) else {
        throw DuckDBError(message: "a number is not written as \(type)")
      }
    }
    for row in 0..<rowCount where numbers[row].isNaN { setNull(row) }
  }

  /// Writes an integer to each row, exactly; those out of range as the nearest that there is.
  ///
  /// - Precondition: `integers` has one for each row.
  /// - Throws: if the type is not an integer.
  package mutating func write(_ integers: [Int64]) throws(DuckDBError) {
    precondition(integers.count == rowCount, "\(integers.count) integers for \(rowCount) rows")
    switch type {
    case .tinyint: copy(integers) { Int8(clamping: $0) }
    case .smallint: copy(integers) { Int16(clamping: $0) }
    case .integer: copy(integers) { Int32(clamping: $0) }
    case .bigint: copy(integers) { $0 }
    case .utinyint: copy(integers) { UInt8(clamping: $0) }
    case .usmallint: copy(integers) { UInt16(clamping: $0) }
    case .uinteger: copy(integers) { UInt32(clamping: $0) }
    case .ubigint: copy(integers) { UInt64(clamping: $0) }
    case .hugeint: copy(integers) { HugeWords(Int128($0)) }
    case .uhugeint: copy(integers) { HugeWords(UInt128(clamping: $0)) }
    default: throw DuckDBError(message: "an integer is not written as \(type)")
    }
  }

  /// Writes numbers to a type whose values are integers underneath; false if the type is another.
  private mutating func writeRounded(_ numbers: [Double]) -> Bool {
    switch type {
    case .tinyint: copy(numbers) { rounded($0, in: Int8.self) }
    case .smallint: copy(numbers) { rounded($0, in: Int16.self) }
    case .integer: copy(numbers) { rounded($0, in: Int32.self) }
    case .bigint: copy(numbers) { rounded($0, in: Int64.self) }
    case .utinyint: copy(numbers) { rounded($0, in: UInt8.self) }
    case .usmallint: copy(numbers) { rounded($0, in: UInt16.self) }
    case .uinteger: copy(numbers) { rounded($0, in: UInt32.self) }
    case .ubigint: copy(numbers) { rounded($0, in: UInt64.self) }
    case .hugeint: copy(numbers) { HugeWords(rounded($0, in: Int128.self)) }
    case .uhugeint: copy(numbers) { HugeWords(rounded($0, in: UInt128.self)) }
    case .decimal(let width, let scale): writeDecimals(numbers, width: width, scale: scale)
    case .date: copy(numbers) { max(rounded($0, in: Int32.self), -.max) }
    case .time: copy(numbers) { min(max(rounded($0 * 1e6, in: Int64.self), 0), 86_400_000_000) }
    case .timeNanoseconds:
      copy(numbers) { min(max(rounded($0 * 1e9, in: Int64.self), 0), 86_400_000_000_000) }
    case .timestamp, .timestampWithTimeZone: writeTimestamps(numbers, ticksPerSecond: 1e6)
    case .timestampSeconds: writeTimestamps(numbers, ticksPerSecond: 1)
    case .timestampMilliseconds: writeTimestamps(numbers, ticksPerSecond: 1e3)
    case .timestampNanoseconds: writeTimestamps(numbers, ticksPerSecond: 1e9)
    default: return false
    }
    return true
  }

  private mutating func writeDecimals(_ numbers: [Double], width: Int, scale: Int) {
    let unit = powersOfTen[scale]
    let limit = integerPowerOfTen(width) - 1
    func unscaled(_ number: Double) -> Int128 {
      min(max(rounded(number * unit, in: Int128.self), -limit), limit)
    }
    switch decimalByteCount(width: width) {
    case 2: copy(numbers) { Int16(unscaled($0)) }
    case 4: copy(numbers) { Int32(unscaled($0)) }
    case 8: copy(numbers) { Int64(unscaled($0)) }
    default: copy(numbers) { HugeWords(unscaled($0)) }
    }
  }

  private mutating func writeTimestamps(_ numbers: [Double], ticksPerSecond: Double) {
    // What a TIMESTAMP can hold: 2^63 microseconds.
    let limit = 9_223_372_036_854.0
    copy(numbers) { seconds in
      if seconds.magnitude > limit { return seconds > 0 ? Int64.max : -.max }
      return max(rounded(seconds * ticksPerSecond, in: Int64.self), -.max)
    }
  }

  @inline(__always)
  private mutating func copy<Number, Element: BitwiseCopyable>(
    _ numbers: [Number],
    _ convert: (Number) -> Element
  ) {
    guard rowCount > 0 else { return }
    let target = unsafe elements(as: Element.self)
    for row in numbers.indices { unsafe target[row] = convert(numbers[row]) }
  }
}

/// The nearest integer, or the nearest there is; 0 for NaN.
@inline(__always)
private func rounded<Integer: FixedWidthInteger>(
  _ number: Double,
  in type: Integer.Type
) -> Integer {
  let whole = number.rounded(.toNearestOrEven)
  // Where the largest integer is no Double, its conversion is the power of two above it.
  if whole >= Double(Integer.max) { return .max }
  if whole <= Double(Integer.min) { return .min }
  return whole.isNaN ? 0 : Integer(whole)
}

private func integerPowerOfTen(_ exponent: Int) -> Int128 {
  (0..<exponent).reduce(1) { power, _ in power * 10 }
}
