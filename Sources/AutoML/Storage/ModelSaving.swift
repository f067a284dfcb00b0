import DuckDB
import Metering
import ModelSQL
import Models

/// A model that is ready to be stored, with everything that is kept of it.
struct FinishedModel {
  /// The names of it and of its function.
  let names: ModelNames
  /// Its row of `automl.models`.
  let entry: ModelEntry
  /// JSON of what EXPLAIN_MODEL returns.
  let explanation: String
  /// Its bytes.
  let archive: [UInt8]
  /// Its functions; nil where it has none.
  let function: PredictionFunction?
  /// The ledger's line; nil where nothing was trained.
  let record: UsageRecord?
}

/// Stores models: functions, row and ledger's line in one transaction.
struct ModelSaving {
  /// The way to change models.
  let change: ModelChange

  private var store: ModelStore { change.store }
  private var connection: Connection { store.connection }

  /// Stores a model that `statement` asked for.
  ///
  /// - Throws: when its names were taken meanwhile; what the engine refuses.
  func save(_ model: FinishedModel, _ statement: CreateModel) throws {
    let names = model.names
    try change.run(claiming: names.claims) {
      // The names were free when the statement was planned; another session may have taken them
      // since.
      let planner = Planner(catalog: EngineCatalog(connection: connection, store: store))
      guard let current = try planner.resolveNames(statement) else {
        throw PlanningError(.modelExists(name: names.modelName), at: statement.name.range)
      }
      // One whose function is gone is followed too.
      let old = try store.entry(schema: current.schemaName, name: current.modelName)
      try replace(old, by: model)
    }
  }

  /// Stores a model in the caller's transaction, with its functions in place of those of the model that
  /// it follows.
  func replace(_ old: ModelEntry?, by model: FinishedModel) throws {
    let dropped =
      try old.map { try PredictionFunction.dropMacros($0.functionPlace, on: connection) } ?? []
    if let function = model.function { try make(function, insteadOf: dropped, model) }
    let content = StoredContent(
      signature: model.function?.predictor.signature,
      explanation: model.explanation,
      archive: model.archive
    )
    try store.save(content, of: model.entry)
    if let record = model.record { try UsageLedger(connection: connection).add(record) }
  }

  private func make(
    _ function: PredictionFunction,
    insteadOf dropped: [String],
    _ model: FinishedModel
  ) throws {
    let names = model.names
    try function.register(on: connection)
    try function.createMacros(
      schema: names.functionSchema,
      function: names.functionName,
      on: connection
    )
    try ExplanationBinding(connection: connection).make(
      dropped,
      of: FunctionPlace(
        schema: names.functionSchema,
        function: names.functionName,
        checksum: nil
      ),
      archive: model.archive
    )
  }
}
