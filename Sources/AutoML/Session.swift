import DuckDB
import Metering
import ModelSQL
import Models

/// One user's conversation with one database: runs SQL, trains models, predicts.
///
/// Not for sharing between threads: open one for each. Its `interrupter` may be called from
/// anywhere.
public final class Session {
  /// Told of notices and progress.
  public var observer: SessionObserver
  /// Stops what the session is doing.
  public let interrupter: SessionInterrupter

  /// The SQL that is taken beside the statements about models.
  var dialect = SQLDialect.duckdb
  /// The functions that the last statement has brought with it.
  var statementFunctions: [String] = []
  /// Whether the user knows who tells sentiments.
  var hasToldOfSentiments = false
  let database: Database
  let connection: Connection
  let threadCount: Int
  /// The way to endpoints, which all sessions of a database share.
  let remote: RemoteCalls
  var store: ModelStore { ModelStore(connection: connection) }

  /// Opens the database and registers its models' functions.
  ///
  /// - Precondition: descriptors 0 to 2 are open; see `SessionConfiguration`.
  /// - Throws: when the file is not a database, is locked, or was written by a newer version.
  public convenience init(
    configuration: SessionConfiguration = SessionConfiguration(),
    observer: SessionObserver = SessionObserver()
  ) throws(AutoMLError) {
    let threadCount = max(1, configuration.threadCount ?? processorCount())
    let database = try Self.open(configuration, threadCount: threadCount, observer)
    try self.init(
      database: database,
      threadCount: threadCount,
      observer: observer,
      remote: RemoteCalls(transport: configuration.endpoints, in: database)
    )
    do throws(DuckDBError) {
      try EvaluationWriter.register(on: connection, of: database, threadCount: threadCount)
      try connection.register(InvokeEndpoint(calls: remote).function)
      try SentimentFunctions(calls: remote).register(on: connection)
    } catch { throw AutoMLError(engine: error) }
    try binding.bindAll()
  }

  /// A further session on the database of another one, for another thread.
  ///
  /// - Throws: when the database takes no further connection.
  public convenience init(sharing other: Session) throws(AutoMLError) {
    try self.init(
      database: other.database,
      threadCount: other.threadCount,
      observer: other.observer,
      remote: other.remote
    )
  }

  private init(
    database: Database,
    threadCount: Int,
    observer: SessionObserver,
    remote: RemoteCalls
  ) throws(AutoMLError) {
    self.database = database
    self.remote = remote
    self.threadCount = threadCount
    self.observer = observer
    do throws(DuckDBError) {
      connection = try database.connect()
    } catch { throw AutoMLError(engine: error) }
    interrupter = SessionInterrupter(connection: connection.interrupter)
    remote.enter(
      connection.id,
      RemoteCalls.Caller(interrupter: interrupter, names: EndpointNames(lenient: ""))
    )
  }

  deinit {
    recordRemoteUsage()
    remote.leave(connection.id)
  }

  /// A file that may not be written is opened for reading: what would write then says so.
  private static func open(
    _ configuration: SessionConfiguration,
    threadCount: Int,
    _ observer: SessionObserver
  ) throws(AutoMLError) -> Database {
    let options = [("threads", "\(threadCount)")]
    let path = configuration.databasePath
    do throws(DuckDBError) {
      return try Database(path: path, isReadOnly: configuration.isReadOnly, options: options)
    } catch {
      if let path, !configuration.isReadOnly, error.message.contains("Permission denied"),
        let database = try? Database(path: path, isReadOnly: true, options: options)
      {
        observer.notice("\"\(path)\" may not be written: it is opened for reading only")
        return database
      }
      throw AutoMLError(opening: path ?? ":memory:", error)
    }
  }

  /// The way to make functions of stored models known.
  var binding: FunctionBinding {
    FunctionBinding(
      connection: connection,
      database: database,
      observer: observer,
      remote: remote
    )
  }

  /// Runs the statements of a script one after the other and hands each result to `handle`.
  ///
  /// A failing statement ends the script; what ran before it stays. An interrupt ends the script too,
  /// be it between two statements, except where a search keeps its best model: the script goes on.
  ///
  /// - Throws: the error of the first statement that fails, or what `handle` throws.
  public func execute(
    _ script: String,
    _ handle: (StatementResult) throws(AutoMLError) -> Void = { _ in }
  ) throws(AutoMLError) {
    var script = Script(script)
    while true {
      let next: ScriptStatement?
      do throws(SyntaxError) { next = try script.next() } catch { throw AutoMLError(error) }
      guard let next else { return }
      try interrupter.whileWorking { () throws(AutoMLError) in try execute(next, handle) }
    }
  }

  private func execute(
    _ statement: ScriptStatement,
    _ handle: (StatementResult) throws(AutoMLError) -> Void
  ) throws(AutoMLError) {
    let result: StatementResult
    do {
      recordRemoteUsage()
      dropStatementFunctions()
      result = try run(statement.statement)
    } catch {
      throw AutoMLError(error, in: statement.text).withUserNames
    }
    try handle(result)
  }

  private func run(_ statement: Statement) throws -> StatementResult {
    switch statement {
    case .engine(let sql): return try runEngine(sql)
    case .createModel(let create): return try inEngineDialect(create, createModel)
    case .explainCreateModel(let create):
      let lines = try inEngineDialect(create, explain)
      return .rows(ResultRows(lines: lines, column: "EXPLAIN CREATE MODEL"))
    case .createExternalModel(let external):
      throw PlanningError(.notBuilt(what: "an external model"), at: external.name.range)
    case .showModel(let name): return .rows(try description(ofModel: name))
    case .showVersions(let name): return .rows(try versions(ofModel: name))
    case .showAllModels: return .rows(try modelList())
    case .useVersion(let name, let version): return try useVersion(version, ofModel: name)
    case .setThreshold(let name, let threshold):
      return try setThreshold(threshold, ofModel: name)
    case .dropModel(let name, let ifExists): return try dropModel(name, ifExists: ifExists)
    case .dropVersion(let name, let version, let ifExists):
      return try dropVersion(version, ofModel: name, ifExists: ifExists)
    case .usingFunctions(let using): return try run(using)
    case .createRemoteFunction(let create): return try createFunction(create)
    case .dropFunction(let name, let ifExists, let text):
      return try dropFunction(name, ifExists: ifExists, text)
    case .grant(let privileges), .revoke(let privileges):
      if dialect == .redshift, let result = ignoring(statement.sql) { return result }
      throw PlanningError(
        .notBuilt(
          what: "a privilege on models",
          instead: "Whoever can open the database can use its models."
        ),
        at: privileges.keyword.range
      )
    }
  }

  /// Trains and stores a model.
  ///
  /// - Throws: when the request names something that is not there, or the data cannot be learnt
  ///   from.
  public func train(_ request: TrainingRequest) throws(AutoMLError) -> TrainingReport {
    try interrupter.whileWorking { () throws(AutoMLError) in
      do {
        let statement = try request.statement(on: connection)
        guard case .trained(let report) = try execution.run(statement) else {
          throw PlanningError(.modelExists(name: statement.name.value.name))
        }
        return report
      } catch {
        let error = AutoMLError(error).withUserNames
        // The query of files was made here.
        if case .files = request.source { throw error.withoutEngineExcerpt }
        throw error
      }
    }
  }

  var execution: CreateModelExecution {
    CreateModelExecution(
      connection: connection,
      store: store,
      change: change,
      threadCount: threadCount,
      observer: observer,
      interrupter: interrupter,
      remote: remote
    )
  }

  /// The way to change models.
  var change: ModelChange {
    let (interrupter, observer) = (interrupter, observer)
    return ModelChange(
      store: store,
      interruptCount: { interrupter.interruptCount },
      notice: { observer.notice($0) }
    )
  }

  private func createModel(_ statement: CreateModel) throws -> StatementResult {
    switch try execution.run(statement) {
    case .trained(let report): return .trained(report)
    case .loaded: return .done(tag: "CREATE MODEL")
    case .unchanged(let name):
      observer.notice(
        "neither the statement of model \"\(name)\" nor its data has changed, nothing was done"
      )
      return .done(tag: "CREATE MODEL")
    case .alreadyExists(let name):
      observer.notice("model \"\(name)\" already exists, nothing was done")
      return .done(tag: "CREATE MODEL")
    }
  }
}
