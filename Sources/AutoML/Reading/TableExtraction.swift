import DuckDB
import Learning
import Models

/// Reads a query's rows into typed columns: once, chunk by chunk, within the transaction of its
/// connection.
struct TableExtraction {
  /// More different texts in a column than this are taken as unseen.
  static let levelLimit = 100_000
  /// Chunks between two calls of `progress`: about 200,000 rows.
  private static let chunksPerReport = 100
  /// Room is made for so many rows at once at most, where the engine expects more: it may be wrong.
  private static let reservedRows = 16_000_000

  /// The most rows to keep; nil keeps all.
  let rowLimit: Int?
  /// The seed of the sample.
  let seed: UInt64
  /// The column whose values a sample keeps some rows of each of, where these are few.
  var targetIndex: Int?
  /// For each column whether it is a feature, of which values may be read from text; none is where
  /// it is empty.
  var isFeature: [Bool] = []
  /// The types that COLUMN_TYPES names, by the columns' indices.
  var columnTypes: [Int: ColumnType] = [:]
  /// The way to run the query.
  var mode = ReadingMode(limitsEngine: false, sorts: true)
  /// Asked between chunks.
  let shouldStop: () -> Bool
  /// Told how many rows were read.
  let progress: (Int) -> Void

  /// The rows of `query`.
  ///
  /// Above `rowLimit` rows a `RowSample` of just that many is kept, in their order. It depends on
  /// the data's order and the seed, not on chunks or threads.
  ///
  /// - Throws: what stops the query; an interrupt when `shouldStop` says so.
  /// - Complexity: O(rows x columns); memory for at most twice `rowLimit` rows.
  func rows(of query: String, on connection: Connection) throws(DuckDBError) -> ExtractedTable {
    let plan = try mode.plan(of: query, on: connection)
    let result = try connection.run(mode.text(of: query, plan))
    let room = min(plan.estimatedRowCount, rowLimit ?? Self.reservedRows, Self.reservedRows)
    var buffers = ColumnBuffers(
      result.columnTypes.enumerated().map { index, type in
        let readsText = isFeature.indices.contains(index) && isFeature[index]
        return ColumnBuffer(type, room: room, readsText: readsText, as: columnTypes[index])
      }
    )
    var sample = rowLimit.map { RowSample(limit: $0, seed: seed) }
    var rowCount = 0
    var chunkCount = 0
    while let chunk = try result.nextChunk() {
      try buffers.append(chunk)
      rowCount += chunk.rowCount
      if sample?.add(chunk.rowCount) == true { sortOut(&sample, &buffers) }
      chunkCount += 1
      if chunkCount % Self.chunksPerReport == 0 { progress(rowCount) }
      if shouldStop() { throw DuckDBError.interrupted }
    }
    if sample?.isOverfull == true { sortOut(&sample, &buffers) }
    return ExtractedTable(
      rowCount: buffers.columns.first?.count ?? 0,
      sourceRowCount: rowCount,
      columns: zip(zip(result.columnNames, result.columnTypes), buffers.columns).map {
        named,
        buffer in
        buffer.column(name: named.0, type: named.1)
      },
      fingerprint: buffers.fingerprint.text,
      sampleWeights: sample?.weights
    )
  }

  /// Leaves the rows of the sample in the buffers.
  private func sortOut(_ sample: inout RowSample?, _ buffers: inout ColumnBuffers) {
    let target = targetIndex.map { buffers.columns[$0].values }
    guard let kept = sample?.sortOut(by: target) else { return }
    for index in buffers.columns.indices { buffers.columns[index].keep(kept) }
  }
}
