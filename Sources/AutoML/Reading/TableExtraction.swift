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
  /// For each column whether it is a feature, of which values may be read from text; none is where it is empty.
  var isFeature: [Bool] = []
  /// How the query is run.
  var mode = ReadingMode(limitsEngine: false, sorts: true)
  /// Asked between chunks.
  let shouldStop: () -> Bool
  /// Told how many rows were read.
  let progress: (Int) -> Void

  /// The rows of `query`.
  ///
  /// Above `rowLimit` rows a uniform sample of just that many is kept: those whose position in the
  /// result has the smallest hashes under `seed`, in their order. So the sample depends on the
  /// data's order and the seed, not on chunks or threads.
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
        return ColumnBuffer(type, room: room, readsText: readsText)
      }
    )
    var sample = rowLimit.map { RowSample(limit: $0, seed: seed) }
    var rowCount = 0
    var chunkCount = 0
    while let chunk = try result.nextChunk() {
      try buffers.append(chunk)
      rowCount += chunk.rowCount
      if let kept = sample?.add(chunk.rowCount) {
        for index in buffers.columns.indices { buffers.columns[index].keep(kept) }
      }
      chunkCount += 1
      if chunkCount % Self.chunksPerReport == 0 { progress(rowCount) }
      if shouldStop() { throw DuckDBError.interrupted }
    }
    if let kept = sample?.finish() {
      for index in buffers.columns.indices { buffers.columns[index].keep(kept) }
    }
    return ExtractedTable(
      rowCount: buffers.columns.first?.count ?? 0,
      sourceRowCount: rowCount,
      columns: zip(zip(result.columnNames, result.columnTypes), buffers.columns).map {
        named,
        buffer in
        buffer.column(name: named.0, type: named.1)
      },
      fingerprint: buffers.fingerprint.text
    )
  }
}

/// Chooses rows uniformly while they stream by: those whose position hashes lowest.
struct RowSample {
  private let limit: Int
  private let seed: UInt64
  /// The hashes of the rows held now.
  private var hashes: [UInt64] = []
  private var position: UInt64 = 0

  /// A sample of at most `limit` rows.
  init(limit: Int, seed: UInt64) {
    self.limit = min(max(limit, 1), Int.max / 4)
    self.seed = SeededGenerator.mixed(seed &+ 0x5EED)
  }

  /// Takes note of `count` further rows; returns which of the rows held are kept when enough have
  /// gathered to sort out.
  mutating func add(_ count: Int) -> [Int]? {
    for _ in 0..<count {
      hashes.append(SeededGenerator.mixed(seed ^ position))
      position += 1
    }
    return hashes.count / 2 >= limit + 2_048 ? sortOut() : nil
  }

  /// Which of the rows held are the sample; nil when all are.
  mutating func finish() -> [Int]? { hashes.count > limit ? sortOut() : nil }

  private mutating func sortOut() -> [Int] {
    let kept = hashes.indices.sorted { hashes[$0] < hashes[$1] }.prefix(limit).sorted()
    hashes = kept.map { hashes[$0] }
    return kept
  }
}
