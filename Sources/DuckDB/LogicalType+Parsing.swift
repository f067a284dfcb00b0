extension LogicalType {
  /// Appends the value of a text as DuckDB keeps it in a vector; false where it is none, or the type is
  /// no boolean and no number.
  func append(_ text: String, to bytes: inout [UInt8]) -> Bool {
    switch self {
    case .boolean: append(boolean(text), to: &bytes)
    case .tinyint: append(Int8(text), to: &bytes)
    case .smallint: append(Int16(text), to: &bytes)
    case .integer: append(Int32(text), to: &bytes)
    case .bigint: append(Int64(text), to: &bytes)
    case .hugeint: append(Int128(text), to: &bytes)
    case .utinyint: append(UInt8(text), to: &bytes)
    case .usmallint: append(UInt16(text), to: &bytes)
    case .uinteger: append(UInt32(text), to: &bytes)
    case .ubigint: append(UInt64(text), to: &bytes)
    case .uhugeint: append(UInt128(text), to: &bytes)
    case .float: append(Float(text)?.bitPattern, to: &bytes)
    case .double: append(Double(text)?.bitPattern, to: &bytes)
    case .decimal(let width, let scale):
      append(
        unscaled(text, width: width, scale: scale),
        count: decimalByteCount(width: width),
        to: &bytes
      )
    default: false
    }
  }

  private func append<Number: FixedWidthInteger>(
    _ value: Number?,
    count: Int = Number.bitWidth / 8,
    to bytes: inout [UInt8]
  ) -> Bool {
    guard let value else { return false }
    for index in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
    return true
  }

  private func boolean(_ text: String) -> UInt8? {
    switch text {
    case "t", "true": 1
    case "f", "false": 0
    default: nil
    }
  }

  /// The integer of a decimal: its value times 10^`scale`; nil where it has more digits than the type.
  private func unscaled(_ text: String, width: Int, scale: Int) -> Int128? {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first else { return nil }
    let fraction = parts.count == 2 ? String(Substring(parts[1])) : ""
    guard fraction.utf8.count <= scale, fraction.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
    else {
      return nil
    }
    let zeros = String(repeating: "0", count: scale - fraction.utf8.count)
    let digits = String(Substring(whole)) + fraction + zeros
    guard let value = Int128(digits), value.magnitude.description.utf8.count <= width else {
      return nil
    }
    return value
  }
}
