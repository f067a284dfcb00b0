internal import CDuckDB

/// An open database, in a file or in memory; closed when the last connection to it is gone.
@safe package final class Database: Sendable {
  private nonisolated(unsafe) let handle: duckdb_database  // DuckDB locks inside.
  /// Who is in a statement.
  let gate = StatementGate()
  /// The number of threads, which reading in a fixed order sets to one for a while.
  let threads = BorrowedSetting()
  /// The limit of memory in bytes, which reading large tables lowers for a while.
  let memoryLimit = BorrowedSetting()

  /// The version of the library that is linked, "v1.5.5".
  package static var libraryVersion: String { unsafe String(cString: duckdb_library_version()) }

  /// Opens the file at `path`, making it if there is none; without a path, a database in memory.
  ///
  /// - Parameters:
  ///   - path: a file of DuckDB's, or nil.
  ///   - isReadOnly: true to refuse all writes and to share the file with other readers.
  ///   - options: DuckDB's settings by name, as in its `SET`.
  /// - Throws: DuckDB's words on a file that is not a database, is locked, or is of a newer
  ///   version.
  package init(
    path: String? = nil,
    isReadOnly: Bool = false,
    options: [(String, String)] = []
  ) throws(DuckDBError) {
    var config: duckdb_config?
    guard unsafe duckdb_create_config(&config) == DUCKDB_SUCCESS else {
      throw DuckDBError(message: "out of memory")
    }
    defer { unsafe duckdb_destroy_config(&config) }
    let access = isReadOnly ? [("access_mode", "READ_ONLY")] : []
    for (name, value) in access + options {
      guard unsafe duckdb_set_config(config, name, value) == DUCKDB_SUCCESS else {
        throw DuckDBError(message: "setting \(name) cannot be '\(value)'")
      }
    }
    var opened: duckdb_database?
    var text: UnsafeMutablePointer<CChar>?
    let state = unsafe duckdb_open_ext(path, &opened, config, &text)
    defer { unsafe duckdb_free(text) }
    guard state == DUCKDB_SUCCESS, let opened = unsafe opened else {
      throw DuckDBError(
        message: unsafe text.map { unsafe String(cString: $0) } ?? "the database does not open"
      )
    }
    unsafe handle = unsafe opened
  }

  deinit {
    var closing: duckdb_database? = unsafe handle
    unsafe duckdb_close(&closing)
  }

  /// A connection: a transaction and settings of its own.
  package func connect() throws(DuckDBError) -> Connection {
    var connected: duckdb_connection?
    guard unsafe duckdb_connect(handle, &connected) == DUCKDB_SUCCESS,
      let connected = unsafe connected
    else { throw DuckDBError(message: "the database takes no connection") }
    return unsafe Connection(handle: connected, database: self)
  }
}
