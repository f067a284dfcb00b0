internal import CDuckDB

/// A statement that is planned: its columns are known, its parameters can be bound, and it can be
/// run often.
@safe package final class PreparedStatement {
  private let handle: duckdb_prepared_statement
  // Keeps the connection open.
  private let connection: Connection

  init(handle: duckdb_prepared_statement, connection: Connection) {
    unsafe self.handle = unsafe handle
    self.connection = connection
  }

  deinit {
    var destroyed: duckdb_prepared_statement? = unsafe handle
    unsafe duckdb_destroy_prepare(&destroyed)
  }

  /// The kind of the statement.
  package var kind: StatementKind {
    unsafe StatementKind(rawValue: duckdb_prepared_statement_type(handle)) ?? .invalid
  }

  /// The number of parameters to bind.
  package var parameterCount: Int { unsafe Int(duckdb_nparams(handle)) }

  /// The names of the columns that running will give.
  package var columnNames: [String] {
    (0..<columnCount).map { column in
      unsafe takeString(duckdb_prepared_statement_column_name(handle, column)) ?? ""
    }
  }

  /// The types of the columns that running will give; one `other` while they hang on an unbound
  /// parameter.
  package var columnTypes: [LogicalType] {
    (0..<columnCount).map { column in
      unsafe LogicalType(taking: duckdb_prepared_statement_column_logical_type(handle, column))
    }
  }

  private var columnCount: idx_t { unsafe duckdb_prepared_statement_column_count(handle) }

  /// Sets the parameter `$position`, from 1, to a value.
  package func bind(_ value: Value, at position: Int) throws(DuckDBError) {
    guard position >= 1, position <= parameterCount else {
      throw DuckDBError(
        message: "there is no parameter $\(position): the statement has \(parameterCount)"
      )
    }
    guard bindUnchecked(value, at: idx_t(position)) == DUCKDB_SUCCESS else {
      throw DuckDBError(message: unsafe String(cString: duckdb_prepare_error(handle)))
    }
  }

  private func bindUnchecked(_ value: Value, at index: idx_t) -> duckdb_state {
    switch value {
    case .null: unsafe duckdb_bind_null(handle, index)
    case .boolean(let value): unsafe duckdb_bind_boolean(handle, index, value)
    case .integer(let value): unsafe duckdb_bind_int64(handle, index, value)
    case .double(let value): unsafe duckdb_bind_double(handle, index, value)
    case .text(let text):
      unsafe duckdb_bind_varchar_length(handle, index, text, idx_t(text.utf8.count))
    case .blob(let bytes): unsafe duckdb_bind_blob(handle, index, bytes, idx_t(bytes.count))
    case .timestamp(let microseconds):
      unsafe duckdb_bind_timestamp(handle, index, duckdb_timestamp(micros: microseconds))
    }
  }

  /// Runs the statement with the values that are bound, after binding `values` to `$1`, `$2`, ...
  package func execute(binding values: [Value] = []) throws(DuckDBError) -> QueryResult {
    connection.beginCall()
    defer { connection.endCall() }
    return try executeUngated(binding: values)
  }

  /// `execute` past the gate, for what is run while no connection is in a statement.
  func executeUngated(binding values: [Value] = []) throws(DuckDBError) -> QueryResult {
    for (index, value) in values.enumerated() { try bind(value, at: index + 1) }
    var result = unsafe duckdb_result()
    guard unsafe duckdb_execute_prepared_streaming(handle, &result) == DUCKDB_SUCCESS else {
      defer { unsafe duckdb_destroy_result(&result) }
      throw unsafe DuckDBError(result: &result)
    }
    return unsafe QueryResult(taking: result, connection: connection)
  }
}
