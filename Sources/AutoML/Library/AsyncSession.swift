import Dispatch
import DuckDB

/// A session for concurrent code: its work runs on a thread of its own, and ends when the task that asked
/// for it is cancelled.
public actor AsyncSession {
  private let queue = SessionQueue()
  private let session: Session
  private nonisolated let interrupter: SessionInterrupter

  /// The actor's work runs on the session's queue, and blocks no thread of the language's pool.
  public nonisolated var unownedExecutor: UnownedSerialExecutor {
    unsafe queue.asUnownedSerialExecutor()
  }

  /// Opens the database, as `Session` does.
  ///
  /// - Throws: when the file is not a database, is locked, or was written by a newer version.
  public init(
    configuration: SessionConfiguration = SessionConfiguration(),
    observer: SessionObserver = SessionObserver()
  ) throws(AutoMLError) {
    session = try Session(configuration: configuration, observer: observer)
    interrupter = session.interrupter
  }

  /// Runs the statements of a script one after the other, and returns what each came to.
  ///
  /// - Throws: the error of the first statement that fails, with SQLSTATE 57014 where the task was
  ///   cancelled.
  @discardableResult
  public func execute(_ script: String) async throws(AutoMLError) -> [StatementOutcome] {
    try await cancellable { (session) throws(AutoMLError) in
      var outcomes: [StatementOutcome] = []
      try session.execute(script) { (result) throws(AutoMLError) in
        outcomes.append(try StatementOutcome(result))
      }
      return outcomes
    }
  }

  /// Runs one statement of the engine's SQL with values for its parameters, and returns all its rows.
  ///
  /// - Throws: what the engine says, with SQLSTATE 57014 where the task was cancelled.
  public func query(
    _ sql: String,
    _ parameters: [SQLValue] = []
  ) async throws(AutoMLError) -> ResultTable {
    try await cancellable { (session) throws(AutoMLError) in try session.query(sql, parameters) }
  }

  /// Trains and stores a model.
  ///
  /// - Throws: as `Session.train(_:)` does, with SQLSTATE 57014 where the task was cancelled.
  public func train(_ request: TrainingRequest) async throws(AutoMLError) -> TrainingReport {
    try await cancellable { (session) throws(AutoMLError) in try session.train(request) }
  }

  private func cancellable<Result: Sendable>(
    _ body: (Session) throws(AutoMLError) -> Result
  ) async throws(AutoMLError) -> Result {
    let interrupter = interrupter
    guard !Task.isCancelled else { throw AutoMLError(engine: .interrupted) }
    // An interrupt that comes too late to end what it was for must not end what comes next.
    defer { interrupter.reset() }
    do {
      return try await withTaskCancellationHandler {
        try body(session)
      } onCancel: {
        // The first would keep the best model so far.
        interrupter.interrupt()
        interrupter.interrupt()
      }
    } catch { throw AutoMLError(error) }
  }
}

/// The result of one statement of a script, all of it in memory.
public enum StatementOutcome: Sendable {
  /// Rows, as text: a text or nil (NULL) for each column.
  case rows(columns: [ResultColumn], rows: [[String?]])
  /// A statement without rows; `tag` is what was done.
  case done(tag: String)
  /// `CREATE MODEL` trained and stored a model.
  case trained(TrainingReport)

  init(_ result: StatementResult) throws(AutoMLError) {
    switch result {
    case .rows(let rows):
      var all: [[String?]] = []
      while let batch = try rows.nextBatch() { all += batch }
      self = .rows(columns: rows.columns, rows: all)
    case .done(let tag): self = .done(tag: tag)
    case .trained(let report): self = .trained(report)
    }
  }
}

/// Runs an actor's jobs one after the other on a queue.
private final class SessionQueue: SerialExecutor {
  private let queue = DispatchQueue(label: "automl.session")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
