import DuckDB

/// The way to run a query whose rows are trained on.
struct ReadingMode {
  /// Whether the engine may be given little memory while it only scans: a transaction fails where
  /// that is too little.
  let limitsEngine: Bool
  /// Whether rows whose order depends on threads are sorted: where the query is not run on one.
  let sorts: Bool
  /// The engine's plan of the query, where it was asked for before.
  var plan: EnginePlan?

  /// The engine's plan of the query.
  func plan(of query: String, on connection: Connection) throws(DuckDBError) -> EnginePlan {
    if let plan { return plan }
    return try EnginePlan(of: query, on: connection)
  }

  /// The SQL for the engine: the query, or its rows in an order that threads do not change.
  func text(of query: String, _ plan: EnginePlan) -> String {
    plan.keepsOrder || !sorts ? query : "SELECT * FROM (\(query)\n) ORDER BY ALL"
  }
}
