extension DataChunk {
  /// True if the value is NULL.
  package func isNull(row: Int, column: Int) -> Bool { unsafe vector(column).isNull(row) }

  /// A value as DuckDB prints it, times with a time zone in UTC; nil for NULL.
  package func text(row: Int, column: Int) -> String? {
    let vector = unsafe vector(column)
    guard unsafe !vector.isNull(row) else { return nil }
    var text: [UInt8] = []
    unsafe vector.appendText(row, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// Appends a value, which is not NULL, as DuckDB prints it, times with a time zone in UTC.
  package func appendText(row: Int, column: Int, to text: inout [UInt8]) {
    unsafe vector(column).appendText(row, to: &text)
  }

  /// A value as JSON: numbers with all their digits, NaN and the infinities as `null`, values inside
  /// values as arrays and objects; nil for NULL.
  package func json(row: Int, column: Int) -> String? {
    let vector = unsafe vector(column)
    guard unsafe !vector.isNull(row) else { return nil }
    var text: [UInt8] = []
    unsafe vector.appendJSON(row, to: &text)
    return String(decoding: text, as: UTF8.self)
  }

  /// A value in the case of its type: integers of up to 64 bits, floating point, booleans, blobs,
  /// timestamps in microseconds, all others as text.
  package func value(row: Int, column: Int) -> Value {
    let vector = unsafe vector(column)
    guard unsafe !vector.isNull(row) else { return .null }
    return switch types[column] {
    case .boolean: unsafe .boolean(vector.load(row, as: UInt8.self) != 0)
    case .tinyint: unsafe .integer(Int64(vector.load(row, as: Int8.self)))
    case .smallint: unsafe .integer(Int64(vector.load(row, as: Int16.self)))
    case .integer: unsafe .integer(Int64(vector.load(row, as: Int32.self)))
    case .bigint: unsafe .integer(vector.load(row))
    case .utinyint: unsafe .integer(Int64(vector.load(row, as: UInt8.self)))
    case .usmallint: unsafe .integer(Int64(vector.load(row, as: UInt16.self)))
    case .uinteger: unsafe .integer(Int64(vector.load(row, as: UInt32.self)))
    case .float: unsafe .double(Double(vector.load(row, as: Float.self)))
    case .double: unsafe .double(vector.load(row))
    case .blob: unsafe .blob(vector.withBytes(row) { unsafe [UInt8]($0) })
    case .timestamp, .timestampWithTimeZone: unsafe .timestamp(microseconds: vector.load(row))
    default: .text(text(row: row, column: column) ?? "")
    }
  }
}
