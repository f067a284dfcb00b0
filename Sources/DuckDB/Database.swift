internal import CDuckDB
import Synchronization

/// An open database, in a file or in memory; closed when the last connection to it is gone.
@safe package final class Database: Sendable {
  private nonisolated(unsafe) let handle: duckdb_database  // DuckDB locks inside.
  // How many want one thread now, and the number of threads to go back to.
  private let oneThread = Mutex((userCount: 0, threads: ""))

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

  /// Runs `body` while each query of the database runs on one thread, so that a query gives the same
  /// rows in the same order whenever it runs.
  ///
  /// The setting is the database's: others run slower meanwhile. The last of several users at once
  /// sets it back.
  package func onOneThread<Result>(
    _ body: () throws(DuckDBError) -> Result
  ) throws(DuckDBError) -> Result {
    // A connection of its own: the user's may be in a transaction that fails in `body`.
    let connection = try connect()
    try oneThread.withLock { state throws(DuckDBError) in
      if state.userCount == 0 {
        let rows = try connection.query("SELECT current_setting('threads')::VARCHAR").rows()
        if case .text(let threads)?? = rows.first?.first { state.threads = threads }
        try connection.execute("SET threads = 1")
      }
      state.userCount += 1
    }
    let result: Swift.Result<Result, DuckDBError>
    do throws(DuckDBError) { result = .success(try body()) } catch { result = .failure(error) }
    do throws(DuckDBError) {
      try oneThread.withLock { state throws(DuckDBError) in
        state.userCount -= 1
        if state.userCount == 0 { try connection.execute("SET threads = \(state.threads)") }
      }
    } catch {
      // What `body` failed for matters more than that the database stays slow.
      guard case .failure = result else { throw error }
    }
    return try result.get()
  }
}
