import DuckDB

/// The databases that are attached beside the one that names without a database are looked up in.
struct AttachedDatabases {
  /// A connection to all of them.
  let connection: Connection

  /// Their names, sorted.
  func names() throws(DuckDBError) -> [String] {
    try connection.query(
      "SELECT database_name FROM system.main.duckdb_databases() WHERE NOT internal"
        + " AND database_name <> system.main.current_database() ORDER BY 1"
    ).rows().compactMap { if case .text(let name)? = $0.first { name } else { nil } }
  }

  /// The models in each of those that have a table of models, of a layout that is known; a stranger's tables
  /// that cannot be read are passed over.
  func stores() throws(DuckDBError) -> [ModelStore] {
    var stores: [ModelStore] = []
    for name in try names() {
      let store = ModelStore(connection: connection, attached: name)
      do {
        guard try store.tableNames().contains(ModelTable.models.rawValue),
          let layout = try store.layout(), layout <= StoreLayout.current
        else { continue }
        stores.append(store)
      } catch { if error.isInterrupt { throw error } }
    }
    return stores
  }
}
