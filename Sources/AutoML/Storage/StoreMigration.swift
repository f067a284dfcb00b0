import DuckDB
import Models

/// Brings the tables of an older layout to the one of now, in the caller's transaction.
struct StoreMigration {
  /// Where the tables are.
  let store: ModelStore

  private var connection: Connection { store.connection }

  /// Whether there is something to do where there are tables of these names.
  func isNeeded(for tables: Set<String>) throws(DuckDBError) -> Bool {
    guard StoreLayout.isWithoutVersions(tables), let layout = try store.layout() else {
      return false
    }
    return layout < StoreLayout.current
  }

  /// Does it.
  ///
  /// A model whose bytes cannot be read is kept, with what is known of it.
  ///
  /// - Complexity: O(bytes of the models).
  func run() throws {
    let schema = try store.schema()
    if try store.tableNames().contains(ModelTable.models.rawValue) {
      let entries = try store.entries()
      try connection.execute(
        "ALTER TABLE \(schema).\(ModelTable.models.rawValue) RENAME TO \(Self.oldTable)"
      )
      try connection.execute("CREATE TABLE \(schema).\(ModelTable.models.definition)")
      for entry in entries { try migrate(entry) }
      try connection.execute("DROP TABLE \(schema).\(Self.oldTable)")
    }
    try connection.execute("CREATE TABLE \(schema).\(ModelTable.otherVersions.definition)")
    try connection.execute("UPDATE \(schema).layout SET version = \(StoreLayout.current)")
  }

  private static let oldTable = "models_of_layout_1"

  private func migrate(_ entry: ModelEntry) throws {
    let rows = try connection.query(
      "SELECT created_at, explanation::VARCHAR, archive FROM \(store.schema()).\(Self.oldTable)"
        + " WHERE schema_name = $1 AND model_name = $2 LIMIT 1",
      binding: [.text(entry.schemaName), .text(entry.modelName)]
    ).rows()
    guard let row = rows.first, case .text(let explanation) = row[1],
      case .blob(let archive) = row[2]
    else { return }
    var entry = entry
    if let report = JSON.value(TrainingReport.self, from: entry.report) {
      entry.seconds = report.seconds.total
      entry.seed = report.seed
      entry.rowCount = report.rows
      entry.columnCount = report.columns
    }
    if JSON.value(ShownModel.self, from: entry.shown)?.origin != nil { entry.kind = .imported }
    let content = StoredContent(
      signature: try? FunctionSignature(ModelArchive.model(from: archive)),
      explanation: explanation,
      archive: archive
    )
    try store.insert(content, of: entry, into: .models, createdAt: row[0])
  }
}
