import ArgumentParser
import AutoML

/// Where the models are.
struct DatabaseOptions: ParsableArguments {
  @Option(
    name: [.customShort("d"), .long],
    help: ArgumentHelp("The database file (default: in memory).", valueName: "file")
  )
  var database: String?

  /// A session on the database, whose notices and progress go to standard error.
  ///
  /// - Throws: when the database cannot be opened.
  func openSession(threads: Int? = nil) throws(AutoMLError) -> Session {
    let session = try Session(
      configuration: SessionConfiguration(databasePath: database, threadCount: threads)
    )
    session.observer = SessionObserver(
      notice: { Console.shared.notice($0) },
      progress: { Console.shared.progress($0) }
    )
    return session
  }

  /// Opens a session, and hands it to `body`, which Ctrl-C stops.
  ///
  /// - Throws: when the database cannot be opened, and what `body` throws.
  func withSession<Value>(
    threads: Int? = nil,
    _ body: (Session) throws(AutoMLError) -> Value
  ) throws(AutoMLError) -> Value {
    let session = try openSession(threads: threads)
    defer { Console.shared.endProgress() }
    return try Interrupts().whileWorking(session.interrupter) { () throws(AutoMLError) in
      try body(session)
    }
  }

  /// Refuses to read from a database that is not there: opening would make an empty one.
  ///
  /// - Throws: when a file is named and does not exist.
  func requireExistingFile() throws(AutoMLError) {
    guard let database, !FilePath.exists(database) else { return }
    throw AutoMLError(sqlState: "08001", message: "database file \"\(database)\" does not exist")
  }
}

/// Threads to use, as `train` and `predict` take them.
struct ThreadOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Threads to use (default: every core).", valueName: "n"))
  var threads: Int?

  func validate() throws {
    try requirePositive(threads, "--threads")
  }
}

/// Refuses zero and negative numbers.
///
/// - Throws: a usage error that names the option.
func requirePositive(_ value: Int?, _ option: String) throws {
  guard let value, value < 1 else { return }
  throw ValidationError("The value of '\(option)' must be 1 or more, not \(value).")
}
