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

/// The macros of the current database that were made for models: those that call a function registered here.
///
/// A user's own macro may have a name that a model's function has had, or would have: it is none of them.
struct MadeMacros {
  private struct Macro {
    let schema: String
    let name: String
    let definition: String
  }
  private let macros: [NameKey: [Macro]]

  /// Those that the transaction of a connection sees.
  ///
  /// - Complexity: O(functions of the database).
  init(on connection: Connection) throws(DuckDBError) {
    let rows = try connection.query(
      "SELECT schema_name, function_name, macro_definition FROM system.main.duckdb_functions()"
        + " WHERE database_name = system.main.current_database()"
        + " AND system.main.contains(macro_definition, '\(PredictionFunction.prefix)')"
    ).rows()
    var macros: [NameKey: [Macro]] = [:]
    for row in rows {
      let texts = row.map { if case .text(let text) = $0 { text } else { "" } }
      let macro = Macro(schema: texts[0], name: texts[1], definition: texts[2])
      macros[NameKey(macro.name), default: []].append(macro)
    }
    self.macros = macros
  }

  /// The names that are there of a model's function and of those beside it, as they were made.
  ///
  /// Without a checksum those of an earlier model with a function of that name are taken for them too.
  func names(of place: FunctionPlace) -> [String] {
    ([place.function] + ProbabilityFunction.names(for: place.function)).compactMap { name in
      macros[NameKey(name)]?.first {
        isSameName($0.schema, place.schema)
          && PredictionFunction.isCalled(in: $0.definition, place)
      }?.name
    }
  }

  /// Whether a function itself is there.
  func hasFunction(_ place: FunctionPlace) -> Bool {
    names(of: place).first.map { isSameName($0, place.function) } ?? false
  }
}
