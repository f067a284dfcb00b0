import DuckDB

/// What the engine's plan of a query shows before it runs.
struct EnginePlan {
  /// Whether the query gives the same rows in the same order on any number of threads.
  ///
  /// The engine keeps the order of a table or file through scans, filters and expressions. After a
  /// join, a grouping or a sort with ties the order is that in which threads happened to finish, and
  /// so are the last bits of a sum.
  let keepsOrder: Bool
  /// How many rows the engine expects: exact for a whole table.
  let estimatedRowCount: Int

  /// The engine's operators that keep the order of their input, or read rows in an order of their own.
  private static let keepingOperators: Set<String> = [
    "COLUMN_DATA_SCAN", "DUMMY_SCAN", "EMPTY_RESULT", "EXPRESSION_SCAN", "FILTER", "LIMIT",
    "PARQUET_SCAN", "PROJECTION", "RANGE", "READ_CSV", "READ_CSV_AUTO", "READ_PARQUET", "SEQ_SCAN",
    "STREAMING_LIMIT", "TABLE_SCAN", "UNION", "UNNEST",
  ]

  /// The plan of a query; where it cannot be seen, one that promises nothing.
  init(of query: String, on connection: Connection) {
    guard
      let setting = try? connection.query(
        "SELECT current_setting('preserve_insertion_order')::BOOLEAN"
      ).rows(),
      let explained = try? connection.query("EXPLAIN (FORMAT JSON) \(query)").rows(),
      case .text(let text)?? = explained.first?.last,
      let operators = JSON.value([Operator].self, from: text)
    else {
      keepsOrder = false
      estimatedRowCount = 0
      return
    }
    keepsOrder = setting == [[.boolean(true)]] && operators.allSatisfy(\.keepsOrder)
    estimatedRowCount = operators.first?.estimatedRowCount ?? 0
  }

  /// An operator of a plan, as the engine's EXPLAIN prints it.
  private struct Operator: Decodable {
    let name: String
    let children: [Operator]
    let details: Details?

    enum CodingKeys: String, CodingKey {
      case name, children
      case details = "extra_info"
    }

    struct Details: Decodable {
      let estimate: String?

      enum CodingKeys: String, CodingKey {
        case estimate = "Estimated Cardinality"
      }
    }

    var keepsOrder: Bool {
      keepingOperators.contains(String(name.prefix { $0 != " " }))
        && children.allSatisfy(\.keepsOrder)
    }

    var estimatedRowCount: Int? { details?.estimate.flatMap { Int($0) } }
  }
}
