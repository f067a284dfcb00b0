import DuckDB

extension Connection {
  /// The database that names without one are looked up in.
  func currentDatabase() throws(DuckDBError) -> String {
    let rows = try query("SELECT system.main.current_database()").rows()
    guard case .text(let name)?? = rows.first?.first else { return "memory" }
    return name
  }
}
