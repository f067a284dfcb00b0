import DuckDB

/// Whether a query gives the same rows in the same order on any number of threads.
///
/// The engine keeps the order of a table or file through scans, filters and expressions. After a join, a grouping or a
/// sort with ties the order is that in which threads happened to finish, and so are the last bits of a sum.
enum RowOrder {
  /// The engine's operators that keep the order of their input, or read rows in an order of their own.
  private static let keepingOperators: Set<String> = [
    "COLUMN_DATA_SCAN", "DUMMY_SCAN", "EMPTY_RESULT", "EXPRESSION_SCAN", "FILTER", "LIMIT",
    "PARQUET_SCAN", "PROJECTION", "RANGE", "READ_CSV", "READ_CSV_AUTO", "READ_PARQUET", "SEQ_SCAN",
    "STREAMING_LIMIT", "TABLE_SCAN", "UNION", "UNNEST",
  ]

  /// Whether all operators of the query's plan keep the order; false where the plan cannot be seen.
  static func isKept(by query: String, on connection: Connection) -> Bool {
    guard
      let setting = try? connection.query(
        "SELECT current_setting('preserve_insertion_order')::BOOLEAN"
      ).rows(), setting == [[.boolean(true)]],
      let explained = try? connection.query("EXPLAIN (FORMAT JSON) \(query)").rows(),
      case .text(let text)?? = explained.first?.last,
      let plan = JSON.value([Operator].self, from: text)
    else { return false }
    return plan.allSatisfy(\.keepsOrder)
  }

  /// An operator of a plan, as the engine's EXPLAIN prints it.
  private struct Operator: Decodable {
    let name: String
    let children: [Operator]

    var keepsOrder: Bool {
      keepingOperators.contains(String(name.prefix { $0 != " " }))
        && children.allSatisfy(\.keepsOrder)
    }
  }
}
