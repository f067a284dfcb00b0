import DuckDB
import ModelSQL

/// All rows of a result in memory, column by column.
public struct ResultTable: Sendable, Equatable {
  /// The columns, in order, all with the same number of rows.
  public let columns: [Column]

  /// The number of rows.
  public var rowCount: Int { columns.first?.count ?? 0 }

  /// The first column of a name, as SQL compares names; nil where there is none.
  public subscript(_ name: String) -> Column? { columns.first { isSameName($0.name, name) } }

  /// The values of a row.
  public subscript(row row: Int) -> [SQLValue] { columns.map { $0[row] } }
}

extension ResultTable {
  /// The rows of the engine's result.
  ///
  /// - Throws: what stops the query while it runs.
  init(_ result: QueryResult) throws(DuckDBError) {
    var readers = zip(result.columnNames, result.columnTypes).map { ColumnReader($0, $1) }
    while let chunk = try result.nextChunk() {
      for index in readers.indices { try readers[index].append(chunk, column: index) }
    }
    columns = readers.map(\.column)
  }
}
