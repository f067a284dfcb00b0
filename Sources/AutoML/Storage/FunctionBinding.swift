import DuckDB
import Models

/// Makes the functions of stored models known to the engine, until the database is closed.
///
/// A model that cannot be bound, for whatever reason, leaves the others usable: it is named in a notice,
/// its function cannot be called, and it can be dropped.
struct FunctionBinding {
  /// The connection that they are registered on, in its transaction.
  let connection: Connection
  /// The database whose models they are of.
  let database: Database
  /// Told of models that cannot be bound.
  let observer: SessionObserver
  /// The way to endpoints.
  let remote: RemoteCalls

  /// Binds the models of the current database, after its tables are brought to the layout of now.
  ///
  /// - Throws: when a newer version has laid them out; an interrupt.
  func bindAll() throws(AutoMLError) {
    let store = ModelStore(connection: connection)
    let functions: [StoredFunction]
    do {
      let check = StoreCheck(connection: connection)
      try check.requireKnownLayout()
      let migration = StoreMigration(store: store)
      if try migration.isNeeded(for: store.tableNames()), try check.isWritable() {
        try Transaction.run(on: connection) { try migration.run() }
      }
      functions = try store.functions()
    } catch {
      let reason = AutoMLError(error)
      guard !reason.isInterrupt, !(error is AutoMLError) else { throw reason }
      observer.notice("the models cannot be read, and none can be called: \(reason.message)")
      return
    }
    try bind(functions, of: store)
  }

  /// Binds the models in a folder that EXPORT DATABASE has written, for IMPORT DATABASE to find their
  /// functions.
  ///
  /// - Throws: an interrupt; a conflict.
  func bindExported(in folder: String) throws(AutoMLError) {
    let exported = ExportedModels(connection: connection, folder: folder)
    do {
      // What the folder says is a stranger's word: it takes the place of no function that is there.
      let known = try registeredNames()
      let functions = try exported.functions()
        .filter { $0.promise != nil && !known.contains($0.internalName) }
      try bind(functions, of: ModelStore(connection: connection), .folder(folder))
      // The engine takes no macro whose function it does not know.
      try Transaction.run(on: connection) {
        for function in functions { try registerExplanations(of: function, in: folder) }
      }
    } catch { throw AutoMLError(error) }
  }

  /// Binds the models of attached databases, but for those whose functions are known already: a function's
  /// name has the checksum of its model, which is looked for in all databases.
  ///
  /// - Throws: an interrupt.
  func bindAttached() throws(AutoMLError) {
    do {
      let stores = try AttachedDatabases(connection: connection).stores()
      guard !stores.isEmpty else { return }
      let known = try registeredNames()
      for store in stores { try bindAttached(store, without: known) }
    } catch {
      let reason = AutoMLError(error)
      guard !reason.isInterrupt else { throw reason }
      observer.notice("the models of attached databases cannot be read: \(reason.message)")
    }
  }

  private func bindAttached(_ store: ModelStore, without known: Set<String>) throws {
    do {
      try bind(store.functions().filter { !known.contains($0.internalName) }, of: store)
    } catch {
      let reason = AutoMLError(error)
      guard !reason.isInterrupt else { throw reason }
      let name = quoted(try store.databaseName())
      observer.notice("the models of database \(name) cannot be read: \(reason.message)")
    }
  }

  /// Binds functions whose models are, or will be, in a store.
  ///
  /// - Throws: an interrupt; a conflict.
  private func bind(
    _ functions: [StoredFunction],
    of store: ModelStore,
    _ home: StoredPredictor.Home? = nil
  ) throws(AutoMLError) {
    guard !functions.isEmpty else { return }
    do {
      let home = try home ?? .database(store.databaseName())
      try Transaction.run(on: connection) {
        for function in functions { try bind(function, of: store, home: home) }
      }
    } catch { throw AutoMLError(error) }
  }

  private func bind(
    _ function: StoredFunction,
    of store: ModelStore,
    home: StoredPredictor.Home
  ) throws {
    do { try register(function, of: store, home: home) } catch {
      let reason = AutoMLError(error, ofModel: function.modelName)
      guard !reason.isInterrupt else { throw reason }
      observer.notice("model \(reason.message): its function cannot be called")
    }
  }

  /// Makes a stored function known to the engine; its model is read when it is called, or at once where
  /// the tables do not tell what it takes.
  private func register(
    _ function: StoredFunction,
    of store: ModelStore,
    home: StoredPredictor.Home
  ) throws {
    guard let promise = function.promise else {
      let entry = try store.entry(schema: function.schemaName, name: function.modelName)
      let archive = try entry.map { try store.archive(of: $0) } ?? []
      let checksum = ModelArchive.checksumText(archive)
      let predictor = try ModelPredictor(ModelArchive.model(from: archive), checksum: checksum)
      return try PredictionFunction(predictor, name: function.functionName, checksum: checksum)
        .register(on: connection)
    }
    let predictor = StoredPredictor(
      ofModel: (function.schemaName, function.modelName),
      checksum: promise.checksum,
      signature: promise.signature,
      in: database,
      home: home,
      isPure: !function.isRemote,
      make: function.isRemote ? remoteMaker(function.functionName) : nil
    )
    try PredictionFunction(predictor, name: function.functionName, checksum: promise.checksum)
      .register(on: connection)
  }

  private func remoteMaker(_ name: String) -> StoredPredictor.Maker {
    let calls = remote
    return { (bytes: [UInt8]) throws -> any BatchPredictor in
      try RemotePredictor(RemoteModel(bytes: bytes), function: name, calls: calls)
    }
  }

  private func registerExplanations(of function: StoredFunction, in folder: String) throws {
    guard let promise = function.promise, !function.isRemote else { return }
    let predictor = StoredPredictor(
      ofModel: (function.schemaName, function.modelName),
      checksum: promise.checksum,
      signature: promise.signature,
      in: database,
      home: .folder(folder),
      make: { bytes in
        guard let explainer = try ModelExplainer(ModelArchive.model(from: bytes)) else {
          throw ModelError.corrupt(detail: "no score to explain")
        }
        return explainer
      }
    )
    try PredictionFunction(predictor, name: function.functionName, checksum: promise.checksum)
      .registerExplanations(on: connection)
  }

  /// The names that functions are registered under.
  func registeredNames() throws(DuckDBError) -> Set<String> {
    let rows = try connection.query(
      "SELECT DISTINCT function_name FROM system.main.duckdb_functions()"
        + " WHERE database_name = 'system'"
        + " AND system.main.starts_with(function_name, '\(PredictionFunction.prefix)')"
    ).rows()
    return Set(rows.compactMap { if case .text(let name)? = $0.first { name } else { nil } })
  }
}

extension StoredFunction {
  /// The name that the function is registered under; empty where its checksum is not known.
  fileprivate var internalName: String {
    promise.map { PredictionFunction.internalName(of: functionName, checksum: $0.checksum) } ?? ""
  }
}
