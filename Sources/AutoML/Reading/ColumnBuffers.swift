import DuckDB
import Learning

/// The columns of a query while they are read, and the fingerprint of their rows.
struct ColumnBuffers {
  /// The columns.
  var columns: [ColumnBuffer]
  /// The fingerprint of all rows that came, whether they are still here or not.
  private(set) var fingerprint: RowFingerprint

  /// Empty columns.
  init(_ columns: [ColumnBuffer]) {
    self.columns = columns
    fingerprint = RowFingerprint(columnCount: columns.count)
  }

  /// Appends a chunk.
  mutating func append(_ chunk: borrowing DataChunk) throws(DuckDBError) {
    fingerprint.beginRows(chunk.rowCount)
    for index in columns.indices {
      try columns[index].append(chunk, column: index)
      columns[index].add(last: chunk.rowCount, of: chunk, column: index, to: &fingerprint)
    }
    fingerprint.endRows()
  }
}
