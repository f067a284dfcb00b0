import DuckDB

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

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
      // A failed COMMIT has ended the transaction already; then this fails and says nothing new.
      try? connection.execute("ROLLBACK")
      throw error
    }
  }

  /// Begins a transaction; false when the user has one open.
  private static func begin(on connection: Connection) throws(DuckDBError) -> Bool {
    // Asking by BEGIN would abort the user's transaction. Outside of one each statement has a
    // number of its own.
    guard try number(on: connection) != number(on: connection) else { return false }
    try connection.execute("BEGIN TRANSACTION")
    return true
  }

  /// Runs work that changes models: where two such transactions meet, one waits for the other's
  /// end.
  ///
  /// - Throws: what `body` or the commit throws; a conflict when the other one does not end soon.
  static func change<Result>(_ store: ModelStore, _ body: () throws -> Result) throws -> Result {
    var attempt = 0
    while true {
      let isOwn = try begin(on: store.connection)
      do {
        try store.createIfNeeded()
        try store.claim()
        let result = try body()
        if isOwn { try store.connection.execute("COMMIT") }
        return result
      } catch {
        guard isOwn else { throw error }
        try? store.connection.execute("ROLLBACK")
        attempt += 1
        guard (error as? DuckDBError)?.isConflict == true, attempt < attemptLimit else {
          throw error
        }
        usleep(attemptMicroseconds)
      }
    }
  }

  // Storing a model takes milliseconds; only a transaction that a user keeps open is waited for in
  // vain.
  private static let attemptLimit = 200
  private static let attemptMicroseconds: UInt32 = 10_000

  private static func number(on connection: Connection) throws(DuckDBError) -> Value? {
    try connection.query("SELECT txid_current()::BIGINT").rows().first?.first
  }
}

extension DuckDBError {
  /// Whether another transaction has changed the same thing first.
  var isConflict: Bool {
    message.hasPrefix("TransactionContext Error") && message.contains("onflict")
  }
}
