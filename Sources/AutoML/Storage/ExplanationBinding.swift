import DuckDB
import ModelSQL
import Models

/// Makes the functions that explain predictions when a statement is refused for want of one.
///
/// A model has none of them until then: a macro costs each opening of the database, and most are
/// never called.
struct ExplanationBinding {
  /// The connection of the statement; all is made in its transaction.
  let connection: Connection

  /// Makes the functions that a statement was refused for want of; false where no model has them, or they are
  /// there.
  ///
  /// The engine does not always name the function: it takes `s.f_explain(1)` for a method of a column `s`.
  ///
  /// - Throws: an interrupt; what the engine refuses.
  func supply(whatIsMissingFor error: DuckDBError, in sql: String) throws -> Bool {
    let isRefusal = ["Catalog Error", "Binder Error"].contains { error.message.hasPrefix($0) }
    let missing = Self.missingName(error)
    guard isRefusal, missing != nil || Self.mayExplain(sql) else { return false }
    let text = EngineText(sql)
    let isMissing = { (name: String) in
      missing.map { isSameName($0, name) } ?? false || !text.calls(of: name).isEmpty
    }
    let current = ModelStore(connection: connection)
    if try supply(isMissing, of: current) { return true }
    for store in try AttachedDatabases(connection: connection).stores() {
      // Another database may be a stranger's.
      do { if try supply(isMissing, of: store) { return true } } catch {
        if AutoMLError(error).isInterrupt { throw error }
      }
    }
    return false
  }

  /// Makes explanations again that were dropped with the functions of an earlier model.
  func make(_ dropped: [String], of place: FunctionPlace, archive: [UInt8]) throws {
    let names = ExplanationFunction.names(for: place.function)
    // Those beside the function are what an earlier one had, whatever that was called.
    let wanted = names.filter { name in
      dropped.contains { $0.hasSuffix(name.dropFirst(place.function.count)) }
    }
    guard !wanted.isEmpty, let function = try explanations(of: archive, place) else { return }
    for name in wanted {
      try make(name, of: function, place, in: ModelStore(connection: connection))
    }
  }

  /// The function that the engine does not find.
  private static func missingName(_ error: DuckDBError) -> String? {
    let start = "Catalog Error: Scalar Function with name "
    guard error.message.hasPrefix(start),
      let name = error.message.between(start, " does not exist"), mayExplain(name)
    else { return nil }
    return name
  }

  /// Whether a text has the ending of a function that explains.
  private static func mayExplain(_ text: String) -> Bool {
    let text = text.lowercased()
    return ExplanationFunction.names(for: "").contains { text.contains($0) }
  }

  /// Makes one of the functions that are missing.
  private func supply(_ isMissing: (String) -> Bool, of store: ModelStore) throws -> Bool {
    for (names, place) in try store.listing() {
      guard let checksum = place.checksum else { continue }
      let own = PredictionFunction.internalName(of: place.function, checksum: checksum)
      let isInternal = ExplanationFunction.names(for: own).contains(where: isMissing)
      let macros = ExplanationFunction.names(for: place.function).filter(isMissing)
      guard isInternal || !macros.isEmpty,
        let archive = try store.archive(
          withChecksum: checksum,
          preferring: (names.schemaName, names.modelName)
        ), let function = try explanations(of: archive, place)
      else { continue }
      if isInternal {
        guard try !isRegistered(function) else { continue }
        try function.registerExplanations(on: connection)
        return true
      }
      for name in macros where try make(name, of: function, place, in: store) { return true }
    }
    return false
  }

  private func explanations(of archive: [UInt8], _ place: FunctionPlace) throws
    -> PredictionFunction?
  {
    let model = try ModelArchive.model(from: archive)
    guard model.learner.neuralModel == nil else { throw Self.refusal(of: place) }
    let explainer: (any BatchPredictor)? =
      if let explainer = try ModelExplainer(model) { explainer } else {
        try ClusterDistances(model)
      }
    return explainer.map {
      PredictionFunction(
        $0,
        name: place.function,
        checksum: ModelArchive.checksumText(archive)
      )
    }
  }

  /// Contributions to a network's scores are only known by samples, which differ from call to call.
  private static func refusal(of place: FunctionPlace) -> DuckDBError {
    DuckDBError(message: "Not implemented Error: function \(place.function) \(Self.ofNetwork)")
  }

  /// The words by which the refusal is told from the engine's.
  static let ofNetwork =
    "is of a neural network, whose predictions have no exact contributions: explain_model has what its "
    + "inputs move on average"

  /// Makes a macro: in the model's schema, or, where the database is read-only, a temporary one; false where
  /// there is one.
  @discardableResult
  private func make(
    _ name: String,
    of function: PredictionFunction,
    _ place: FunctionPlace,
    in store: ModelStore
  ) throws -> Bool {
    let isWritable = try isWritable(store)
    let database = isWritable ? try store.databaseName() : "temp"
    let schema = isWritable ? place.schema : "main"
    guard let explanation = ExplanationFunction(name, beside: place.function),
      function.has(explanation), try !hasMacro(name, database, schema)
    else { return false }
    // A temporary one would be called by the name alone, which means the current database.
    guard isWritable || store.attached == nil else { return false }
    try Transaction.run(on: connection) {
      if try !isRegistered(function) { try function.registerExplanations(on: connection) }
      try function.createExplanation(
        name,
        explanation,
        in: "\(quoted(database)).\(quoted(schema))",
        isTemporary: !isWritable,
        on: connection
      )
    }
    return true
  }

  private func hasMacro(
    _ name: String,
    _ database: String,
    _ schema: String
  ) throws(DuckDBError) -> Bool {
    try connection.query(
      "SELECT DISTINCT function_name FROM system.main.duckdb_functions()"
        + " WHERE database_name = $1 AND schema_name = $2",
      binding: [.text(database), .text(schema)]
    ).rows().contains { row in
      if case .text(let found)? = row.first { isSameName(found, name) } else { false }
    }
  }

  private func isRegistered(_ function: PredictionFunction) throws(DuckDBError) -> Bool {
    try hasMacro(function.explanationName, "system", "main")
  }

  private func isWritable(_ store: ModelStore) throws(DuckDBError) -> Bool {
    let rows = try connection.query(
      "SELECT readonly FROM system.main.duckdb_databases() WHERE database_name = $1",
      binding: [.text(try store.databaseName())]
    ).rows()
    if case .boolean(true)?? = rows.first?.first { return false }
    return true
  }
}
