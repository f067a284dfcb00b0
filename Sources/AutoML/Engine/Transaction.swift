import DuckDB

/// Runs work in a transaction: the user's own where one is open, else one for the work alone.
enum Transaction {
  /// The result of `body`, committed; rolled back when it throws, unless the transaction is the
  /// user's.
  ///
  /// - Throws: what `body` or the commit throws.
  static func run<Result>(
    on connection: Connection,
    _ body: () throws -> Result
  ) throws -> Result {
    guard try begin(on: connection) else { return try body() }
    do {
      let result = try body()
      try connection.execute("COMMIT")
      return result
    } catch {
      // An interrupt that is repeated must not stop the way back.
      connection.interrupter.hear()
      // A failed COMMIT has ended the transaction already; then this fails and says nothing new.
      try? connection.execute("ROLLBACK")
      throw error
    }
  }

  /// Whether the user has a transaction open.
  static func isOpen(on connection: Connection) throws(DuckDBError) -> Bool {
    // Asking by BEGIN would abort the user's transaction. Outside of one each statement has a
    // number of its own.
    try number(on: connection) == number(on: connection)
  }

  /// Begins a transaction; false when the user has one open.
  private static func begin(on connection: Connection) throws(DuckDBError) -> Bool {
    guard try !isOpen(on: connection) else { return false }
    try connection.execute("BEGIN TRANSACTION")
    return true
  }

  private static func number(on connection: Connection) throws(DuckDBError) -> Value? {
    try connection.query("SELECT system.main.txid_current()::BIGINT").rows().first?.first
  }
}
