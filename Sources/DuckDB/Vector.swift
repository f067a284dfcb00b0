internal import CDuckDB

/// One column of a chunk, as pointers to its values.
///
/// Valid while the chunk is, so it never leaves this module.
@unsafe struct Vector {
  let handle: duckdb_vector?
  let data: UnsafeMutableRawPointer?
  /// A bit for each row, 1 where there is a value; nil if all rows have one.
  let validity: UnsafeMutablePointer<UInt64>?
  let type: LogicalType

  init(_ handle: duckdb_vector?, type: LogicalType) {
    unsafe self.handle = unsafe handle
    unsafe data = unsafe duckdb_vector_get_data(handle)
    unsafe validity = unsafe duckdb_vector_get_validity(handle)
    unsafe self.type = type
  }

  /// The value of a row, whatever is there where the row is NULL.
  @inline(__always)
  func load<Element: BitwiseCopyable>(_ row: Int, as type: Element.Type = Element.self) -> Element {
    unsafe elements(as: type)[row]
  }

  /// All values.
  @inline(__always)
  func elements<Element: BitwiseCopyable>(as type: Element.Type) -> UnsafePointer<Element> {
    // A vector of rows always has data; the empty struct of this type does not and is never asked.
    guard let data = unsafe data else { preconditionFailure("a vector without data") }
    return unsafe UnsafePointer(data.assumingMemoryBound(to: type))
  }

  /// True if the row has no value.
  @inline(__always)
  func isNull(_ row: Int) -> Bool {
    guard let validity = unsafe validity else { return false }
    return unsafe validity[row >> 6] & (1 << UInt64(row & 63)) == 0
  }

  /// Calls `body` with each row in `0..<rowCount` that has no value.
  @inline(__always)
  func forEachNull(in rowCount: Int, _ body: (Int) -> Void) {
    guard let validity = unsafe validity else { return }
    for word in 0..<((rowCount + 63) >> 6) {
      var missing = unsafe ~validity[word]
      while missing != 0 {
        let row = word << 6 + missing.trailingZeroBitCount
        guard row < rowCount else { return }
        body(row)
        missing &= missing - 1
      }
    }
  }
}

/// A 128-bit integer as DuckDB keeps it; `Int128` would ask for more alignment than its lists have.
struct HugeWords: BitwiseCopyable {
  var lower: UInt64
  var upper: UInt64

  init(_ value: Int128) { self.init(UInt128(truncatingIfNeeded: value)) }

  init(_ value: UInt128) {
    lower = UInt64(truncatingIfNeeded: value)
    upper = UInt64(truncatingIfNeeded: value >> 64)
  }

  var unsigned: UInt128 { UInt128(upper) << 64 | UInt128(lower) }
  var signed: Int128 { Int128(truncatingIfNeeded: unsigned) }
}

/// The number of bytes of a DECIMAL's integer.
func decimalByteCount(width: Int) -> Int {
  switch width {
  case ...4: 2
  case ...9: 4
  case ...18: 8
  default: 16
  }
}

/// The number of bytes of an ENUM's code.
func enumByteCount(labelCount: Int) -> Int {
  switch labelCount {
  case ...0xFF: 1
  case ...0xFFFF: 2
  default: 4
  }
}
