import DuckDB
import ModelSQL
import Models

/// Models in the database file: the tables of schema `automl`, written in the caller's transaction.
struct ModelStore {
  /// The schema that models and the ledger are kept in.
  static let schemaName = "automl"
  /// The layout of the tables below; a database with a higher one was written by a newer version.
  static let layoutVersion = 1

  /// The connection whose transaction everything happens in.
  let connection: Connection

  /// Makes the schema and what is in it, where it is not there yet.
  ///
  /// - Throws: an `AutoMLError` where a stranger's view has the name of a table: what is made here
  ///   would run what is written in it.
  func createIfNeeded() throws {
    let views = try connection.query(
      "SELECT view_name FROM system.main.duckdb_views()"
        + " WHERE database_name = system.main.current_database()"
        + " AND schema_name = '\(Self.schemaName)' AND view_name <> '\(UsageLedger.totalsName)'"
        + " ORDER BY 1"
    ).rows()
    if case .text(let view)?? = views.first?.first {
      throw AutoMLError(
        sqlState: SQLState.dataCorrupted,
        message: "\"\(Self.schemaName).\(view)\" is a view, in the schema that models are kept in",
        hint: "Drop it, or keep it in another schema."
      )
    }
    let schema = try schema()
    if try layout() == nil {
      try connection.execute("CREATE SCHEMA IF NOT EXISTS \(schema)")
      try connection.execute(
        "CREATE TABLE IF NOT EXISTS \(schema).layout (version INTEGER NOT NULL)"
      )
      try connection.execute("INSERT INTO \(schema).layout VALUES (\(Self.layoutVersion))")
    }
    if try !hasTable("models") {
      try connection.execute(
        """
        CREATE TABLE IF NOT EXISTS \(schema).models (
          schema_name VARCHAR NOT NULL, model_name VARCHAR NOT NULL,
          function_schema VARCHAR NOT NULL, function_name VARCHAR NOT NULL,
          owner VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL,
          shown JSON NOT NULL, report JSON NOT NULL, explanation JSON NOT NULL,
          archive BLOB NOT NULL)
        """
      )
    }
    try UsageLedger(connection: connection).createIfNeeded()
    try ModelExplanation.createFunctionIfNeeded(on: connection)
  }

  /// Claims a name until the end of the transaction: another one that claims it meets a conflict.
  ///
  /// The engine sees conflicts over entries of its catalogue by their names, those that are gone
  /// again too; so nothing is left of a claim.
  func claim(_ name: String) throws(DuckDBError) {
    let macro = "\(try schema()).\(quoted("claim of \(name.lowercased())"))"
    try connection.execute("CREATE OR REPLACE MACRO \(macro)() AS NULL")
    try connection.execute("DROP MACRO \(macro)")
  }

  /// The schema, with its database's name before it: a file `automl.duckdb` makes a database that
  /// is called `automl` too.
  func schema() throws(DuckDBError) -> String {
    "\(quoted(try connection.currentDatabase())).\(Self.schemaName)"
  }

  /// The layout of the database's tables; nil where there are none yet.
  func layout() throws(DuckDBError) -> Int? {
    guard try hasTable("layout") else { return nil }
    let rows = try connection.query(
      "SELECT TRY_CAST(version AS BIGINT) FROM \(schema()).layout ORDER BY version DESC LIMIT 1"
    ).rows()
    guard case .integer(let version)?? = rows.first?.first else { return nil }
    return Int(version)
  }

  /// All models, by schema and name.
  func entries() throws(DuckDBError) -> [ModelEntry] {
    guard try hasTable("models") else { return [] }
    let result = try connection.query(
      """
      SELECT schema_name, model_name, function_schema, function_name, owner,
        system.main.strftime(created_at, '%a, %d.%m.%Y %H:%M:%S'), shown::VARCHAR, report::VARCHAR
      FROM \(schema()).models ORDER BY schema_name, model_name
      """
    )
    return try result.rows().map { row in
      let texts = row.map { value -> String in
        if case .text(let text) = value { text } else { "" }
      }
      return ModelEntry(
        schemaName: texts[0],
        modelName: texts[1],
        functionSchema: texts[2],
        functionName: texts[3],
        owner: texts[4],
        createdAt: texts[5],
        shown: texts[6],
        report: texts[7]
      )
    }
  }

  /// One model; names compare without case.
  func entry(schema: String, name: String) throws(DuckDBError) -> ModelEntry? {
    try entries().first {
      isSameName($0.schemaName, schema) && isSameName($0.modelName, name)
    }
  }

  /// The bytes of a model.
  func archive(of entry: ModelEntry) throws(DuckDBError) -> [UInt8] {
    let result = try connection.query(
      "SELECT archive FROM \(schema()).models WHERE schema_name = $1 AND model_name = $2",
      binding: [.text(entry.schemaName), .text(entry.modelName)]
    )
    guard case .blob(let bytes)?? = try result.rows().first?.first else { return [] }
    return bytes
  }

  /// Adds a model, in place of one of the same name.
  func save(
    _ entry: ModelEntry,
    explanation: ModelExplanation,
    archive: [UInt8]
  ) throws(DuckDBError) {
    try delete(entry)
    try connection.execute(
      "INSERT INTO \(schema()).models VALUES"
        + " ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      binding: [
        .text(entry.schemaName), .text(entry.modelName), .text(entry.functionSchema),
        .text(entry.functionName), .text(entry.owner), .now, .text(entry.shown),
        .text(entry.report), .text(JSON.text(explanation)), .blob(archive),
      ]
    )
  }

  /// Removes a model's row.
  func delete(_ entry: ModelEntry) throws(DuckDBError) {
    try connection.execute(
      "DELETE FROM \(schema()).models WHERE schema_name = $1 AND model_name = $2",
      binding: [.text(entry.schemaName), .text(entry.modelName)]
    )
  }

  /// Whether a table of the schema is there: a table, and not a view, which would run what a stranger
  /// has written in it.
  func hasTable(_ name: String) throws(DuckDBError) -> Bool {
    try !connection.query(
      "SELECT 1 FROM system.main.duckdb_tables()"
        + " WHERE database_name = system.main.current_database()"
        + " AND schema_name = '\(Self.schemaName)' AND table_name = $1",
      binding: [.text(name)]
    ).rows().isEmpty
  }
}

extension Connection {
  /// The database that names without one are looked up in.
  func currentDatabase() throws(DuckDBError) -> String {
    let rows = try query("SELECT system.main.current_database()").rows()
    guard case .text(let name)?? = rows.first?.first else { return "memory" }
    return name
  }
}
