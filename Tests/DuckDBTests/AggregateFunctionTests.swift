import DuckDB
import Testing

/// The sum of a column, and the number of its rows and of those that are NULL.
private final class Tally: AggregateState {
  private(set) var rows = 0
  private(set) var missing = 0
  private(set) var sum = 0.0

  func add(_ rows: Range<Int>, of input: borrowing DataChunk) throws {
    var numbers: [Double] = []
    try input.appendNumbers(ofColumn: 0, to: &numbers)
    for row in rows {
      if numbers[row] == -1 { throw DuckDBError(message: "no room for -1") }
      self.rows += 1
      if numbers[row].isNaN { missing += 1 } else { sum += numbers[row] }
    }
  }

  func combine(_ other: any AggregateState) throws {
    guard let other = other as? Tally else { return }
    rows += other.rows
    missing += other.missing
    sum += other.sum
  }
}

struct AggregateFunctionTests {
  /// A connection that knows the function `tally`.
  private func connection() throws -> Connection {
    let connection = try makeConnection()
    try connection.register(
      AggregateFunction(
        name: "tally",
        parameterTypes: [.double],
        returnType: .list(.double),
        makeState: { Tally() }
      ) { states, output in
        let tallies = states.compactMap { $0 as? Tally }
        if tallies.contains(where: { $0.sum == 13.5 }) {
          throw DuckDBError(message: "13.5 is refused")
        }
        try output.withElements(lengths: tallies.map { _ in 3 }) { elements in
          try elements.write(tallies.flatMap { [Double($0.rows), Double($0.missing), $0.sum] })
        }
      }
    )
    return connection
  }

  @Test func `rows of all threads and groups are taken once, NULL too`() throws {
    let connection = try connection()
    let rows =
      "SELECT CASE WHEN i % 4 = 0 THEN NULL ELSE i END AS x, i % 3 AS g"
      + " FROM range(300000) t(i)"
    #expect(
      try connection.texts("SELECT tally(x) FROM (\(rows))") == [
        ["[300000.0, 75000.0, 33750000000.0]"]
      ]
    )
    let groups = try connection.texts(
      "SELECT g, tally(x) = [count(*), count(*) - count(x), sum(x)] FROM (\(rows)) GROUP BY g ORDER BY g"
    )
    #expect(groups == [["0", "true"], ["1", "true"], ["2", "true"]])
    // More groups than a vector has rows.
    #expect(
      try connection.texts(
        "SELECT count(*), sum(t[3]) FROM (SELECT tally(x) AS t FROM (\(rows)) GROUP BY coalesce(x, -7))"
      ) == [["225001", "33750000000.0"]]
    )
  }

  @Test func `no rows, a filter and DISTINCT`() throws {
    let connection = try connection()
    #expect(
      try connection.texts("SELECT tally(x) FROM (SELECT 1.0::DOUBLE AS x WHERE false)") == [
        ["[0.0, 0.0, 0.0]"]
      ]
    )
    #expect(
      try connection.texts(
        "SELECT tally(i % 5) FILTER (i < 10), tally(DISTINCT i % 5) FROM range(100) t(i)"
      ) == [["[10.0, 0.0, 20.0]", "[5.0, 0.0, 10.0]"]]
    )
  }

  @Test func `what the code throws is the error of the query`() throws {
    let connection = try connection()
    for (sql, reason) in [
      ("SELECT tally(-1) FROM range(5000)", "no room for -1"),
      ("SELECT tally(13.5)", "13.5 is refused"),
    ] {
      #expect(errorMessage { _ = try connection.texts(sql) }?.contains(reason) == true)
    }
    #expect(try connection.texts("SELECT tally(2)") == [["[1.0, 0.0, 2.0]"]])
  }

  @Test func `lists of numbers are read, NULL and empty ones too`() throws {
    let connection = try connection()
    let result = try connection.query(
      "SELECT unnest([[1.5, NULL], [], NULL, [4]])::DOUBLE[] AS x"
    )
    var numbers: [Double] = []
    var lengths: [Int] = []
    while let chunk = try result.nextChunk() {
      chunk.appendLists(
        ofColumn: 0,
        rows: 0..<chunk.rowCount,
        to: &numbers,
        lengths: &lengths
      )
    }
    #expect(lengths == [2, 0, 0, 1])
    #expect(numbers.map(\.isNaN) == [false, true, false])
    #expect(numbers.first == 1.5 && numbers.last == 4)
  }
}
