import DuckDB
import ModelSQL
import Models

extension Session {
  /// `SHOW MODEL ALL`: schema and name of each model of the current database, as Redshift has them, and what
  /// it is and is worth; notices tell of models that lack something, and of other databases that have some.
  func modelList() throws -> ResultRows {
    try noticeLosses(of: try store.listing())
    try noticeAttachedModels()
    let sizes = try store.archiveSizes()
    return ResultRows(
      columns: [
        Self.textColumn("Schema Name"), Self.textColumn("Model Name"),
        Self.textColumn("Problem Type"), Self.textColumn("Model Type"),
        Self.textColumn("Target Column"), Self.textColumn("Metric"), Self.numberColumn("Score"),
        Self.numberColumn("Rows"), Self.textColumn("Creation Time"), Self.textColumn("Size"),
      ],
      rows: try store.entries().map {
        Self.line(of: $0, archiveSize: sizes[[$0.schemaName, $0.modelName]])
      }
    )
  }

  private func noticeLosses(of models: [(names: ModelNames, function: FunctionPlace)]) throws {
    guard !models.isEmpty else { return }
    let surroundings = try ModelSurroundings(on: connection)
    for (names, function) in models {
      guard let loss = surroundings.loss(ofModelIn: names.schemaName, function),
        let entry = try store.entry(schema: names.schemaName, name: names.modelName),
        entry.kind != .forecast
      else { continue }
      observer.notice("model \(names.reference): \(loss.fact); \(loss.advice(on: entry))")
    }
  }

  private func noticeAttachedModels() throws {
    for attached in try AttachedDatabases(connection: connection).stores() {
      // A stranger may have made the table.
      guard let count = try? attached.names().count, count > 0 else { continue }
      let name = SQLText.identifier(try attached.databaseName())
      observer.notice(
        "database \(name) has \(count == 1 ? "1 model" : "\(count) models") too: its functions are "
          + "called as \(name).main.f(...), and USE \(name) has SHOW MODEL ALL list its models"
      )
    }
  }

  private static func line(of entry: ModelEntry, archiveSize: Int?) -> [String?] {
    let report = JSON.value(TrainingReport.self, from: entry.report)
    let metric = report?.metric
    return [
      entry.schemaName, entry.modelName, entry.goal, report?.winner.family,
      JSON.value(ShownModel.self, from: entry.shown)?.target, metric?.name,
      (metric?.validation ?? metric?.training).map(significant),
      report.map { "\($0.usedRows ?? $0.rows)" }, entry.createdAt, archiveSize.map(byteText),
    ]
  }

  /// `SHOW MODEL name`.
  func description(ofModel name: Located<ObjectName>) throws -> ResultRows {
    try description(of: try entry(ofModel: name))
  }

  private func description(of entry: ModelEntry) throws -> ResultRows {
    let explanation = try store.explanation(of: entry)
    var rows = ModelDescription(entry: entry, explanation: explanation).rows
    if entry.kind == .forecast, let next = rows.firstIndex(where: { $0.first == "NEXT:" }) {
      rows.insert(contentsOf: try blockRows(of: entry), at: next - 1)
    }
    if entry.kind != .forecast, let loss = try loss(of: entry),
      let index = rows.firstIndex(where: { $0.first == "Model State" })
    {
      rows[index] = ["Model State", loss.state]
      rows.insert(["", "\(loss.fact); \(loss.advice(on: entry))"], at: index + 1)
    }
    return ResultRows(columns: ["Key", "Value"].map(Self.textColumn), rows: rows)
  }

  /// The part of a model that the database does not have any more.
  func loss(of entry: ModelEntry) throws(DuckDBError) -> ModelLoss? {
    let shown = JSON.value(ShownModel.self, from: entry.shown)
    return try ModelSurroundings(on: connection)
      .loss(
        ofModelIn: entry.schemaName,
        entry.functionPlace,
        isClassifier: shown?.isClassification ?? false
      )
  }

  /// `DROP MODEL`: the model, its functions and its row, in one transaction.
  func dropModel(_ name: Located<ObjectName>, ifExists: Bool) throws -> StatementResult {
    do {
      let found = try entry(ofModel: name)
      try StoreCheck(connection: connection).requireWritable()
      try change.run(claiming: found.names.claims) {
        let entry = try entry(ofModel: name)
        try PredictionFunction.dropMacros(entry.functionPlace, on: connection)
        try store.deleteAll(entry)
      }
    } catch let error as PlanningError {
      guard ifExists, let missing = error.missingThing else { throw error }
      observer.notice("\(missing) does not exist, nothing was done")
    }
    return .done(tag: "DROP MODEL")
  }

  /// The model of a name, in its schema or the default one; the schema may be gone.
  func entry(ofModel name: Located<ObjectName>) throws -> ModelEntry {
    let planner = Planner(catalog: EngineCatalog(connection: connection, store: store))
    let schema: String
    do throws(PlanningError) { schema = try planner.resolveSchema(name) } catch {
      guard let entry = try remains(ofModel: name.value) else { throw error }
      return entry
    }
    if let entry = try store.entry(schema: schema, name: name.value.name) { return entry }
    if let entry = try remains(ofModel: name.value) { return entry }
    let names = try store.names().map(\.modelName)
    throw PlanningError(
      .unknownModel(
        name: name.value.name,
        suggestion: nearest(to: name.value.name, in: names)
      ),
      at: name.range
    )
  }

  /// The model of a name in a schema that is not there any more.
  private func remains(ofModel name: ObjectName) throws -> ModelEntry? {
    guard let schema = name.schema else { return nil }
    return try store.entry(schema: schema, name: name.name)
  }

  /// The model of a name as it is written in SQL.
  func entry(named name: String) throws -> ModelEntry {
    // A name as it is written in SQL: `schema.name`, quoted where it has to be.
    guard case .showModel(let located) = try Parser.parse("SHOW MODEL \(name)") else {
      throw PlanningError(.unknownModel(name: name, suggestion: nil))
    }
    return try entry(ofModel: Located(located.value, at: 0..<0))
  }

  /// The names of all models, or with `name` one model's description, as `SHOW MODEL` has it.
  ///
  /// - Throws: when there is no such model.
  public func showModel(named name: String? = nil) throws(AutoMLError) -> ResultRows {
    do {
      guard let name else { return try modelList() }
      return try description(of: try entry(named: name))
    } catch { throw AutoMLError(error).withoutExcerpt }
  }

  /// The report of the training that made a model, and all numbers of a linear one.
  ///
  /// - Throws: when there is no such model.
  public func report(ofModelNamed name: String) throws(AutoMLError) -> TrainingReport {
    do {
      let entry = try entry(named: name)
      try entry.requireHere()
      guard var report = JSON.value(TrainingReport.self, from: entry.report) else {
        throw ModelError.corrupt(detail: "report")
      }
      if report.coefficients != nil {
        report.linearModel = LinearModelParts(
          try ModelArchive.model(from: store.archive(of: entry))
        )
      }
      return report
    } catch { throw AutoMLError(error).withoutExcerpt }
  }

  /// The bytes of a model, as a model file holds them.
  ///
  /// - Throws: when there is no such model.
  public func archive(ofModelNamed name: String) throws(AutoMLError) -> [UInt8] {
    do {
      let entry = try entry(named: name)
      try entry.requireHere()
      return try store.archive(of: entry)
    } catch {
      throw AutoMLError(error).withoutExcerpt
    }
  }

  /// The ledger: one row for each training, or with `byMonth` one for each month.
  ///
  /// - Throws: when the ledger cannot be read.
  public func usage(byMonth: Bool) throws(AutoMLError) -> ResultRows {
    do {
      guard let query = try UsageLedger(connection: connection).query(byMonth: byMonth) else {
        return ResultRows(
          columns: UsageLedger.columnNames(byMonth: byMonth).map(Self.textColumn),
          rows: []
        )
      }
      return ResultRows(try connection.query(query))
    } catch { throw AutoMLError(error) }
  }

  private static func numberColumn(_ name: String) -> ResultColumn {
    ResultColumn(name: name, typeName: "DOUBLE", kind: .number)
  }

  static func textColumn(_ name: String) -> ResultColumn {
    ResultColumn(name: name, typeName: "VARCHAR", kind: .text)
  }
}

extension AutoMLError {
  /// The error without a place: its SQL was made here, and the user never saw it.
  var withoutExcerpt: AutoMLError {
    AutoMLError(sqlState: sqlState, message: message, hint: hint)
  }
}

extension PlanningError {
  /// The model or schema that is not there: `model "m"`; nil where the error is about something else.
  fileprivate var missingThing: String? {
    switch cause {
    case .unknownModel(let name, _): "model \"\(name)\""
    case .unknownSchema(let name, _): "schema \"\(name)\""
    default: nil
    }
  }
}
