import DuckDB
import ModelSQL

/// The part of a stored model that the database does not have any more: what has dropped it knew of no
/// models.
enum ModelLoss: Equatable {
  /// A schema: the model's, or its function's.
  case schema(String)
  /// Functions, by their names.
  case functions([String])

  /// The state that SHOW MODEL prints.
  var state: String {
    switch self {
    case .schema: "SCHEMA MISSING"
    case .functions: "FUNCTION MISSING"
    }
  }

  /// The loss itself: `function f is gone`.
  var fact: String {
    switch self {
    case .schema(let name): "schema \(SQLText.identifier(name)) is gone"
    case .functions(let names):
      "\(isOfOne ? "function" : "functions") \(list(names.map { SQLText.identifier($0) }))"
        + " \(isOfOne ? "is" : "are") gone"
    }
  }

  /// The ways out, for the version of a model that is in use.
  func advice(on entry: ModelEntry) -> String {
    let model = entry.names.reference
    let remaking = "ALTER MODEL \(model) USE VERSION \(entry.version)"
    return switch self {
    case .schema(let name):
      "DROP MODEL \(model) removes the model; CREATE SCHEMA \(SQLText.identifier(name)) and "
        + "\(remaking) make its function again"
    case .functions:
      "\(remaking) makes \(isOfOne ? "it" : "them") again, DROP MODEL \(model) removes the model"
    }
  }

  private var isOfOne: Bool {
    if case .functions(let names) = self { names.count == 1 } else { true }
  }
}

/// The schemas and functions that the models of the current database are looked up in.
struct ModelSurroundings {
  private let schemas: Set<NameKey>
  private let functions: FunctionListing

  /// Those that the transaction of a connection sees.
  ///
  /// - Complexity: O(functions of the database).
  init(on connection: Connection) throws(DuckDBError) {
    let rows = try connection.query(
      "SELECT schema_name FROM system.main.duckdb_schemas()"
        + " WHERE database_name = system.main.current_database()"
    ).rows()
    schemas = Set(
      rows.compactMap { if case .text(let name)? = $0.first { NameKey(name) } else { nil } }
    )
    functions = try FunctionListing(on: connection)
  }

  /// The part of a model that is not there; nil where all is.
  ///
  /// Of a classifier the functions of probabilities count too.
  func loss(
    ofModelIn schema: String,
    _ place: FunctionPlace,
    isClassifier: Bool = false
  ) -> ModelLoss? {
    for schema in [schema, place.schema] where !schemas.contains(NameKey(schema)) {
      return .schema(schema)
    }
    let function = place.function
    let wanted = [function] + (isClassifier ? ProbabilityFunction.names(for: function) : [])
    let made = Set(functions.names(of: place).map { NameKey($0) })
    let missing = wanted.filter { !made.contains(NameKey($0)) }
    return missing.isEmpty ? nil : .functions(missing)
  }
}

extension ModelNames {
  /// The model's name as SQL: quoted where it must be, and without the default schema.
  var reference: String {
    let name = SQLText.identifier(modelName)
    return schemaName == "main" ? name : "\(SQLText.identifier(schemaName)).\(name)"
  }
}
