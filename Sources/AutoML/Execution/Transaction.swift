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

/// Work that changes models, in a transaction as `Transaction.run` has it.
///
/// Each model and function that is made, replaced or dropped is claimed by its name. Where two
/// transactions claim one name the later meets a conflict: in a transaction of its own it waits for
/// the other's end and tries again. In a user's transaction nothing can be tried again, so its names
/// are claimed before a training, not only after it.
struct ModelChange {
  /// Where models are.
  let store: ModelStore
  /// How often the user has interrupted: once more ends the waiting.
  var interruptCount: () -> Int = { 0 }
  /// Told once of a wait that lasts.
  var notice: (String) -> Void = { _ in }

  // Storing a model takes milliseconds; what lasts is a transaction that a user keeps open.
  private static let pauseMicroseconds: UInt32 = 10_000
  private static let pausesBeforeNotice = 200
  /// How often another transaction is waited for: a minute in all.
  var pauseLimit = 6_000

  /// Claims names and runs `body`.
  ///
  /// - Throws: what `body` or the commit throws; a conflict in a user's transaction, or when the
  ///   other transaction does not end within a minute; an interrupt of the waiting.
  func run<Result>(claiming names: [String], _ body: () throws -> Result) throws -> Result {
    let connection = store.connection
    let isUsers = try Transaction.isOpen(on: connection)
    let interruptsBefore = interruptCount()
    var pauseCount = 0
    while true {
      do {
        return try Transaction.run(on: connection) {
          try store.createIfNeeded()
          for name in names { try store.claim(name) }
          return try body()
        }
      } catch let error as DuckDBError where error.isConflict {
        guard interruptCount() == interruptsBefore else { throw DuckDBError.interrupted }
        guard !isUsers, pauseCount < pauseLimit else { throw AutoMLError(conflictOn: names) }
      }
      usleep(Self.pauseMicroseconds)
      pauseCount += 1
      if pauseCount == Self.pausesBeforeNotice {
        notice("waiting for another session's transaction, which changes the same model")
      }
    }
  }
}

extension AutoMLError {
  /// Another transaction changes a model or function of one of these names.
  fileprivate init(conflictOn names: [String]) {
    let subject = names.isEmpty ? "models" : names.joined(separator: " or ")
    self.init(
      sqlState: SQLState.serializationFailure,
      message: "another session is changing \(subject)",
      hint: "Run the statement again when that session's transaction has ended."
    )
  }
}
