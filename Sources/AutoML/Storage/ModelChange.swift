import DuckDB

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Work that changes models, in a transaction as `Transaction.run` has it.
///
/// Each model and function that is made, replaced or dropped is claimed by its name. Where two
/// transactions claim one name the later meets a conflict: in a transaction of its own it waits for
/// the other's end and tries again. In a user's transaction nothing can be tried again, so its names
/// are claimed before a training, not only after it.
struct ModelChange {
  /// Where models are.
  let store: ModelStore
  /// The number of the user's interrupts so far: one more ends the waiting.
  var interruptCount: () -> Int = { 0 }
  /// Told once of a wait that lasts.
  var notice: (String) -> Void = { _ in }

  // Storing a model takes milliseconds; what lasts is a transaction that a user keeps open.
  private static let pauseMicroseconds: UInt32 = 10_000
  private static let pausesBeforeNotice = 200
  /// The largest number of pauses for another transaction: a minute in all.
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
