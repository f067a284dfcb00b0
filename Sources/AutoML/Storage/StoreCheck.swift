import DuckDB

/// Whether the database can be used, and written.
struct StoreCheck {
  /// The connection to the database.
  let connection: Connection

  /// Refuses a database whose tables a newer version has laid out.
  ///
  /// - Throws: an `AutoMLError` that says which versions they are.
  func requireKnownLayout() throws {
    guard let layout = try ModelStore(connection: connection).layout(),
      layout > StoreLayout.current
    else { return }
    throw AutoMLError(
      sqlState: SQLState.featureNotSupported,
      message: "the database's models were written by a newer automl (layout \(layout), this one "
        + "reads up to \(StoreLayout.current))",
      hint: "Use a newer automl for this database."
    )
  }

  /// Refuses a read-only database before any work is done for it.
  ///
  /// - Throws: an `AutoMLError` that says so.
  func requireWritable() throws {
    guard try !isWritable() else { return }
    throw AutoMLError(
      sqlState: SQLState.readOnly,
      message: "the database is read-only: no model can be stored",
      hint: "Open it for writing, or a copy of it."
    )
  }

  /// Whether the database can be written.
  func isWritable() throws(DuckDBError) -> Bool {
    let rows = try connection.query(
      "SELECT readonly FROM system.main.duckdb_databases()"
        + " WHERE database_name = system.main.current_database()"
    ).rows()
    if case .boolean(true)?? = rows.first?.first { return false }
    return true
  }
}
