import DuckDB
import ModelSQL
import Models

/// Writes the queries that the table functions run.
///
/// A model is looked up on a connection of its own, since the one that calls is busy with the call: what
/// that one's transaction has not committed is not seen. The rows are read by the caller's own query, in its
/// snapshot.
struct EvaluationWriter: Sendable {
  // Whoever calls has a connection, which keeps the database.
  private unowned let database: Database

  init(_ database: Database) { self.database = database }

  /// The query of a call.
  func query(_ function: EvaluationFunction, _ arguments: [String?]) throws -> String {
    func argument(_ index: Int) throws -> String {
      guard let text = arguments[index] else {
        throw FunctionRefusal("automl.\(function.rawValue): an argument is NULL")
      }
      return text
    }
    switch function {
    case .metrics: return try PredictionsQuery.text(try argument(0), task: arguments[1])
    case .leaderboard: return try report(ofModel: argument(0)).leaderboardQuery
    case .notices: return try report(ofModel: argument(0)).noticesQuery
    case .featureInfo: return try featureInfo(ofModel: argument(0)).query
    case .unseen: return try UnseenQuery.text(called(argument(0)))
    case .coefficients: return try report(ofModel: argument(0)).coefficientQuery
    case .splits: return try report(ofModel: argument(0)).splitQuery
    case .trainingInfo: return try report(ofModel: argument(0)).learningQuery
    case .evaluate: return try judged(argument(0), on: argument(1)).metrics()
    case .residuals: return try judged(argument(0), on: argument(1)).residuals()
    case .compare:
      let rows = try argument(2)
      return try comparison(judged(argument(0), on: rows), judged(argument(1), on: rows))
    case .confusionMatrix: return try judged(argument(0), on: argument(1)).text(.confusion)
    case .thresholds: return try judged(argument(0), on: argument(1)).text(.thresholds)
    case .rocCurve: return try judged(argument(0), on: argument(1)).text(.roc)
    case .precisionCurve: return try judged(argument(0), on: argument(1)).text(.precision)
    case .calibration: return try judged(argument(0), on: argument(1)).text(.calibration)
    case .lift: return try judged(argument(0), on: argument(1)).text(.lift)
    case .dependence:
      let called = try called(argument(0))
      return try DependenceQuery(
        called,
        on: argument(1),
        data: try arguments[2] ?? called.trainingQuery()
      ).text()
    case .importance:
      let called = try called(argument(0))
      let store = ModelStore(connection: try database.connect())
      return try ImportanceQuery(
        called: called,
        explanation: store.explanation(of: called.entry),
        source: EvaluatedRows.source(arguments[1] ?? called.trainingQuery())
      ).text()
    case .keyDrivers:
      return try drivers(argument(0), JSON.value([String].self, from: argument(1)) ?? [])
    case .drift:
      let called = try called(argument(0))
      return try DriftQuery.text(
        called.model,
        called.signature,
        called.function,
        source: EvaluatedRows.source(argument(1))
      )
    case .forecast: return try forecast(argument(0), horizon: arguments[1])
    case .trainTestSplit: throw FunctionRefusal("that has a writer of its own")
    }
  }

  /// The query of the segments that drive a difference, whose settings are a list of texts.
  private func drivers(_ data: String, _ settings: [String]) throws -> String {
    guard settings.count == 4 else {
      throw FunctionRefusal("automl.key_drivers: an argument is NULL")
    }
    let source = EvaluatedRows.source(data)
    let columns = try database.connect().prepare("SELECT * FROM \(source)").columnNames
    return try KeyDrivers(
      source: source,
      columns: columns,
      KeyDrivers.Settings(
        metric: settings[0],
        isTest: settings[1],
        minimumSupport: settings[2],
        columnLimit: settings[3]
      )
    ).text
  }

  private func entry(_ name: String, in store: ModelStore) throws -> ModelEntry {
    // A name as it is written in SQL: `schema.name`, quoted where it has to be.
    if case .showModel(let located)? = try? Parser.parse("SHOW MODEL \(name)") {
      let planner = Planner(catalog: EngineCatalog(connection: store.connection, store: store))
      if let schema = try? planner.resolveSchema(located),
        let entry = try store.entry(schema: schema, name: located.value.name)
      {
        return entry
      }
    }
    throw FunctionRefusal(
      "model \"\(name)\" does not exist, or the transaction that makes it has not ended; SHOW MODEL"
        + " ALL lists the models",
      sqlState: SQLState.undefinedObject
    )
  }

  private func report(ofModel name: String) throws -> TrainingReport {
    let store = ModelStore(connection: try database.connect())
    return try report(of: entry(name, in: store), name)
  }

  private func featureInfo(ofModel name: String) throws -> FeatureInfo {
    let store = ModelStore(connection: try database.connect())
    let entry = try entry(name, in: store)
    try Self.requirePrediction(entry, name)
    return FeatureInfo(
      model: try ModelArchive.model(from: store.archive(of: entry)),
      report: try report(of: entry, name),
      explanation: try store.explanation(of: entry)
    )
  }

  private func report(of entry: ModelEntry, _ name: String) throws -> TrainingReport {
    guard let report = JSON.value(TrainingReport.self, from: entry.report) else {
      throw FunctionRefusal(
        "the report of model \"\(name)\" is damaged",
        sqlState: SQLState.dataCorrupted
      )
    }
    return report
  }

  /// The model of a name, ready to be called.
  func called(_ name: String) throws -> CalledModel {
    let store = ModelStore(connection: try database.connect())
    let entry = try entry(name, in: store)
    try Self.requirePrediction(entry, name)
    let archive = try store.archive(of: entry)
    let model = try ModelArchive.model(from: archive)
    let signature = try FunctionSignature(model)
    let checksum = ModelArchive.checksumText(archive)
    let predictor = StoredPredictor(
      ofModel: (entry.schemaName, entry.modelName),
      checksum: checksum,
      signature: signature,
      in: database,
      home: .database(try store.databaseName())
    )
    return CalledModel(
      entry: entry,
      model: model,
      signature: signature,
      checksum: checksum,
      function: PredictionFunction(predictor, name: entry.functionName, checksum: checksum)
    )
  }

  /// Refuses forecasts where a model that predicts rows is wanted.
  private static func requirePrediction(_ entry: ModelEntry, _ name: String) throws {
    if entry.kind == .remote {
      throw FunctionRefusal(
        "model \"\(name)\" is behind an endpoint: nothing of it is here but its function",
        sqlState: SQLState.featureNotSupported
      )
    }
    guard entry.kind == .forecast else { return }
    throw FunctionRefusal(
      "model \"\(name)\" is a forecast of series: it predicts no rows; SELECT FORECAST(\(name)) gives"
        + " the forecasts"
    )
  }

  /// The query of a model's forecasts, all of them or the first periods.
  private func forecast(_ name: String, horizon: String?) throws -> String {
    let store = ModelStore(connection: try database.connect())
    let entry = try entry(name, in: store)
    guard entry.kind == .forecast else {
      throw FunctionRefusal(
        "model \"\(name)\" is no forecast: it was not made with MODEL_TYPE FORECAST"
      )
    }
    guard let header = ForecastArchive.header(of: try store.archive(of: entry)) else {
      throw FunctionRefusal(
        "the forecasts of model \"\(name)\" are damaged: create it again",
        sqlState: SQLState.dataCorrupted
      )
    }
    let limit = header.horizon
    let count = try horizon.map { text in
      guard let count = Int(text), (1...limit).contains(count) else {
        throw FunctionRefusal(
          "horizon is 1 to \(limit), the HORIZON that model \"\(name)\" was made with"
        )
      }
      return count
    }
    return ForecastQuery.text(
      of: entry,
      header,
      in: try store.databaseName(),
      horizon: count
    )
  }

  private func judged(_ name: String, on query: String) throws -> JudgedQuery {
    let called = try called(name)
    guard called.entry.goal != "Ranking" else {
      throw FunctionRefusal("model \"\(name)\" ranks rows, which is not judged here")
    }
    let target = quoted(called.model.predicted.name)
    return try JudgedQuery(
      called.model,
      function: called.function,
      arguments: called.signature.parameters.map(\.column),
      actual: "CAST(\(target) AS \(called.signature.returnType))",
      source: EvaluatedRows.source(query)
    )
  }

  private func comparison(
    _ first: JudgedQuery,
    _ second: JudgedQuery
  ) throws(FunctionRefusal) -> String {
    guard (first.settings == nil) == (second.settings == nil) else {
      throw FunctionRefusal("one model predicts numbers, and the other one classes")
    }
    let none = "CAST(NULL AS DOUBLE)"
    let noList = "CAST(NULL AS DOUBLE[])"
    let (a, b) = (first.prediction, second.prediction)
    let predictions =
      first.settings == nil
      ? "CAST(\(first.actual) AS DOUBLE), CAST(\(a) AS DOUBLE), CAST(\(b) AS DOUBLE), \(noList),"
        + " \(noList)"
      : "\(none), \(none), \(none), \(a), \(b)"
    let settings = [first, second].map {
      literal(JSON.text($0.settings ?? ClassSettings()))
    }
    return JudgedQuery.unnested(
      "\(EvaluationAggregate.comparison.call)(CAST(\(first.actual) AS VARCHAR), \(predictions),"
        + " \(settings[0]), \(settings[1]))",
      from: first.source
    )
  }
}

extension EvaluationWriter {
  /// Makes all functions known to the engine, until the database is closed.
  static func register(
    on connection: Connection,
    of database: Database,
    threadCount: Int
  ) throws(DuckDBError) {
    for aggregate in EvaluationAggregate.all {
      try connection.register(aggregate.function(threadCount: threadCount))
    }
    try connection.register(TrainTestSplit.writer)
    try connection.register(ForecastFunction.function)
    try connection.register(DriftQuery.adversaryFunction)
    let writer = EvaluationWriter(database)
    try connection.register(
      ScalarFunction(
        name: EvaluationFunction.writer,
        parameterTypes: [LogicalType](repeating: .varchar(), count: 4),
        returnType: .varchar()
      ) { arguments, output in
        for row in 0..<arguments.rowCount {
          let texts = (0..<4).map { arguments.text(row: row, column: $0) }
          guard let function = texts[0].flatMap({ EvaluationFunction(rawValue: $0) }) else {
            throw FunctionRefusal("there is no such table function")
          }
          output.setText(row, to: try writer.query(function, Array(texts.dropFirst())))
        }
      }
    )
  }
}
