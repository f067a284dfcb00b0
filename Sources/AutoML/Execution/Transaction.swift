import DuckDB

/// Runs work in a transaction: the user's own where one is open, else one for the work alone.
enum Transaction {
  /// The result of `body`, committed; rolled back when it throws, unless the transaction is the user's.
  ///
  /// - Throws: what `body` or the commit throws.
  static func run<Result>(
    on connection: Connection, _ body: () throws -> Result
  ) throws -> Result {
    guard try begin(on: connection) else { return try body() }
    do {
      let result = try body()
      try connection.execute("COMMIT")
      return result
    } catch {
      // A failed COMMIT has ended the transaction already; then this fails and says nothing new.
      try? connection.execute("ROLLBACK")
      throw error
    }
  }

  /// Begins a transaction; false when the user has one open.
  private static func begin(on connection: Connection) throws(DuckDBError) -> Bool {
    do throws(DuckDBError) {
      try connection.execute("BEGIN TRANSACTION")
      return true
    } catch {
      if error.message.contains("within a transaction") { return false }
      throw error
    }
  }
}
