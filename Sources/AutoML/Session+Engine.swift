import DuckDB
import ModelSQL

extension Session {
  /// Runs SQL that is not ours.
  func runEngine(_ written: String) throws -> StatementResult {
    let sql = SQLFunctionText(written)?.macro ?? written
    if let setting = try DialectSetting(sql) { return try take(setting.dialect) }
    if let setting = try EndpointsSetting(sql) { return try take(setting) }
    if dialect == .redshift, let result = ignoring(sql) { return result }
    guard AuroraText.mayConcern(sql) else { return try runEngine(try inEngineDialect(sql)) }
    let aurora = AuroraText(sql)
    if let statement = aurora.statement { return try run(statement) }
    let name = "system.main.\(InvokeEndpoint.name)"
    let invoking = aurora.invoking(name) ?? sql
    let detecting = AuroraText(invoking).detecting(by: "system.main.\(SentimentFunctions.pairName)")
    guard let detecting, dialect == .duckdb else {
      return try runEngine(try inEngineDialect(detecting?.text ?? invoking))
    }
    return try runEngine(detecting)
  }

  /// Runs SQL of the engine's; `public` is `main` in it where it cannot be run otherwise.
  func runEngine(_ written: RewrittenText) throws -> StatementResult {
    let sql = written.text
    let transfer = DatabaseTransfer(sql)
    if let transfer { return try run(sql, transfer) }
    let refusal: DuckDBError
    do throws(DuckDBError) { return try result(of: sql, written) } catch { refusal = error }
    if refusal.isRefusal, let other = ForecastCalls.replaced(in: sql, refusedFor: refusal.message) {
      let written = RewrittenText(other)
      do throws(DuckDBError) { return try result(of: other, written) } catch {
        throw advised(error, of: other, written)
      }
    }
    guard refusal.isRefusal,
      let other = PublicSchema.replaced(in: sql, refusedFor: refusal.message),
      try !EngineCatalog(connection: connection, store: store).schemaNames()
        .contains(where: { isSameName($0, PublicSchema.name) })
    else { throw advised(refusal, of: sql, written) }
    do throws(DuckDBError) { return try result(of: other, written) } catch {
      // A schema of the user's words that is not there either is told in these words.
      let isAboutOther = error.message.contains("\"\(PublicSchema.substitute)\"")
      throw isAboutOther
        ? advised(refusal, of: sql, written) : advised(error, of: other, written)
    }
  }

  /// The result of SQL that has the same bytes at each place as `written` has.
  private func result(
    of sql: String,
    _ written: RewrittenText
  ) throws(DuckDBError) -> StatementResult {
    let (result, functions) = try PlannedCalls.collected { () throws(DuckDBError) in
      try supplying(sql) { () throws(DuckDBError) in try connection.run(sql) }
    }
    noticeSwappedArguments(of: functions, in: written.original)
    noticeOwnSentiments(of: functions)
    guard result.columnNames.isEmpty else {
      return .rows(
        ResultRows(result) {
          AutoMLError(self.advised($0, of: sql, written)).withUserNames
        }
      )
    }
    while try result.nextChunk() != nil {}
    if result.kind == .attach { try bindAttached() }
    let kind = "\(result.kind)".uppercased()
    return .done(tag: result.changedRowCount.map { "\(kind) \($0)" } ?? kind)
  }

  /// Asks the engine about a statement, and again where it refused for want of what is ours to make: it names
  /// one function at a time.
  func supplying<Result>(
    _ sql: String,
    _ body: () throws(DuckDBError) -> Result
  ) throws(DuckDBError) -> Result {
    var hasMadeAll = false
    while true {
      do throws(DuckDBError) { return try body() } catch {
        let isSupplied: Bool
        do {
          isSupplied = try supply(whatIsMissingFor: error, in: sql, &hasMadeAll)
        } catch let failure {
          if let refusal = failure as? DuckDBError,
            ["Could not find key", ExplanationBinding.ofNetwork].contains(
              where: refusal.message.contains
            )
          {
            throw refusal
          }
          throw AutoMLError(failure).isInterrupt ? DuckDBError.interrupted : error
        }
        guard isSupplied else { throw error }
      }
    }
  }

  /// Makes what a statement was refused for want of, where that is ours to make; false where it is not.
  private func supply(
    whatIsMissingFor error: DuckDBError,
    in sql: String,
    _ hasMadeAll: inout Bool
  ) throws -> Bool {
    if !hasMadeAll, EvaluationMacros.areMissing(for: error, in: sql) {
      hasMadeAll = true
      try createEvaluationMacros()
      return true
    }
    let explanations = ExplanationBinding(connection: connection)
    if try explanations.supply(whatIsMissingFor: error, in: sql) { return true }
    let rows = RowForms(connection: connection)
    if try rows.supply(whatIsMissingFor: error, in: sql) { return true }
    // A database may have been attached in a way that was not seen.
    guard !hasMadeAll, PredictionFunction.isMissing(for: error) else { return false }
    hasMadeAll = true
    try binding.bindAttached()
    return true
  }

  /// Makes the functions of the models of attached databases known.
  func bindAttached() throws(DuckDBError) {
    do throws(AutoMLError) { try binding.bindAttached() } catch { throw .interrupted }
  }

  /// Has the engine write a database into a folder, or read one from there.
  private func run(_ sql: String, _ transfer: DatabaseTransfer) throws -> StatementResult {
    switch transfer {
    case .exporting(_, isParquet: true): break
    case .exporting(let database, isParquet: false):
      try ExportCheck(store: ModelStore(connection: connection, attached: database))
        .requireReadable()
    case .importing(let folder):
      try binding.bindExported(in: folder)
    }
    let isUsers = try Transaction.isOpen(on: connection)
    let written = RewrittenText(sql)
    do throws(DuckDBError) { return try result(of: sql, written) } catch {
      // The engine reads a folder in a transaction of its own, and leaves that open when it fails.
      connection.interrupter.hear()
      if !isUsers { try? connection.execute("ROLLBACK") }
      throw advised(error, of: sql, written)
    }
  }

  /// Makes the table functions that judge models where the database has none yet.
  private func createEvaluationMacros() throws {
    try connection.execute("CREATE SCHEMA IF NOT EXISTS \(try store.schema())")
    let known = try FunctionListing(on: connection)
    try EvaluationMacros.createIfNeeded(on: connection, beside: known)
  }
}

extension ResultRows {
  /// The rows of the engine's result, read as they are asked for; `rendered` makes an error of the engine's
  /// one for the user.
  convenience init(
    _ result: QueryResult,
    rendered: @escaping (DuckDBError) -> AutoMLError = { AutoMLError(engine: $0).withUserNames }
  ) {
    let columns = zip(result.columnNames, result.columnTypes).map { name, type in
      ResultColumn(name: name, typeName: type.description, kind: type.resultKind)
    }
    self.init(columns: columns) { (notation) throws(AutoMLError) in
      do throws(DuckDBError) {
        guard let chunk = try result.nextChunk() else { return nil }
        let isJSON = columns.map { notation == .json && $0.kind.hasJSON }
        return (0..<chunk.rowCount).map { row in
          columns.indices.map {
            isJSON[$0] ? chunk.json(row: row, column: $0) : chunk.text(row: row, column: $0)
          }
        }
      } catch {
        throw rendered(error)
      }
    }
  }

  /// One column of text.
  convenience init(lines: [String], column: String) {
    self.init(
      columns: [ResultColumn(name: column, typeName: "VARCHAR", kind: .text)],
      rows: lines.map { [$0] }
    )
  }
}

extension ResultColumn.Kind {
  /// Whether a value is written otherwise in JSON than the engine prints it.
  fileprivate var hasJSON: Bool {
    switch self {
    case .number, .json: true
    case .boolean, .text: false
    }
  }
}

extension LogicalType {
  /// The kind of value that texts of this type stand for.
  var resultKind: ResultColumn.Kind {
    switch self {
    case .boolean: .boolean
    case .varchar(let alias?) where alias.uppercased() == "JSON": .json
    case .date, .time, .timeNanoseconds, .timeWithTimeZone, .timestamp, .timestampSeconds,
      .timestampMilliseconds, .timestampNanoseconds, .timestampWithTimeZone:
      .text
    case .list, .array, .struct, .map, .union: .json
    case .bignum: .number
    default: isNumber ? .number : .text
    }
  }
}

extension AutoMLError {
  /// The error with the functions' own names in place of those that they are registered under.
  var withUserNames: AutoMLError {
    AutoMLError(
      sqlState: sqlState,
      message: PredictionFunction.withUserNames(message),
      hint: hint,
      excerpt: excerpt
    )
  }
}
