import DuckDB
import ModelSQL

/// The place of a model's function: its names, and the checksum of its model's bytes, nil where that is not
/// known.
struct FunctionPlace {
  /// The function's schema.
  let schema: String
  /// The function's name.
  let function: String
  /// The checksum, in hexadecimal digits.
  let checksum: String?
}

/// The functions of the current database, and the names of the engine's own, listed once: the engine prints
/// all definitions whatever is asked for.
///
/// A user's own macro may have a name that a model's function has had, or would have: it was not made for the
/// model, and calls no function that is registered here.
struct FunctionListing {
  private struct Function {
    let schema: String
    let name: String
    /// A macro's text; empty where it is none.
    let definition: String
  }
  private let functions: [NameKey: [Function]]
  private let engineNames: Set<NameKey>

  /// Those that the transaction of a connection sees.
  ///
  /// - Complexity: O(functions of the database).
  init(on connection: Connection) throws(DuckDBError) {
    let rows = try connection.query(
      """
      SELECT DISTINCT schema_name, function_name, internal::VARCHAR,
        CASE WHEN internal THEN NULL ELSE macro_definition END
      FROM system.main.duckdb_functions()
      WHERE internal OR database_name = system.main.current_database()
      """
    ).rows()
    var functions: [NameKey: [Function]] = [:]
    var engineNames: Set<NameKey> = []
    for row in rows {
      let texts = row.map { if case .text(let text) = $0 { text } else { "" } }
      let key = NameKey(texts[1])
      if texts[2] == "true" {
        engineNames.insert(key)
      } else {
        let function = Function(schema: texts[0], name: texts[1], definition: texts[3])
        functions[key, default: []].append(function)
      }
    }
    self.functions = functions
    self.engineNames = engineNames
  }

  /// Whether a name is the engine's own, or that of a function in a schema.
  func contains(_ name: String, in schema: String) -> Bool {
    let key = NameKey(name)
    return engineNames.contains(key)
      || functions[key, default: []].contains { isSameName($0.schema, schema) }
  }

  /// The text of a macro; nil where there is no such function.
  func definition(of name: String, in schema: String) -> String? {
    functions[NameKey(name)]?.first { isSameName($0.schema, schema) }?.definition
  }

  /// The names that are there of a model's function and of those beside it, as they were made.
  ///
  /// Without a checksum those of an earlier model with a function of that name are taken for them too.
  func names(of place: FunctionPlace) -> [String] {
    ModelFunctions.names(for: place.function).compactMap { name in
      functions[NameKey(name)]?.first {
        isSameName($0.schema, place.schema) && PredictionFunction.isCalled(in: $0.definition, place)
      }?.name
    }
  }

  /// Whether a model's function itself is there.
  func hasFunction(_ place: FunctionPlace) -> Bool {
    names(of: place).first.map { isSameName($0, place.function) } ?? false
  }
}
