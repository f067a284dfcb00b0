extension Vector {
  /// Appends the value of a row, which has one, as DuckDB's cast to VARCHAR writes it; times with a
  /// time zone in UTC.
  func appendText(_ row: Int, to text: inout [UInt8]) {
    switch unsafe type {
    case .boolean: unsafe text.append(load(row, as: UInt8.self) != 0 ? "true" : "false")
    case .tinyint: unsafe text.append(Int64(load(row, as: Int8.self)))
    case .smallint: unsafe text.append(Int64(load(row, as: Int16.self)))
    case .integer: unsafe text.append(Int64(load(row, as: Int32.self)))
    case .bigint: unsafe text.append(load(row, as: Int64.self))
    case .utinyint: unsafe text.append(Int64(load(row, as: UInt8.self)))
    case .usmallint: unsafe text.append(Int64(load(row, as: UInt16.self)))
    case .uinteger: unsafe text.append(Int64(load(row, as: UInt32.self)))
    case .ubigint: unsafe text.append(String(load(row, as: UInt64.self)))
    case .hugeint: unsafe text.append(String(load(row, as: HugeWords.self).signed))
    case .uhugeint: unsafe text.append(String(load(row, as: HugeWords.self).unsigned))
    case .float: unsafe text.append(number: load(row, as: Float.self).description)
    case .double: unsafe text.append(number: load(row, as: Double.self).description)
    case .decimal(let width, let scale):
      unsafe text.append(decimal: unscaledDecimal(row, width: width), width: width, scale: scale)
    case .enum(let labels):
      unsafe text.append(labels[labelIndex(row, labelCount: labels.count)])
    case .varchar: unsafe withBytes(row) { unsafe text.append(contentsOf: $0) }
    case .blob, .bit, .bignum, .uuid: unsafe appendBinary(row, to: &text)
    case .list, .array, .struct, .map, .union: unsafe appendNested(row, to: &text)
    case .variant, .geometry, .null, .other: text.append(unsafe "<\(type)>")
    default: unsafe appendInstant(row, to: &text)
    }
  }

  /// Lends `body` the bytes of a row of VARCHAR, BLOB, BIT or BIGNUM.
  func withBytes<Result>(_ row: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    unsafe StringWords.withBytes(of: elements(as: StringWords.self) + row, body)
  }

  /// The integer that a DECIMAL is before its point is set.
  func unscaledDecimal(_ row: Int, width: Int) -> Int128 {
    switch decimalByteCount(width: width) {
    case 2: unsafe Int128(load(row, as: Int16.self))
    case 4: unsafe Int128(load(row, as: Int32.self))
    case 8: unsafe Int128(load(row, as: Int64.self))
    default: unsafe load(row, as: HugeWords.self).signed
    }
  }

  private func appendBinary(_ row: Int, to text: inout [UInt8]) {
    switch unsafe type {
    case .blob: unsafe withBytes(row) { unsafe text.append(blob: $0) }
    case .bit: unsafe withBytes(row) { unsafe text.append(bits: $0) }
    case .bignum: unsafe withBytes(row) { unsafe text.append(bignum: $0) }
    default:
      // DuckDB flips the first bit, for its order.
      let words = unsafe load(row, as: HugeWords.self)
      text.append(uuid: words.unsigned ^ (1 << 127))
    }
  }

  private func appendInstant(_ row: Int, to text: inout [UInt8]) {
    switch unsafe type {
    case .date: unsafe text.append(date: load(row, as: Int32.self))
    case .time: unsafe text.append(time: load(row, as: Int64.self), ticksPerSecond: 1_000_000)
    case .timeNanoseconds:
      unsafe text.append(time: load(row, as: Int64.self), ticksPerSecond: 1_000_000_000)
    case .timeWithTimeZone: unsafe text.append(ZonedTime(bits: load(row, as: UInt64.self)))
    case .timestampSeconds:
      unsafe text.append(timestamp: load(row, as: Int64.self), ticksPerSecond: 1)
    case .timestampMilliseconds:
      unsafe text.append(timestamp: load(row, as: Int64.self), ticksPerSecond: 1000)
    case .timestampNanoseconds:
      unsafe text.append(timestamp: load(row, as: Int64.self), ticksPerSecond: 1_000_000_000)
    case .timestampWithTimeZone:
      unsafe text.append(
        timestamp: load(row, as: Int64.self),
        ticksPerSecond: 1_000_000,
        zone: "+00"
      )
    case .interval:
      let fields = unsafe elements(as: HugeWords.self)[row]
      text.append(
        intervalMonths: Int32(truncatingIfNeeded: fields.lower),
        days: Int32(truncatingIfNeeded: fields.lower >> 32),
        microseconds: Int64(bitPattern: fields.upper)
      )
    default:
      unsafe text.append(timestamp: load(row, as: Int64.self), ticksPerSecond: 1_000_000)
    }
  }
}
