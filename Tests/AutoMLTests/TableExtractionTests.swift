import DuckDB
import Learning
import Models
import Testing

@testable import AutoML

@Suite struct TableExtractionTests {
  private func rows(
    of query: String,
    limit: Int? = nil,
    seed: UInt64 = 0
  ) throws -> ExtractedTable {
    let connection = try Database().connect()
    return try TableExtraction(
      rowLimit: limit,
      seed: seed,
      shouldStop: { false },
      progress: { _ in }
    ).rows(of: query, on: connection)
  }

  @Test func `each type is kept in the narrowest column that is exact`() throws {
    let table = try rows(
      of: """
        SELECT true AS a, 1::SMALLINT AS b, 1.5::REAL AS c, DATE '1970-01-03' AS d, 'x' AS e,
          7::BIGINT AS f, 1.25::DECIMAL(9, 2) AS g, TIMESTAMP '1970-01-01 00:00:01.5' AS h,
          NULL::INTEGER AS i, 'a'::ENUM('b', 'a') AS j
        """
    )
    let values = table.columns.map(\.values)
    #expect(values[0] == .float([1]) && values[1] == .float([1]) && values[2] == .float([1.5]))
    #expect(values[3] == .float([2]) && values[4] == .codes([0], levelCount: 1))
    #expect(values[5] == .double([7]) && values[6] == .double([1.25]))
    #expect(values[7] == .double([1.5]) && values[9] == .codes([0], levelCount: 1))
    guard case .double(let missing) = values[8] else {
      Issue.record("an INTEGER is kept as \(values[8])")
      return
    }
    #expect(missing.count == 1 && missing[0].isNaN)
    #expect(
      table.columns.map(\.kind) == [
        .boolean, .number, .number, .date, .text, .number, .number, .timestamp, .number, .text,
      ]
    )
  }

  @Test func `a cell takes 4 or 8 bytes and no more than twice the room it fills`() throws {
    let table = try rows(of: "SELECT range::REAL AS a, range::DOUBLE AS b FROM range(100000)")
    for column in table.columns {
      switch column.values {
      case .float(let values):
        #expect(MemoryLayout.size(ofValue: values[0]) == 4 && values.capacity <= 200_000)
      case .double(let values):
        #expect(MemoryLayout.size(ofValue: values[0]) == 8 && values.capacity <= 200_000)
      case .codes: Issue.record("a number is kept as text")
      }
    }
  }

  @Test func `levels do not depend on which came first`() throws {
    let query = "SELECT * FROM (VALUES ('b'), ('a'), (NULL), ('b'))"
    let column = try rows(of: query).columns[0]
    #expect(column.levels == ["a", "b"])
    #expect(column.values == .codes([1, 0, FeatureColumn.missingCode, 1], levelCount: 2))
  }

  @Test func `a sample has just the rows that fit, in their order, and the seed decides which`()
    throws
  {
    func sample(seed: UInt64) throws -> [Double] {
      let table = try rows(of: "SELECT range FROM range(50000)", limit: 1_000, seed: seed)
      #expect(table.sourceRowCount == 50_000 && table.rowCount == 1_000)
      guard case .double(let values) = table.columns[0].values else { return [] }
      return values
    }
    let first = try sample(seed: 1)
    #expect(first == first.sorted() && Set(first).count == 1_000)
    #expect(try first == sample(seed: 1))
    #expect(try first != sample(seed: 2))
    // A uniform sample's mean is within five standard errors: 50,000 / sqrt(12 x 1,000).
    let mean = first.reduce(0, +) / 1_000
    #expect(abs(mean - 25_000) < 5 * 456)
  }

  @Test func `a sample forgets the levels of rows that it leaves out`() throws {
    let table = try rows(of: "SELECT 'v' || range AS v FROM range(20000)", limit: 10)
    #expect(table.columns[0].levels.count == 10)
  }

  @Test func `no rows are no rows`() throws {
    let table = try rows(of: "SELECT 1 AS a, 'x' AS b WHERE false")
    #expect(table.rowCount == 0 && table.columns.count == 2)
  }
}
