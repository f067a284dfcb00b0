import DuckDB
import ModelSQL
import Models

/// The engine's names and types, for the planner: as they are when it is first asked.
final class EngineCatalog: Catalog {
  private let connection: Connection
  private let store: ModelStore
  private var listing: FunctionListing?

  /// The names that a connection sees, and the models of a store.
  init(connection: Connection, store: ModelStore) {
    self.connection = connection
    self.store = store
  }

  func columns(ofQuery query: String, at range: Range<Int>) throws(PlanningError)
    -> [CatalogColumn]
  {
    let count: Int
    let statement: PreparedStatement?
    do throws(DuckDBError) {
      count = try connection.statementCount(of: query)
      statement = count == 1 ? try connection.prepare(query) : nil
    } catch {
      throw PlanningError(.sourceRefused(message: error.message), at: range)
    }
    guard let statement else {
      throw PlanningError(.sourceSeveralStatements(count: count), at: range)
    }
    guard statement.kind == .select else {
      throw PlanningError(.sourceNotASelect(kind: "\(statement.kind)".uppercased()), at: range)
    }
    return zip(statement.columnNames, statement.columnTypes).map { name, type in
      CatalogColumn(
        name: name,
        typeName: type.description,
        shortTypeName: type.shortName,
        kind: type.inputKind,
        targetKind: type.targetKind
      )
    }
  }

  /// Looks at the query's own text; what the views that it reads do is not seen.
  func randomParts(ofQuery query: String) throws(PlanningError) -> [String] {
    // The engine's syntax tree has a name for each call, and -1 for a sample without a seed.
    let names = Set(try values("function_name", ofTree: query))
    // To list them all takes the engine longer than the rest of a plan.
    let volatile = names.isEmpty ? [] : try volatileFunctions()
    let calls = names.intersection(volatile).map { "\($0)()" }
    let isUnseeded = try values("sample.seed", ofTree: query).contains("-1")
    return (calls + (isUnseeded ? ["a sample without REPEATABLE (seed)"] : [])).sorted()
  }

  private func volatileFunctions() throws(PlanningError) -> [String] {
    try texts(
      "SELECT DISTINCT function_name FROM system.main.duckdb_functions()"
        + " WHERE internal AND stability = 'VOLATILE'"
    )
  }

  /// All values of a member in the engine's syntax tree of a query.
  private func values(
    _ member: StaticString,
    ofTree query: String
  ) throws(PlanningError) -> [String] {
    try texts(
      "SELECT system.main.unnest(system.main.json_extract_string("
        + "system.main.json_serialize_sql($1::VARCHAR), '$..\(member)'))",
      binding: [.text(query)]
    )
  }

  func defaultSchema() throws(PlanningError) -> String {
    try texts("SELECT system.main.current_schema()").first ?? "main"
  }

  func schemaNames() throws(PlanningError) -> [String] {
    try texts(
      "SELECT DISTINCT schema_name FROM system.main.duckdb_schemas()"
        + " WHERE database_name = system.main.current_database() AND NOT internal"
        + " OR schema_name = 'main' ORDER BY 1"
    )
  }

  func tableNames() throws(PlanningError) -> [String] {
    try texts(
      "SELECT table_name FROM system.main.duckdb_tables() UNION"
        + " SELECT view_name FROM system.main.duckdb_views() WHERE NOT internal ORDER BY 1"
    )
  }

  /// A model whose function is gone leaves its name to a new one.
  func hasModel(_ schema: String, _ name: String) throws(PlanningError) -> Bool {
    do throws(DuckDBError) {
      let model = try store.listing().first {
        isSameName($0.names.schemaName, schema) && isSameName($0.names.modelName, name)
      }
      guard let model else { return false }
      if try functions().hasFunction(model.function) { return true }
      // Forecasts never had one.
      let (schema, name) = (model.names.schemaName, model.names.modelName)
      return try store.entry(schema: schema, name: name)?.kind == .forecast
    } catch {
      throw PlanningError(.engine(message: error.message))
    }
  }

  func functionOwner(_ schema: String, _ name: String) throws(PlanningError) -> FunctionOwner? {
    do throws(DuckDBError) {
      // A macro keeps the letters that it was made with.
      let isThere = try functions().contains(name, in: schema)
      if let owner = try modelOwner(schema, name, isThere: isThere) { return owner }
      return isThere ? .engine : nil
    } catch {
      throw PlanningError(.engine(message: error.message))
    }
  }

  private func functions() throws(DuckDBError) -> FunctionListing {
    if let listing { return listing }
    let listing = try FunctionListing(on: connection)
    self.listing = listing
    return listing
  }

  /// The model that a function's name belongs to: that which made it, or, where it is not there, may make it.
  private func modelOwner(
    _ schema: String,
    _ name: String,
    isThere: Bool
  ) throws(DuckDBError) -> FunctionOwner? {
    let models = try store.listing().filter { model in
      let function = model.function.function
      return isSameName(model.function.schema, schema)
        && ModelFunctions.names(for: function).contains { isSameName($0, name) }
    }
    guard !models.isEmpty else { return nil }
    let functions = try functions()
    for model in models {
      let made = functions.names(of: model.function)
      let owns = made.contains { isSameName($0, name) }
      let explanations = ExplanationFunction.names(for: model.function.function)
      // A regression has no functions beside its own, and explanations are made when they are
      // called: a user's macro may be called as one of them.
      let isRegression = !made.dropFirst().contains { made in
        !explanations.contains { isSameName($0, made) }
      }
      let reserves =
        isRegression || !isThere || explanations.contains { isSameName($0, name) }
      guard owns || reserves && functions.hasFunction(model.function) else { continue }
      return .model(schema: model.names.schemaName, name: model.names.modelName)
    }
    return nil
  }

  private func texts(
    _ sql: String,
    binding values: [Value] = []
  ) throws(PlanningError) -> [String] {
    do throws(DuckDBError) {
      return try connection.query(sql, binding: values).rows().compactMap { row in
        if case .text(let text)? = row.first { text } else { nil }
      }
    } catch {
      throw PlanningError(.engine(message: error.message))
    }
  }
}
