internal import CDuckDB

/// The column that a function fills, one value for each row of its input.
///
/// Each `write` fills all rows; a row that is never written has no certain value.
@safe package struct OutputVector: ~Copyable {
  /// The type of the values.
  package let type: LogicalType
  /// The number of rows to fill.
  package let rowCount: Int

  private let handle: duckdb_vector
  private let data: UnsafeMutableRawPointer?

  init(_ handle: duckdb_vector, type: LogicalType, rowCount: Int) {
    self.type = type
    self.rowCount = rowCount
    unsafe self.handle = unsafe handle
    unsafe data = unsafe duckdb_vector_get_data(handle)
  }

  /// Makes a row NULL, and with it all fields of a STRUCT.
  ///
  /// - Precondition: `row` is in `0..<rowCount`.
  package mutating func setNull(_ row: Int) {
    precondition(row >= 0 && row < rowCount, "row \(row) of \(rowCount)")
    unsafe duckdb_vector_ensure_validity_writable(handle)
    unsafe duckdb_vector_get_validity(handle)[row >> 6] &= ~(1 << UInt64(row & 63))
    guard case .struct(let fields) = type else { return }
    for index in fields.indices { withField(index) { $0.setNull(row) } }
  }

  /// Makes all rows NULL.
  package mutating func setAllNull() {
    for row in 0..<rowCount { setNull(row) }
  }

  /// Where the values go.
  @inline(__always)
  func elements<Element: BitwiseCopyable>(as type: Element.Type) -> UnsafeMutablePointer<Element> {
    guard let data = unsafe data else { preconditionFailure("a vector without data") }
    return unsafe data.assumingMemoryBound(to: type)
  }

  /// Sets a row to a text.
  ///
  /// - Precondition: the type is VARCHAR or BLOB, and the bytes of a VARCHAR are UTF-8.
  package mutating func setText(_ row: Int, to bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { unsafe setText(row, to: $0) }
  }

  /// Sets a row to a text.
  ///
  /// - Precondition: the type is VARCHAR.
  package mutating func setText(_ row: Int, to text: String) {
    setText(row, to: text.utf8Span.span)
  }

  mutating func setText(_ row: Int, to bytes: UnsafeBufferPointer<UInt8>) {
    precondition(row >= 0 && row < rowCount, "row \(row) of \(rowCount)")
    unsafe UnsafeRawBufferPointer(bytes).withMemoryRebound(to: CChar.self) { text in
      unsafe duckdb_vector_assign_string_element_len(
        handle,
        idx_t(row),
        text.baseAddress,
        idx_t(text.count)
      )
    }
  }
}

// Values inside values.
extension OutputVector {
  /// Lends `body` a field of a STRUCT, with as many rows as this.
  ///
  /// - Precondition: the type is a STRUCT that has the field.
  package mutating func withField<Result>(
    _ index: Int,
    _ body: (inout OutputVector) throws -> Result
  ) rethrows -> Result {
    guard case .struct(let fields) = type else { preconditionFailure("\(type) has no fields") }
    return try unsafe lend(
      duckdb_struct_vector_get_child(handle, idx_t(index)),
      fields[index].type,
      rowCount,
      body
    )
  }

  /// Gives each row of a LIST or MAP its length, and lends `body` the elements of all rows, one
  /// row's after the other's.
  ///
  /// The elements of a MAP are STRUCTs of a key, field 0, and a value, field 1.
  ///
  /// - Precondition: the type is a LIST or MAP; `lengths` has a length for each row.
  package mutating func withElements<Result>(
    lengths: [Int],
    _ body: (inout OutputVector) throws -> Result
  ) throws -> Result {
    precondition(lengths.count == rowCount, "\(lengths.count) lengths for \(rowCount) rows")
    let element: LogicalType
    switch type {
    case .list(let type): element = type
    case .map(let key, let value):
      element = .struct([.init(name: "key", type: key), .init(name: "value", type: value)])
    default: preconditionFailure("\(type) has no elements")
    }
    let entries = unsafe elements(as: ListEntry.self)
    var end = 0
    for row in 0..<rowCount {
      unsafe entries[row] = ListEntry(offset: UInt64(end), length: UInt64(lengths[row]))
      end += lengths[row]
    }
    guard unsafe duckdb_list_vector_reserve(handle, idx_t(end)) == DUCKDB_SUCCESS,
      unsafe duckdb_list_vector_set_size(handle, idx_t(end)) == DUCKDB_SUCCESS
    else { throw DuckDBError(message: "no room for \(end) elements") }
    return try unsafe lend(duckdb_list_vector_get_child(handle), element, end, body)
  }

  private func lend<Result>(
    _ child: duckdb_vector?,
    _ type: LogicalType,
    _ rowCount: Int,
    _ body: (inout OutputVector) throws -> Result
  ) rethrows -> Result {
    guard let child = unsafe child else { preconditionFailure("\(type) is not there") }
    var vector = unsafe OutputVector(child, type: type, rowCount: rowCount)
    return try body(&vector)
  }
}
