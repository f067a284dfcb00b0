import DuckDB
import ModelSQL
import Models

/// Models in the database file: the tables of schema `automl`, written in the caller's transaction.
///
/// `automl.models` has the version of each model that is in use, `automl.other_versions` those that are
/// kept beside it.
struct ModelStore {
  /// The schema that models and the ledger are kept in.
  static let schemaName = "automl"

  /// The connection whose transaction everything happens in.
  let connection: Connection
  /// The database that they are in; nil for the one that names without a database are looked up in.
  var attached: String?

  /// Makes the schema and what is in it, where it is not there yet, and brings older tables to the
  /// layout of now.
  ///
  /// - Throws: an `AutoMLError` where a stranger's view has the name of a table: what is made here
  ///   would run what is written in it.
  func createIfNeeded() throws {
    try refuseViews()
    let schema = try schema()
    var tables = try tableNames()
    if !tables.contains(StoreLayout.tableName) {
      try connection.execute("CREATE SCHEMA IF NOT EXISTS \(schema)")
      try connection.execute(
        "CREATE TABLE IF NOT EXISTS \(schema).layout (version INTEGER NOT NULL)"
      )
      try connection.execute("INSERT INTO \(schema).layout VALUES (\(StoreLayout.current))")
    }
    let migration = StoreMigration(store: self)
    if try migration.isNeeded(for: tables) {
      try migration.run()
      tables = try tableNames()
    }
    for table in ModelTable.allCases where !tables.contains(table.rawValue) {
      try connection.execute("CREATE TABLE IF NOT EXISTS \(schema).\(table.definition)")
    }
    let ledger = UsageLedger(connection: connection)
    if !tables.contains(UsageLedger.tableName) { try ledger.create() }
    let known = try FunctionListing(on: connection)
    try ExplainModelMacro.createIfNeeded(on: connection, beside: known)
    try EvaluationMacros.createIfNeeded(on: connection, beside: known)
  }

  private func refuseViews() throws {
    let views = try connection.query(
      "SELECT view_name FROM system.main.duckdb_views()"
        + " WHERE database_name = system.main.current_database()"
        + " AND schema_name = '\(Self.schemaName)' AND view_name <> '\(UsageLedger.totalsName)'"
        + " ORDER BY 1"
    ).rows()
    guard case .text(let view)?? = views.first?.first else { return }
    throw AutoMLError(
      sqlState: SQLState.dataCorrupted,
      message: "\"\(Self.schemaName).\(view)\" is a view, in the schema that models are kept in",
      hint: "Drop it, or keep it in another schema."
    )
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
    "\(quoted(try databaseName())).\(Self.schemaName)"
  }

  /// The name of the database.
  func databaseName() throws(DuckDBError) -> String {
    if let attached { return attached }
    return try connection.currentDatabase()
  }

  /// The layout of the database's tables; nil where there are none yet.
  func layout() throws(DuckDBError) -> Int? {
    guard try tableNames().contains(StoreLayout.tableName) else { return nil }
    let rows = try connection.query(
      "SELECT TRY_CAST(version AS BIGINT) FROM \(schema()).layout ORDER BY version DESC LIMIT 1"
    ).rows()
    guard case .integer(let version)?? = rows.first?.first else { return nil }
    return Int(version)
  }

  /// The tables of the schema: tables, and no views, which would run what a stranger has written in them.
  func tableNames() throws(DuckDBError) -> Set<String> {
    let rows = try connection.query(
      "SELECT table_name FROM system.main.duckdb_tables()"
        + " WHERE database_name = \(attached.map(literal) ?? "system.main.current_database()")"
        + " AND schema_name = '\(Self.schemaName)'"
    ).rows()
    return Set(rows.compactMap { if case .text(let name)? = $0.first { name } else { nil } })
  }
}
