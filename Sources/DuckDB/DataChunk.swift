internal import CDuckDB

/// Up to 2048 rows, column by column, in DuckDB's own memory.
///
/// Values are read in bulk: numbers by `appendNumbers`, strings by `appendCodes` or
/// `forEachString`; `value` and `text` read one at a time, for results that are small or printed.
@safe package struct DataChunk: ~Copyable {
  /// The types of the columns.
  package let types: [LogicalType]
  /// The number of rows.
  package let rowCount: Int
  /// The connection whose query calls; nil where a function did not ask for it.
  package let connectionID: UInt64?

  private let handle: duckdb_data_chunk
  private let isOwned: Bool

  /// A chunk that is destroyed with this value.
  init(owning handle: duckdb_data_chunk, types: [LogicalType]) {
    unsafe self.init(handle: handle, isOwned: true, types: types)
  }

  /// A chunk that DuckDB keeps and this value may only look at.
  init(borrowing handle: duckdb_data_chunk, types: [LogicalType], connectionID: UInt64? = nil) {
    unsafe self.init(handle: handle, isOwned: false, types: types, connectionID: connectionID)
  }

  private init(
    handle: duckdb_data_chunk,
    isOwned: Bool,
    types: [LogicalType],
    connectionID: UInt64? = nil
  ) {
    unsafe self.handle = unsafe handle
    self.connectionID = connectionID
    self.isOwned = isOwned
    self.types = types
    rowCount = unsafe Int(duckdb_data_chunk_get_size(handle))
  }

  deinit {
    guard isOwned else { return }
    var destroyed: duckdb_data_chunk? = unsafe handle
    unsafe duckdb_destroy_data_chunk(&destroyed)
  }

  /// The number of columns.
  package var columnCount: Int { types.count }

  /// The types of a chunk's columns, as its vectors have them.
  static func types(of handle: duckdb_data_chunk) -> [LogicalType] {
    unsafe (0..<duckdb_data_chunk_get_column_count(handle)).map { column in
      unsafe LogicalType(
        taking: duckdb_vector_get_column_type(duckdb_data_chunk_get_vector(handle, column))
      )
    }
  }

  func vector(_ column: Int) -> Vector {
    unsafe Vector(duckdb_data_chunk_get_vector(handle, idx_t(column)), type: types[column])
  }

  /// Calls `body` with the bytes of each string of a VARCHAR, ENUM or BLOB column, nil where it is
  /// NULL.
  package func forEachString(
    inColumn column: Int,
    _ body: (_ row: Int, _ bytes: Span<UInt8>?) throws -> Void
  ) rethrows {
    let vector = unsafe vector(column)
    var text: [UInt8] = []
    for row in 0..<rowCount {
      if unsafe vector.isNull(row) {
        try body(row, nil)
      } else {
        text.removeAll(keepingCapacity: true)
        unsafe vector.appendText(row, to: &text)
        try body(row, text.span)
      }
    }
  }

  /// Whether all rows have the same text, as those of a constant have; false of a longer one that stands in
  /// several places.
  ///
  /// - Precondition: the column is a VARCHAR.
  package func hasOneText(inColumn column: Int) -> Bool {
    precondition(types[column] == .varchar(), "\(types[column]) is no text")
    let vector = unsafe vector(column)
    guard rowCount > 0, !(0..<rowCount).contains(where: { unsafe vector.isNull($0) }) else {
      return false
    }
    let words = unsafe vector.elements(as: StringWords.self)
    var difference: UInt64 = 0
    for row in 0..<rowCount {
      unsafe difference |= words[row].head ^ words[0].head | words[row].tail ^ words[0].tail
    }
    return difference == 0
  }

  /// Lends the bytes of a row of a BLOB column, which are not copied; nil where it is NULL.
  ///
  /// - Precondition: the column is a BLOB.
  package func withBytes<Result>(
    row: Int,
    column: Int,
    _ body: (Span<UInt8>) throws -> Result
  ) throws -> Result? {
    precondition(types[column] == .blob, "\(types[column]) is no BLOB")
    let vector = unsafe vector(column)
    guard unsafe !vector.isNull(row) else { return nil }
    let result = unsafe vector.withBytes(row) { bytes in
      Swift.Result { try body(unsafe bytes.span) }
    }
    return try result.get()
  }
}
