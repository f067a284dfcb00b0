internal import CDuckDB
import Synchronization

/// An open database, in a file or in memory; closed when the last connection to it is gone.
@safe package final class Database: Sendable {
  private nonisolated(unsafe) let handle: duckdb_database  // DuckDB locks inside.
  // How many want one thread now, and the number of threads to go back to.
  private let oneThread = Mutex((userCount: 0, threads: ""))
  // The same for little memory.
  private let littleMemory = Mutex((userCount: 0, limit: 0))

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

  /// Runs `body` while the engine keeps at most `byteCount` bytes, of what it has read too, and lets go of
  /// that in the end; for a query that needs no more.
  ///
  /// The limit is the database's: others have no more meanwhile. The last of several users at once sets
  /// it back. Where the engine has more that it cannot let go of, as the tables of a database in memory,
  /// or less is set already, nothing changes.
  package func withLittleMemory<Result>(
    _ byteCount: Int,
    _ body: () throws(DuckDBError) -> Result
  ) throws(DuckDBError) -> Result {
    let connection = try connect()
    try littleMemory.withLock { state throws(DuckDBError) in
      if state.userCount == 0 {
        state.limit = try Self.memoryLimit(of: connection)
        if byteCount < state.limit { Self.setMemoryLimit(byteCount, connection) }
      }
      state.userCount += 1
    }
    defer {
      littleMemory.withLock { state in
        state.userCount -= 1
        if state.userCount == 0 {
          // The engine lets go of what it can to get there, whether it does or not.
          Self.setMemoryLimit(min(state.limit, 16 << 20), connection)
          Self.setMemoryLimit(state.limit, connection)
        }
      }
    }
    return try body()
  }

  /// The limit in bytes, as far as its text has digits.
  private static func memoryLimit(of connection: Connection) throws(DuckDBError) -> Int {
    let rows = try connection.query(
      "SELECT parse_formatted_bytes(current_setting('memory_limit'))::BIGINT"
    ).rows()
    guard case .integer(let byteCount)?? = rows.first?.first else { return .max }
    // The text is cut off after a digit, and counts whole parts of its unit, 1024 of them: with one more it
    // is the same text again.
    let unitBits =
      max(Int(byteCount).bitWidth - 1 - Int(byteCount).leadingZeroBitCount, 10) / 10 * 10
    return Int(byteCount) + (1 << (unitBits - 10))
  }

  private static func setMemoryLimit(_ byteCount: Int, _ connection: Connection) {
    try? connection.execute("SET memory_limit = '\(byteCount)B'")
  }
}
