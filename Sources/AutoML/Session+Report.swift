import DuckDB
import Models

extension Session {
  /// A page that tells of a model: one HTML text, which needs no network and no script.
  ///
  /// It has what was asked for and came out, notices, columns, leaderboard, importance, partial dependence
  /// and how the function is called. With `data`, a file or glob that the engine reads, it has how the model
  /// does on these rows too, and how far they are from those that it was trained on; they have the target,
  /// unless the model ranks rows or finds clusters. The same model and data give the same text.
  ///
  /// - Throws: when there is no such model; when the target or a column that the model needs is not in the
  ///   data, or a value is none of the type that the model was trained on.
  public func reportPage(
    ofModelNamed name: String,
    data: String? = nil
  ) throws(AutoMLError) -> String {
    try interrupter.whileWorking { () throws(AutoMLError) in
      try renderedPage(of: name, data: data)
    }
  }

  /// The page of a model file, of which it makes a model of that name in the session's database.
  ///
  /// - Throws: as `reportPage(ofModelNamed:data:)` does; when the file cannot be read.
  package func reportPage(
    ofModelFile path: String,
    data: String?
  ) throws(AutoMLError) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    let ending = ".automl"
    let name = quoted(file.hasSuffix(ending) ? String(file.dropLast(ending.count)) : file)
    let statement = "MODEL \(name) FROM \(literal(path))"
    do throws(AutoMLError) {
      // It may have been made here before.
      try execute("CREATE OR REPLACE \(statement)")
    } catch { throw error.withoutExcerpt }
    return try interrupter.whileWorking { () throws(AutoMLError) in
      try renderedPage(of: name, data: data, importedBy: "CREATE \(statement);")
    }
  }

  private func renderedPage(
    of name: String,
    data: String?,
    importedBy statement: String? = nil
  ) throws(AutoMLError) -> String {
    do { return try page(of: name, data: data, importedBy: statement) } catch {
      throw AutoMLError(error, reading: .named(name)).withoutExcerpt.withUserNames
    }
  }

  private func page(
    of name: String,
    data: String?,
    importedBy statement: String?
  ) throws -> String {
    var entry = try entry(named: name)
    if statement != nil { (entry.statement, entry.createdAt) = (nil, "") }
    let writer = EvaluationWriter(database)
    let gathering = ReportGathering(
      entry: entry,
      explanation: try store.explanation(of: entry),
      called: try writer.called(entry.names.modelText),
      writer: writer,
      connection: connection,
      importing: statement
    )
    guard let data else {
      return ReportPage(content: try gathering.content(data: nil, isJudged: false)).text
    }
    let isJudged = entry.goal != "Ranking" && !gathering.called.model.isClustering
    try hold(rowsOf: data, for: gathering.called, isJudged: isJudged)
    defer { try? connection.execute("DROP TABLE IF EXISTS \(ReportGathering.rowsTable)") }
    return ReportPage(content: try gathering.content(data: data, isJudged: isJudged)).text
  }

  /// Reads a file into the temporary table: the arguments of the model, and the target.
  private func hold(
    rowsOf data: String,
    for called: CalledModel,
    isJudged: Bool
  ) throws {
    // The target is read as an argument is.
    let target = FunctionSignature.Parameter(
      name: called.model.predicted.name,
      type: called.signature.returnType
    )
    let file = try ScoredFile(
      DataFile(data),
      for: called.signature.parameters + (isJudged ? [target] : []),
      dateFormat: nil,
      on: connection
    )
    try file.requireReadable(on: connection)
    let columns = file.arguments.map { "\($0.value) AS \(quoted($0.name))" }
    try connection.execute(
      "CREATE OR REPLACE TEMP TABLE \(ReportGathering.rowsTable) AS"
        + " SELECT \(columns.joined(separator: ", ")) FROM \(file.source)"
    )
  }
}

extension Model {
  /// Whether it finds clusters, and predicts no target.
  fileprivate var isClustering: Bool {
    if case .clusters = predicted.values { true } else { false }
  }
}
