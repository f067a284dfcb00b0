import DuckDB

/// The SQL function EXPLAIN_MODEL, which reads the explanations that are stored.
enum ExplainModelMacro {
  /// Makes it where it is not there yet, or is another one: a macro over the stored
  /// explanations, so that it works in every session of the database.
  ///
  /// The table's schema is enough, and lets the file be renamed, unless the database is called as
  /// the schema is.
  static func createIfNeeded(on connection: Connection) throws(DuckDBError) {
    let database = try connection.currentDatabase()
    let schema = ModelStore.schemaName
    let table = "\(database.lowercased() == schema ? "\(schema).\(schema)" : schema).models"
    let definitions = try connection.query(
      "SELECT macro_definition FROM system.main.duckdb_functions()"
        + " WHERE database_name = $1 AND schema_name = 'main' AND function_name = 'explain_model'",
      binding: [.text(database)]
    ).rows()
    if case .text(let text)?? = definitions.first?.first,
      text.contains("FROM \(table) WHERE"), text.contains("main.concat(")
    {
      return
    }
    try connection.execute(
      """
      CREATE OR REPLACE MACRO \(quoted(database)).main.explain_model(model) AS (
        SELECT coalesce(
          system.main.max(explanation),
          system.main.error(system.main.concat(
            'model "', model, '" does not exist; SHOW MODEL ALL lists the models')))
        FROM \(table)
        WHERE system.main.lower(model_name) = system.main.lower(model)
          OR system.main.lower(system.main.concat(schema_name, '.', model_name))
            = system.main.lower(model))
      """
    )
  }
}
