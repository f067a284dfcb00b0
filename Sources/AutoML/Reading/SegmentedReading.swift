import DuckDB
import Learning
import Models

/// Reads a query's rows in segments, for a learner that needs the features of each row once more after a
/// first look: to bin them.
///
/// A result of up to `heldByteLimit` is kept until then; of a larger one the segments are forgotten, and
/// the query runs again, in the same transaction. What is learnt is the same either way.
struct SegmentedReading {
  /// Features of more bytes than this are read twice.
  static let heldByteLimit = 256 << 20
  /// Rows of a segment: memory is taken and given back in pieces of this size.
  private static let segmentRowCount = 1 << 17
  /// Chunks between two calls of `progress`: about 200,000 rows.
  private static let chunksPerReport = 100
  /// Bytes that the engine keeps of a large result that it only scans: some, and a part for each
  /// column and thread.
  private static let engineBytes = (base: 32 << 20, each: 512 << 10)
  /// Room is made for so many targets at once at most, where the engine expects more: it may be wrong.
  private static let reservedRows = 16_000_000

  /// The SQL that gives the rows.
  let query: String
  /// For each column of the query whether it is a feature; the others are kept with all their rows.
  let isFeature: [Bool]
  /// The column of which each row that is trained on has a value.
  let targetIndex: Int
  /// The types that COLUMN_TYPES names, by the columns' indices.
  var columnTypes: [Int: ColumnType] = [:]
  /// Features of more bytes than this are read twice.
  var heldByteLimit = Self.heldByteLimit
  /// The way to run the query.
  let mode: ReadingMode
  /// Rows of a segment.
  var segmentRowCount = Self.segmentRowCount
  /// The most rows; a result of more is not read on.
  let rowLimit: Int?
  /// Threads to use.
  let threadCount: Int
  /// Asked between chunks.
  let shouldStop: () -> Bool
  /// Told how many rows were read.
  let progress: (Int) -> Void

  /// Reads the query for the first time; nil where it has more rows than `rowLimit`.
  ///
  /// - Throws: what stops the query; an interrupt when `shouldStop` says so.
  /// - Complexity: O(rows x columns).
  func first(on connection: Connection) throws(DuckDBError) -> SegmentedTable? {
    let plan = try mode.plan(of: query, on: connection)
    return try first(plan, limitsEngine: mode.limitsEngine && scansLargely(plan), on: connection)
  }

  private func first(
    _ plan: EnginePlan,
    limitsEngine: Bool,
    on connection: Connection
  ) throws(DuckDBError) -> SegmentedTable? {
    var read: SegmentedTable?
    try run(limitsEngine: limitsEngine, on: connection) { () throws(DuckDBError) in
      let result = try connection.run(mode.text(of: query, plan))
      var collector = SegmentCollector(
        result,
        isFeature: isFeature,
        targetIndex: targetIndex,
        columnTypes: columnTypes,
        segmentRoom: min(plan.estimatedRowCount, segmentRowCount),
        room: min(plan.estimatedRowCount, rowLimit ?? Self.reservedRows, Self.reservedRows)
      )
      try forEachChunk(of: result) { (chunk) throws(DuckDBError) in
        try collector.append(chunk)
        if collector.rowCount - collector.hasTarget.count >= segmentRowCount {
          close(&collector)
        }
      }
      if let rowLimit, collector.rowCount > rowLimit { return }
      close(&collector)
      read = SegmentedTable(collector, limitedEngine: limitsEngine)
    }
    return read
  }

  private func close(_ collector: inout SegmentCollector) {
    collector.closeSegment(
      heldByteLimit: heldByteLimit,
      room: segmentRowCount,
      threadCount: threadCount
    )
  }

  /// The features of all rows with a target, segment by segment; each is forgotten once `body` returns.
  ///
  /// - Throws: what stops the query, or a `DataError` where it gives another number of rows than before.
  /// - Complexity: O(rows x columns).
  func features(
    of table: inout SegmentedTable,
    on connection: Connection,
    _ body: (SegmentedTable.Segment) -> Void
  ) throws {
    if table.segments != nil {
      while let segment = table.takeSegment() { body(segment) }
      return
    }
    let expected = table.hasTarget.count
    let features = isFeature.indices.filter { isFeature[$0] }
    var taken = 0
    var rowCount = 0
    let plan = try mode.plan(of: query, on: connection)
    try run(limitsEngine: table.limitedEngine, on: connection) {
      () throws(DuckDBError) in
      try forEachChunk(of: connection.run(mode.text(of: query, plan))) {
        (chunk) throws(DuckDBError) in
        rowCount += chunk.rowCount
        guard rowCount <= expected else { return }
        try table.append(chunk, features)
        guard rowCount - taken >= segmentRowCount || rowCount == expected else { return }
        body(table.takeReread(from: taken, segmentRowCount: segmentRowCount))
        taken = rowCount
      }
    }
    guard rowCount == expected else {
      throw DataError(cause: .rowsChanged(first: expected, second: rowCount))
    }
  }

  /// Whether a query only scans, which needs little memory and fills it with what it has read, and has a
  /// large result by the engine's estimate, which is exact for tables and Parquet files.
  private func scansLargely(_ plan: EnginePlan) -> Bool {
    plan.keepsOrder
      && Double(plan.estimatedRowCount) * Double(isFeature.count) * 4 > Double(heldByteLimit)
  }

  /// Runs a query, with little memory if asked to.
  private func run(
    limitsEngine: Bool,
    on connection: Connection,
    _ body: () throws(DuckDBError) -> Void
  ) throws(DuckDBError) {
    if limitsEngine {
      let each = Self.engineBytes.each * isFeature.count * threadCount
      try connection.withLittleMemory(Self.engineBytes.base + each, body)
    } else {
      try body()
    }
  }

  private func forEachChunk(
    of result: QueryResult,
    _ body: (borrowing DataChunk) throws(DuckDBError) -> Void
  ) throws(DuckDBError) {
    var rowCount = 0
    var chunkCount = 0
    while let chunk = try result.nextChunk() {
      try body(chunk)
      rowCount += chunk.rowCount
      chunkCount += 1
      if chunkCount % Self.chunksPerReport == 0 { progress(rowCount) }
      if shouldStop() { throw DuckDBError.interrupted }
      if let rowLimit, rowCount > rowLimit { return }
    }
  }
}
