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
  /// - Throws: when the database cannot be opened; one that is only read has to be there.
  private func openSession(
    isReadOnly: Bool,
    threads: Int?
  ) throws(AutoMLError) -> Session {
    if isReadOnly, let database, !FilePath.exists(database) {
      throw AutoMLError(
        sqlState: "08001",
        message: "database file \"\(database)\" does not exist"
      )
    }
    return try Session(
      configuration: SessionConfiguration(
        databasePath: database,
        isReadOnly: isReadOnly && database != nil,
        threadCount: threads,
        endpoints: RemoteEndpoints()
      ),
      observer: SessionObserver(
        notice: { Console.shared.notice($0) },
        progress: { Console.shared.progress($0) }
      )
    )
  }

  /// Tells who asks about models without a database why there are none.
  func noticeMissingDatabase() {
    guard database == nil else { return }
    Console.shared.notice("no --database is given, and in memory there are no models")
  }

  /// Opens a session, and hands it to `body`, which `interrupts` stop.
  ///
  /// - Throws: when the database cannot be opened, what `body` throws, and that SIGTERM or SIGHUP came
  ///   while it ran.
  func withSession<Value>(
    isReadOnly: Bool = false,
    threads: Int? = nil,
    interrupts: Interrupts = Interrupts(),
    _ body: (Session) throws(AutoMLError) -> Value
  ) throws(AutoMLError) -> Value {
    let session = try openSession(isReadOnly: isReadOnly, threads: threads)
    defer { Console.shared.endProgress() }
    return try interrupts.whileWorking(session.interrupter) { () throws(AutoMLError) in
      try body(session)
    }
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
