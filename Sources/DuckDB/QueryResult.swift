internal import CDuckDB

/// The rows that a statement gives, read chunk by chunk while DuckDB works on the next ones.
@safe package final class QueryResult {
  /// The kind of the statement.
  package let kind: StatementKind
  /// The names of the columns; none where a statement gives no rows.
  package let columnNames: [String]
  /// The types of the columns.
  package let columnTypes: [LogicalType]
  /// The number of rows that an INSERT, UPDATE or DELETE has changed; nil for other statements.
  package let changedRowCount: Int?

  private var handle: duckdb_result
  private var isAtEnd: Bool
  // Keeps the connection open.
  private let connection: Connection

  init(taking result: duckdb_result, connection: Connection) {
    var result = unsafe result
    self.connection = connection
    kind = unsafe StatementKind(rawValue: duckdb_result_statement_type(result)) ?? .invalid
    let returned = unsafe duckdb_result_return_type(result)
    let hasRows = returned == DUCKDB_RESULT_TYPE_QUERY_RESULT
    isAtEnd = !hasRows
    let columns = unsafe 0..<(hasRows ? duckdb_column_count(&result) : 0)
    columnNames = columns.map { unsafe String(cString: duckdb_column_name(&result, $0)) }
    columnTypes = columns.map {
      unsafe LogicalType(taking: duckdb_column_logical_type(&result, $0))
    }
    let changesRows = returned == DUCKDB_RESULT_TYPE_CHANGED_ROWS
    changedRowCount = unsafe changesRows ? Int(duckdb_rows_changed(&result)) : nil
    unsafe handle = unsafe result
    connection.unfinishedResult = hasRows ? ObjectIdentifier(self) : nil
  }

  deinit {
    unsafe duckdb_destroy_result(&handle)
    guard connection.unfinishedResult == ObjectIdentifier(self) else { return }
    // An error would come again with the connection's next statement.
    try? connection.endUnfinishedResult()
  }

  /// The next rows, nil after the last; at most 2048, and never none.
  ///
  /// - Throws: what stopped the query, with `isInterrupt` if that was an interrupt.
  package func nextChunk() throws(DuckDBError) -> DataChunk? {
    guard !isAtEnd else { return nil }
    while let chunk = unsafe duckdb_fetch_chunk(handle) {
      let rows = unsafe DataChunk(owning: chunk, types: columnTypes)
      if rows.rowCount > 0 { return rows }
    }
    isAtEnd = true
    if connection.unfinishedResult == ObjectIdentifier(self) { connection.unfinishedResult = nil }
    guard unsafe duckdb_result_error(&handle) == nil else {
      throw unsafe DuckDBError(result: &handle)
    }
    return nil
  }

  /// All rows that are left, value by value: for results that are small.
  package func rows() throws(DuckDBError) -> [[Value]] {
    var rows: [[Value]] = []
    while let chunk = try nextChunk() {
      for row in 0..<chunk.rowCount {
        rows.append((0..<chunk.columnCount).map { chunk.value(row: row, column: $0) })
      }
    }
    return rows
  }
}

extension DuckDBError {
  /// Why a result failed.
  init(result: inout duckdb_result) {
    let text = unsafe duckdb_result_error(&result)
    unsafe self.init(
      message: text.map { unsafe String(cString: $0) } ?? "the query failed without a message"
    )
  }
}

/// A string that DuckDB has allocated for us, freed.
func takeString(_ text: UnsafePointer<CChar>?) -> String? {
  guard let text = unsafe text else { return nil }
  defer { unsafe duckdb_free(UnsafeMutableRawPointer(mutating: text)) }
  return unsafe String(cString: text)
}
