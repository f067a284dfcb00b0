@testable import AutoML
import Benchmark
@testable import DuckDB
@testable import Learning
@testable import Models

/// Rows out of the engine into typed columns, beside what the engine takes to read them at all.
func extractionBenchmarks() {
  let configuration = Benchmark.Configuration(maxDuration: .seconds(5), maxIterations: 10)

  measure(
    "DuckDB/extract 1M x 20 DOUBLE",
    configuration: configuration,
    input: {
      try sessionWithNumbers()
    }
  ) { benchmark, session in
    let extraction = TableExtraction(
      rowLimit: nil,
      seed: 0,
      shouldStop: { false },
      progress: { _ in }
    )
    let table = try extraction.rows(of: "SELECT * EXCLUDE (y) FROM numbers", on: session.connection)
    benchmark.stopMeasurement()
    precondition(
      table.rowCount == ExtractionSize.rowCount && table.columns.count == ExtractionSize.columnCount
    )
    guard case .double(let values) = table.columns[7].values else {
      preconditionFailure("a DOUBLE is kept as \(table.columns[7].typeName)")
    }
    let expected = try session.number(of: "SELECT sum(c7) FROM numbers")
    precondition(values.reduce(0, +) == expected, "the values sum to \(expected)")
  }

  measure(
    "DuckDB/the engine's sum of 1M x 20 DOUBLE",
    configuration: configuration,
    input: {
      try sessionWithNumbers()
    }
  ) { benchmark, session in
    let sums = (0..<ExtractionSize.columnCount).map { "sum(c\($0))" }.joined(separator: ", ")
    let rows = try session.rows(of: "SELECT \(sums) FROM numbers")
    benchmark.stopMeasurement()
    precondition(rows.count == 1 && rows[0].count == ExtractionSize.columnCount)
  }
}

/// The size of the table.
private enum ExtractionSize {
  static let rowCount = Size.rows(1_000_000)
  static let columnCount = 20
}

private func sessionWithNumbers() throws -> Session {
  let session = try Session()
  try session.makeNumbers(
    rowCount: ExtractionSize.rowCount,
    columnCount: ExtractionSize.columnCount
  )
  return session
}
