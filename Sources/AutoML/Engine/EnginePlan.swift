import DuckDB

/// The facts that the engine's plan shows of a query before it runs.
struct EnginePlan {
  /// Whether the query gives the same rows in the same order on any number of threads.
  ///
  /// The engine keeps the order of a table or file through scans, filters and expressions. After a
  /// join, a grouping or a sort with ties the order is that in which threads happened to finish, and
  /// so are the last bits of a sum.
  let keepsOrder: Bool
  /// The number of rows that the engine expects: exact for a whole table.
  let estimatedRowCount: Int

  /// The engine's operators that keep the order of their input, or read rows in an order of their own.
  private static let keepingOperators: Set<String> = [
    "COLUMN_DATA_SCAN", "DUMMY_SCAN", "EMPTY_RESULT", "EXPRESSION_SCAN", "FILTER", "LIMIT",
    "PARQUET_SCAN", "PROJECTION", "RANGE", "READ_CSV", "READ_CSV_AUTO", "READ_PARQUET", "SEQ_SCAN",
    "STREAMING_LIMIT", "TABLE_SCAN", "UNION", "UNNEST",
  ]

  /// The plan of a query; one that promises nothing where the engine explains none.
  ///
  /// - Throws: what stops the engine, an interrupt or the end of memory.
  init(of query: String, on connection: Connection) throws(DuckDBError) {
    let setting = try connection.query(
      "SELECT system.main.current_setting('preserve_insertion_order')::BOOLEAN"
    ).rows()
    let operators = try Self.operators(of: query, on: connection)
    keepsOrder =
      setting == [[.boolean(true)]] && !operators.isEmpty && operators.allSatisfy(\.keepsOrder)
    estimatedRowCount = operators.first?.estimatedRowCount ?? 0
  }

  private static func operators(
    of query: String,
    on connection: Connection
  ) throws(DuckDBError) -> [Operator] {
    do throws(DuckDBError) {
      let explained = try connection.query("EXPLAIN (FORMAT JSON) \(query)").rows()
      guard case .text(let text)?? = explained.first?.last else { return [] }
      return JSON.value([Operator].self, from: text) ?? []
    } catch {
      // Not all that runs can be explained: a PIVOT is two statements.
      guard error.isRefusal else { throw error }
      return []
    }
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
