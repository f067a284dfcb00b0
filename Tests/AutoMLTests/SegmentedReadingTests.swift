import DuckDB
import Learning
import Models
import Testing

@testable import AutoML

/// Rows in segments, kept or read again.
@Suite struct SegmentedReadingTests {
  private static let query = """
    SELECT (hash(range) % 1000)::REAL AS a,
      CASE WHEN range % 7 = 0 THEN NULL ELSE 'v' || hash(range + 1) % 30 END AS b,
      range * 0.5 AS c, DATE '2024-01-01' + (range % 400)::INT AS d,
      CASE WHEN range % 5 = 0 THEN NULL ELSE (hash(range + 2) % 3)::INT END AS y FROM range(20000)
    """

  private func reading(
    of query: String = Self.query,
    heldByteLimit: Int = .max,
    segmentRowCount: Int,
    rowLimit: Int? = nil
  ) -> SegmentedReading {
    SegmentedReading(
      query: query,
      isFeature: [true, true, true, true, false],
      targetIndex: 4,
      heldByteLimit: heldByteLimit,
      mode: ReadingMode(limitsEngine: true, sorts: true),
      segmentRowCount: segmentRowCount,
      rowLimit: rowLimit,
      threadCount: 2,
      shouldStop: { false },
      progress: { _ in }
    )
  }

  /// All features, one segment behind the other.
  private func features(
    _ reading: SegmentedReading,
    _ connection: Connection
  ) throws -> (table: ExtractedTable, columns: [[Double]], segmentCount: Int) {
    var table = try #require(try reading.first(on: connection))
    let extracted = table.table
    var columns = [[Double]](repeating: [], count: 4)
    var segmentCount = 0
    try reading.features(of: &table, on: connection) { segment in
      segmentCount += 1
      for (index, column) in segment.columns.enumerated() {
        switch column {
        case .float(let values): columns[index] += values.map { Double($0) }
        case .double(let values): columns[index] += values
        case .codes(let codes, _): columns[index] += codes.map { Double($0) }
        }
      }
    }
    return (extracted, columns, segmentCount)
  }

  @Test(arguments: [1, 3_000, 1 << 20])
  func `rows are the same in segments of any size, kept or read again`(size: Int) throws {
    let connection = try Database().connect()
    let held = try features(reading(segmentRowCount: size), connection)
    let again = try features(reading(heldByteLimit: 0, segmentRowCount: size), connection)
    let whole = try TableExtraction(
      rowLimit: nil,
      seed: 0,
      shouldStop: { false },
      progress: { _ in }
    ).rows(of: Self.query, on: connection)
    #expect(held.segmentCount == again.segmentCount && (size < 20_000) == (held.segmentCount > 1))
    #expect(held.columns == again.columns && held.table.survey == again.table.survey)
    #expect(held.columns[0].count == 16_000)
    #expect(held.table.columns[1].levels == whole.columns[1].levels)
    let kept = (0..<20_000).filter { $0 % 5 != 0 }
    guard case .codes(let codes, _) = whole.columns[1].values.gathered(kept) else { return }
    #expect(held.columns[1] == codes.map { Double($0) })
    #expect(held.table.survey?.rows == Array(0..<16_000))
    #expect(held.table.columns[1].values == whole.columns[1].values.gathered(kept))
  }

  @Test func `a query with other rows the second time is refused`() throws {
    let connection = try Database().connect()
    // Each reading has 100 rows more than the one before, or fewer.
    for (name, step) in [("more", 100), ("fewer", -100)] {
      try connection.execute(
        "CREATE SEQUENCE \(name) INCREMENT \(step) MINVALUE 1 MAXVALUE 40000 START 20000"
      )
      let query =
        "SELECT range AS a, 1 AS b, 2 AS c, 3 AS d, range AS y FROM range(50000) "
        + "LIMIT (SELECT nextval('\(name)'))"
      #expect(throws: DataError.self) {
        _ = try features(
          reading(of: query, heldByteLimit: 0, segmentRowCount: 3_000),
          connection
        )
      }
    }
  }

  @Test func `rows that changed are counted`() {
    #expect(
      DataError(cause: .rowsChanged(first: 9_000, second: 8_999)).message
        == "FROM gave 9,000 rows when it was first read and 8,999 when it was read again"
    )
  }

  @Test func `a query with more rows than the limit is not read on`() throws {
    let connection = try Database().connect()
    #expect(try reading(segmentRowCount: 3_000, rowLimit: 19_999).first(on: connection) == nil)
    #expect(try reading(segmentRowCount: 3_000, rowLimit: 20_000).first(on: connection) != nil)
  }

  @Test func `a query is stopped in either reading`() throws {
    let connection = try Database().connect()
    for stops in [1, 15] {
      var asked = 0
      let reading = SegmentedReading(
        query: Self.query,
        isFeature: [true, true, true, true, false],
        targetIndex: 4,
        heldByteLimit: 0,
        mode: ReadingMode(limitsEngine: true, sorts: true),
        rowLimit: nil,
        threadCount: 1,
        shouldStop: {
          asked += 1
          return asked >= stops
        },
        progress: { _ in }
      )
      #expect(throws: DuckDBError.interrupted) { _ = try features(reading, connection) }
    }
  }
}
