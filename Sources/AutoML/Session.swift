import DuckDB
import ModelSQL

/// One user's conversation with one database: runs SQL, trains models, predicts.
///
/// Not for sharing between threads: open one for each. Its `interrupter` may be called from anywhere.
public final class Session {
  /// Told of notices and progress.
  public var observer = SessionObserver()
  /// Stops what the session is doing.
  public let interrupter = SessionInterrupter()

  /// Opens the database, registers its models' functions.
  ///
  /// - Throws: when the file is not a database, is locked, or was written by a newer version.
  public init(configuration: SessionConfiguration = SessionConfiguration()) throws(AutoMLError) {
    throw AutoMLError(sqlState: SQLState.featureNotSupported, message: "not built yet")
  }

  /// Runs the statements of a script one after the other and hands each result to `handle`.
  ///
  /// A failing statement ends the script; what ran before it stays.
  ///
  /// - Throws: the error of the first statement that fails.
  public func execute(
    _ script: String, _ handle: (StatementResult) throws(AutoMLError) -> Void
  ) throws(AutoMLError) {
  }

  /// Trains and stores a model.
  ///
  /// - Throws: when the request names something that is not there, or the data cannot be learnt from.
  public func train(_ request: TrainingRequest) throws(AutoMLError) -> TrainingReport {
    throw AutoMLError(sqlState: SQLState.featureNotSupported, message: "not built yet")
  }

  /// Writes a stored model to a file of its own.
  ///
  /// - Throws: when there is no such model, or the file cannot be written.
  public func exportModel(named name: String, to path: String) throws(AutoMLError) {
  }

  /// Scores a table; nil where the rows went to a file, with their count as the tag otherwise.
  ///
  /// - Throws: when a column that the model needs is not in the data, or has a type it cannot take.
  public func predict(_ request: PredictionRequest) throws(AutoMLError) -> StatementResult {
    throw AutoMLError(sqlState: SQLState.featureNotSupported, message: "not built yet")
  }

  /// The names of all models with their state, or with `name` one model's description, as `SHOW MODEL` has it.
  ///
  /// - Throws: when there is no such model.
  public func showModel(named name: String? = nil) throws(AutoMLError) -> ResultRows {
    throw AutoMLError(sqlState: SQLState.featureNotSupported, message: "not built yet")
  }

  /// The report of the training that made a model.
  ///
  /// - Throws: when there is no such model.
  public func report(ofModelNamed name: String) throws(AutoMLError) -> TrainingReport {
    throw AutoMLError(sqlState: SQLState.featureNotSupported, message: "not built yet")
  }

  /// The ledger: one row for each training; `byMonth` adds them up.
  ///
  /// - Throws: when the ledger cannot be read.
  public func usage(byMonth: Bool) throws(AutoMLError) -> ResultRows {
    throw AutoMLError(sqlState: SQLState.featureNotSupported, message: "not built yet")
  }
}

/// Stops a session's work from another thread or a signal handler's thread.
public final class SessionInterrupter: Sendable {
  /// Stops what runs: a search keeps the best model so far, and a second call gives that up too; a query fails.
  public func interrupt() {}
}
