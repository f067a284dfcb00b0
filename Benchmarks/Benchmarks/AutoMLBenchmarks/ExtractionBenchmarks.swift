import AutoML
import Benchmark
import DuckDB
import Models

/// Rows out of the engine into typed columns, beside what the engine takes to read them at all.
func extractionBenchmarks() {
  let configuration = Benchmark.Configuration(maxDuration: .seconds(5), maxIterations: 10)

  Benchmark(
    "DuckDB/extract 1M x 20 DOUBLE",
    configuration: configuration
  ) { benchmark, session in
    let extraction = TableExtraction(
      rowLimit: nil,
      seed: 0,
      shouldStop: { false },
      progress: { _ in }
    )
    let table = try extraction.rows(of: "SELECT \(columns) FROM numbers", on: session.connection)
    benchmark.stopMeasurement()
    precondition(table.rowCount == rowCount && table.columns.count == columnCount)
    guard case .double(let values) = table.columns[7].values else {
      preconditionFailure("a DOUBLE is kept as \(table.columns[7].typeName)")
    }
    let expected = try session.number(of: "SELECT sum(c7) FROM numbers")
    precondition(values.reduce(0, +) == expected, "the values sum to \(expected)")
  } setup: {
    try sessionWithNumbers()
  }

  Benchmark(
    "DuckDB/the engine's sum of 1M x 20 DOUBLE",
    configuration: configuration
  ) { benchmark, session in
    let sums = (0..<columnCount).map { "sum(c\($0))" }.joined(separator: ", ")
    let rows = try session.rows(of: "SELECT \(sums) FROM numbers")
    benchmark.stopMeasurement()
    precondition(rows.count == 1 && rows[0].count == columnCount)
  } setup: {
    try sessionWithNumbers()
  }
}

private let rowCount = 1_000_000
private let columnCount = 20
private let columns = Session.columnList(columnCount)

private func sessionWithNumbers() throws -> Session {
  let session = try Session()
  try session.makeNumbers(rowCount: rowCount, columnCount: columnCount)
  return session
}
