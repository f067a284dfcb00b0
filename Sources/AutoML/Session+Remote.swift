import DuckDB
import ModelSQL
import Models

/// Models behind endpoints, as Athena and Aurora have them in SQL.
extension Session {
  /// `USING EXTERNAL FUNCTION ... SELECT ...`: its functions are temporary macros, until the next statement.
  func run(_ using: UsingFunctions) throws -> StatementResult {
    for function in using.functions { try make(function) }
    return try runEngine(using.statement)
  }

  /// Makes a function of one statement.
  private func make(_ function: RemoteFunction) throws {
    let model = try RemoteModel(try plan(of: function))
    let name = function.name.value.name
    let known = PredictionFunction(
      try RemotePredictor(model, function: name, calls: remote),
      name: name,
      checksum: ModelArchive.checksumText(model.bytes)
    )
    if try !binding.registeredNames().contains(known.internalName) {
      try known.register(on: connection)
    }
    let forms = known.overloads([.value], takingRows: false).joined(separator: ", ")
    do throws(DuckDBError) {
      try connection.execute("CREATE TEMP MACRO \(quoted(name))\(forms)")
    } catch {
      guard error.message.contains("already exists") else { throw error }
      throw PlanningError(
        .functionExists(name: name, owner: "the session"),
        at: function.name.range
      )
    }
    statementFunctions.append(name)
  }

  /// Drops the functions of a statement that has ended.
  func dropStatementFunctions() {
    while let name = statementFunctions.last {
      guard (try? connection.execute("DROP MACRO IF EXISTS temp.main.\(quoted(name))")) != nil
      else { return }
      statementFunctions.removeLast()
    }
  }

  /// A function's types as the engine knows them.
  private func plan(of function: RemoteFunction) throws(PlanningError) -> RemotePlan {
    let planner = Planner(catalog: EngineCatalog(connection: connection, store: store))
    let name = function.name.value
    let schema = try planner.resolveSchema(function.name)
    return try planner.remotePlan(
      of: function,
      names: ModelNames(
        schemaName: schema,
        modelName: name.name,
        functionSchema: schema,
        functionName: name.name,
        replacesModel: false
      )
    )
  }

  /// `CREATE FUNCTION ... ALIAS AWS_SAGEMAKER_INVOKE_ENDPOINT`: a remote model of the function's name.
  func createFunction(_ create: CreateRemoteFunction) throws -> StatementResult {
    try StoreCheck(connection: connection).requireWritable()
    let function = create.function
    var statement = CreateModel(name: function.name)
    statement.ifNotExists = create.ifNotExists
    statement.function = Located(
      FunctionClause(
        name: function.name.value,
        argumentTypes: function.arguments.map(\.type.value)
      ),
      at: function.name.range
    )
    statement.returns = function.returns
    statement.sagemaker = Located(
      SageMakerEndpoint(endpoint: function.endpoint.value),
      at: function.endpoint.range
    )
    statement.settings =
      function.maxBatchRows.map {
        [
          Setting(
            key: Located(.maxBatchRows, at: $0.range),
            value: Located(.integer($0.value), at: $0.range)
          )
        ]
      } ?? []
    let planner = Planner(catalog: EngineCatalog(connection: connection, store: store))
    let resolved: ModelNames?
    do throws(PlanningError) { resolved = try planner.resolveNames(statement) } catch {
      guard case .modelExists(let name) = error.cause else { throw error }
      throw PlanningError(
        .functionExists(name: name, owner: "model \"\(name)\""),
        at: function.name.range
      )
    }
    guard let names = resolved else {
      observer.notice("function \"\(function.name.value.name)\" already exists, nothing was done")
      return .done(tag: "CREATE FUNCTION")
    }
    let plan = try planner.remotePlan(of: function, names: names)
    _ = try RemoteExecution(change: change, calls: remote).run(plan, statement, observer)
    return .done(tag: "CREATE FUNCTION")
  }

  /// `DROP FUNCTION`: of a remote model that was made by CREATE FUNCTION the model too; any other is the
  /// engine's.
  func dropFunction(
    _ name: Located<ObjectName>,
    ifExists: Bool,
    _ text: String
  ) throws -> StatementResult {
    let planner = Planner(catalog: EngineCatalog(connection: connection, store: store))
    guard let schema = try? planner.resolveSchema(name),
      let entry = try store.entry(schema: schema, name: name.value.name), entry.kind == .remote,
      isSameName(entry.functionName, name.value.name)
    else { return try runEngine(text) }
    _ = try dropModel(name, ifExists: ifExists)
    return .done(tag: "DROP FUNCTION")
  }

  /// `SET automl.endpoints`: the addresses of endpoints, for this session.
  func take(_ setting: EndpointsSetting) throws -> StatementResult {
    remote.name(try EndpointNames(setting.text.value), for: connection.id)
    return .done(tag: "SET")
  }

  /// A statement of Aurora's about its extension and its privileges.
  func run(_ statement: AuroraText.Statement) throws -> StatementResult {
    observer.notice(
      statement == .privilege
        ? "there is no server, and no users: whoever can open the database can call endpoints"
        : "what extension aws_ml has is always there, nothing was done"
    )
    return .done(tag: "NOTHING")
  }

  /// Says once who tells sentiments, where it is not Comprehend.
  func noticeOwnSentiments(of functions: [PlannedCalls.Function]) {
    guard !hasToldOfSentiments, functions.contains(where: { $0.name == SentimentFunctions.name }),
      !remote.hasAddress(of: SentimentDetection.endpoint, for: connection.id)
    else { return }
    hasToldOfSentiments = true
    observer.notice(
      "sentiments are told by a small model of automl's own, not by Amazon Comprehend: SET"
        + " automl.endpoints = '\(SentimentDetection.endpoint)=aws' to ask it"
    )
  }

  /// Writes what was called of endpoints into the ledger.
  ///
  /// It is done before the next statement, for rows may be read, and endpoints called, after a statement
  /// has returned. It has a transaction of its own: what was paid for was paid, whatever becomes of the
  /// statement. Where it cannot be written, now or ever, the statement is not concerned.
  func recordRemoteUsage() {
    let tallies = remote.takeTallies()
    guard !tallies.isEmpty else { return }
    do {
      let ledger = try database.connect()
      try ledger.execute("USE \(quoted(try connection.currentDatabase()))")
      try Transaction.run(on: ledger) { try RemoteUsage(connection: ledger).add(tallies) }
    } catch { remote.putBack(tallies) }
  }
}
