extension DataChunk {
  /// Appends the numbers of a column, NaN where it is NULL.
  ///
  /// Units: dates are days since 1970-01-01; timestamps are seconds since 1970-01-01 00:00:00 UTC
  /// with their fraction; times are seconds since midnight, those with a time zone since midnight
  /// UTC in 0..<86400; booleans are 0 and 1. The dates and timestamps `infinity` and `-infinity`
  /// are infinite. Integers above 2^53 and wide decimals are rounded to the nearest `Double`, or to
  /// one next to it.
  ///
  /// - Throws: if the column's type is not a number.
  /// - Complexity: O(`rowCount`).
  package func appendNumbers(
    ofColumn column: Int,
    to numbers: inout [Double]
  ) throws(DuckDBError) {
    let vector = unsafe vector(column)
    if unsafe appendNarrow(vector, rowCount, to: &numbers) { return }
    if unsafe appendInteger(vector, rowCount, to: &numbers) { return }
    if unsafe appendInstant(vector, rowCount, to: &numbers) { return }
    throw notANumber(column)
  }

  /// Appends the numbers of a column, NaN where it is NULL, in the units of the `Double` form.
  ///
  /// - Throws: if the type's `isExactAsFloat` is false.
  /// - Complexity: O(`rowCount`).
  package func appendNumbers(
    ofColumn column: Int,
    to numbers: inout [Float]
  ) throws(DuckDBError) {
    guard unsafe appendNarrow(vector(column), rowCount, to: &numbers) else {
      throw notANumber(column)
    }
  }

  private func notANumber(_ column: Int) -> DuckDBError {
    DuckDBError(message: "column \(column + 1) is \(types[column]), which is not read as a number")
  }
}

/// Appends a column of a type that fits a `Float`; false, and nothing appended, for other types.
private func appendNarrow<Number: BinaryFloatingPoint & BitwiseCopyable>(
  _ vector: Vector,
  _ rowCount: Int,
  to numbers: inout [Number]
) -> Bool {
  switch unsafe vector.type {
  case .boolean, .utinyint:
    unsafe append(vector, rowCount, to: &numbers) { (value: UInt8) in Number(value) }
  case .tinyint: unsafe append(vector, rowCount, to: &numbers) { (value: Int8) in Number(value) }
  case .smallint: unsafe append(vector, rowCount, to: &numbers) { (value: Int16) in Number(value) }
  case .usmallint:
    unsafe append(vector, rowCount, to: &numbers) { (value: UInt16) in Number(value) }
  case .float: unsafe append(vector, rowCount, to: &numbers) { (value: Float) in Number(value) }
  case .date:
    unsafe append(vector, rowCount, to: &numbers) { (days: Int32) in
      let infinity = days == .max ? Number.infinity : -.infinity
      return days == .max || days == -.max ? infinity : Number(days)
    }
  default: return false
  }
  return true
}

/// Appends a column of wide integers, doubles or decimals; false for other types.
private func appendInteger(_ vector: Vector, _ rowCount: Int, to numbers: inout [Double]) -> Bool {
  switch unsafe vector.type {
  case .double: unsafe append(vector, rowCount, to: &numbers) { (value: Double) in value }
  case .integer: unsafe append(vector, rowCount, to: &numbers) { (value: Int32) in Double(value) }
  case .uinteger:
    unsafe append(vector, rowCount, to: &numbers) { (value: UInt32) in Double(value) }
  case .bigint: unsafe append(vector, rowCount, to: &numbers) { (value: Int64) in Double(value) }
  case .ubigint: unsafe append(vector, rowCount, to: &numbers) { (value: UInt64) in Double(value) }
  case .hugeint: unsafe append(vector, rowCount, to: &numbers) { double($0) }
  case .uhugeint: unsafe append(vector, rowCount, to: &numbers) { unsignedDouble($0) }
  case .decimal(let width, let scale):
    let unit = powersOfTen[scale]
    switch decimalByteCount(width: width) {
    case 2: unsafe append(vector, rowCount, to: &numbers) { (value: Int16) in Double(value) / unit }
    case 4: unsafe append(vector, rowCount, to: &numbers) { (value: Int32) in Double(value) / unit }
    case 8: unsafe append(vector, rowCount, to: &numbers) { (value: Int64) in Double(value) / unit }
    default: unsafe append(vector, rowCount, to: &numbers) { double($0) / unit }
    }
  default: return false
  }
  return true
}

/// Appends a column of times or timestamps, in seconds; false for other types.
private func appendInstant(_ vector: Vector, _ rowCount: Int, to numbers: inout [Double]) -> Bool {
  switch unsafe vector.type {
  case .time: unsafe append(vector, rowCount, to: &numbers) { (t: Int64) in Double(t) / 1e6 }
  case .timeNanoseconds:
    unsafe append(vector, rowCount, to: &numbers) { (t: Int64) in Double(t) / 1e9 }
  case .timeWithTimeZone:
    unsafe append(vector, rowCount, to: &numbers) { (bits: UInt64) in
      let micros = ZonedTime(bits: bits).microsecondsUTC
      return Double(micros) / 1e6
    }
  case .timestamp, .timestampWithTimeZone: unsafe appendTimestamp(vector, rowCount, 1e6, &numbers)
  case .timestampSeconds: unsafe appendTimestamp(vector, rowCount, 1, &numbers)
  case .timestampMilliseconds: unsafe appendTimestamp(vector, rowCount, 1e3, &numbers)
  case .timestampNanoseconds: unsafe appendTimestamp(vector, rowCount, 1e9, &numbers)
  default: return false
  }
  return true
}

private func appendTimestamp(
  _ vector: Vector,
  _ rowCount: Int,
  _ unitsPerSecond: Double,
  _ numbers: inout [Double]
) {
  unsafe append(vector, rowCount, to: &numbers) { (ticks: Int64) in
    let infinity = ticks == .max ? Double.infinity : -.infinity
    return ticks == .max || ticks == -.max ? infinity : Double(ticks) / unitsPerSecond
  }
}

/// Appends each value converted, then puts NaN over those that are NULL: the loop has no branch.
@inline(__always)
private func append<Element: BitwiseCopyable, Number: BinaryFloatingPoint & BitwiseCopyable>(
  _ vector: Vector,
  _ rowCount: Int,
  to numbers: inout [Number],
  _ convert: (Element) -> Number
) {
  numbers.append(addingCapacity: rowCount) { span in
    unsafe span.withUnsafeMutableBufferPointer { free, count in
      guard rowCount > 0, let target = free.baseAddress else { return }
      let source = unsafe vector.elements(as: Element.self)
      for row in 0..<rowCount { unsafe target[row] = unsafe convert(source[row]) }
      unsafe vector.forEachNull(in: rowCount) { unsafe target[$0] = .nan }
      count = rowCount
    }
  }
}

/// Powers of ten; those above 10^22 are the nearest.
let powersOfTen: [Double] = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22, 1e23, 1e24, 1e25, 1e26, 1e27, 1e28, 1e29, 1e30, 1e31, 1e32, 1e33,
  1e34, 1e35, 1e36, 1e37, 1e38,
]

private func double(_ value: HugeWords) -> Double {
  let magnitude = unsignedDouble(HugeWords(value.signed.magnitude))
  return value.signed < 0 ? -magnitude : magnitude
}

private func unsignedDouble(_ value: HugeWords) -> Double {
  Double(value.upper) * 0x1p64 + Double(value.lower)
}

/// A time of day with its distance from UTC, in DuckDB's 64 bits.
struct ZonedTime {
  /// Microseconds since midnight where the clock is.
  let microseconds: Int64
  /// Seconds that the clock is ahead of UTC.
  let offset: Int64

  init(bits: UInt64) {
    microseconds = Int64(bits >> 24)
    // DuckDB keeps the offset downwards from 15:59:59, for its order.
    offset = 57_599 - Int64(bits & 0xFF_FFFF)
  }

  /// Microseconds since midnight UTC, in 0..<86400000000.
  var microsecondsUTC: Int64 {
    let day: Int64 = 86_400_000_000
    return (microseconds - offset * 1_000_000 + day) % day
  }
}
