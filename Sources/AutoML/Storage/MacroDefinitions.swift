import DuckDB

/// The macros of the current database that every database with models has, as they are now: listed once, for
/// the engine prints all definitions whatever is asked for.
struct MacroDefinitions {
  private let rows: [[String]]

  /// Those that the transaction of a connection sees.
  init(on connection: Connection) throws(DuckDBError) {
    rows = try connection.query(
      "SELECT schema_name, function_name, macro_definition FROM system.main.duckdb_functions()"
        + " WHERE database_name = system.main.current_database() AND (schema_name = $1"
        + " OR schema_name = 'main' AND function_name = 'explain_model')",
      binding: [.text(ModelStore.schemaName)]
    ).rows().map { row in row.map { if case .text(let text) = $0 { text } else { "" } } }
  }

  /// The text of a macro; nil where it is not there.
  subscript(name: String, in schema: String) -> String? {
    rows.first { $0[0] == schema && $0[1] == name }?[2]
  }
}
