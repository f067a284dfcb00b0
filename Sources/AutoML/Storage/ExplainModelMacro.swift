import DuckDB

/// The SQL function EXPLAIN_MODEL, which reads the explanations that are stored.
enum ExplainModelMacro {
  /// Makes it where it is not there yet, or is another one: a macro over the stored
  /// explanations, so that it works in every session of the database.
  ///
  /// Names are compared as they are and as SQL quotes them.
  ///
  /// The table's schema is enough, and lets the file be renamed, unless the database is called as
  /// the schema is.
  static func createIfNeeded(
    on connection: Connection,
    beside known: FunctionListing
  ) throws(DuckDBError) {
    let database = try connection.currentDatabase()
    let schema = ModelStore.schemaName
    let table = "\(database.lowercased() == schema ? "\(schema).\(schema)" : schema).models"
    if let text = known.definition(of: "explain_model", in: "main"),
      text.contains("FROM \(table) WHERE"),
      text.contains("replace")
    {
      return
    }
    let schemas = ["schema_name", Self.quotedName("schema_name")]
    let isNamed = ["model_name", Self.quotedName("model_name")].flatMap { name in
      [name] + schemas.map { Self.concatenated([$0, "'.'", name]) }
    }.map { "system.main.lower(\($0)) = system.main.lower(model)" }
    try connection.execute(
      """
      CREATE OR REPLACE MACRO \(quoted(database)).main.explain_model(model) AS (
        SELECT coalesce(
          system.main.max(explanation),
          system.main.error(system.main.concat(
            'model "', model, '" does not exist; SHOW MODEL ALL lists the models')))
        FROM \(table)
        WHERE \(isNamed.joined(separator: " OR ")))
      """
    )
  }

  private static func concatenated(_ parts: [String]) -> String {
    "system.main.concat(\(parts.joined(separator: ", ")))"
  }

  /// A column's value as SQL writes a name in double quotes.
  private static func quotedName(_ column: String) -> String {
    concatenated(["'\"'", "system.main.replace(\(column), '\"', '\"\"')", "'\"'"])
  }
}
