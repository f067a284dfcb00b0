import DuckDB

/// The rows of a table function, column by column.
struct ReportRows {
  private let columns: [String: Int]
  private let rows: [[Value]]

  /// The rows of a query's result.
  init(_ result: QueryResult) throws(DuckDBError) {
    columns = Dictionary(
      result.columnNames.enumerated().map { ($0.element, $0.offset) },
      uniquingKeysWith: { first, _ in first }
    )
    rows = try result.rows()
  }

  /// The number of rows.
  var count: Int { rows.count }

  /// The values of a column as texts; nil is NULL.
  func texts(_ column: String) -> [String?] {
    guard let index = columns[column] else { return [String?](repeating: nil, count: count) }
    return rows.map { row in
      switch row[index] {
      case .text(let text): text
      case .integer(let number): "\(number)"
      case .double(let number): shortest(number)
      case .boolean(let flag): flag ? "true" : "false"
      default: nil
      }
    }
  }

  /// The values of a column as numbers; NaN is NULL.
  func numbers(_ column: String) -> [Double] {
    guard let index = columns[column] else { return [Double](repeating: .nan, count: count) }
    return rows.map { row in
      switch row[index] {
      case .double(let number): number
      case .integer(let number): Double(number)
      case .boolean(let flag): flag ? 1 : 0
      default: .nan
      }
    }
  }
}
