@testable import AutoML
import Benchmark
import Foundation
@testable import Learning
@testable import Models

/// The sizes of inputs: the real ones, or small ones that only show that every benchmark runs.
enum Size {
  /// Whether every benchmark runs once on a few rows, as `AUTOML_BENCHMARKS=small` asks for.
  static let isSmall = ProcessInfo.processInfo.environment["AUTOML_BENCHMARKS"] == "small"

  /// So many rows, or a hundredth of them.
  static func rows(_ count: Int) -> Int { isSmall ? max(count / 100, 2_000) : count }
}

/// Registers a benchmark; its input is made before the measured part, and only when it is run.
func measure<Input>(
  _ name: String,
  configuration: Benchmark.Configuration = Benchmark.defaultConfiguration,
  input: @escaping () throws -> Input,
  _ body: @escaping (Benchmark, Input) throws -> Void
) {
  var configuration = configuration
  if Size.isSmall {
    configuration.warmupIterations = 0
    configuration.maxIterations = 1
  }
  Benchmark(
    name,
    configuration: configuration,
    closure: { (benchmark: Benchmark, input: Input) throws -> Void in try body(benchmark, input) },
    setup: { () async throws -> Input in try input() }
  )
}

/// Our generator for the standard library's choices.
struct InputGenerator: RandomNumberGenerator {
  private var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func next() -> UInt64 { generator.next() }
}

/// Inputs that several stages are measured on, each from a fixed seed.
enum Inputs {
  /// Numbers spread evenly over -1..<1, all different from column to column.
  static func numbers(rowCount: Int, columnCount: Int, seed: UInt64 = 1) -> [[Double]] {
    (0..<columnCount).map { column in
      var random = InputGenerator(seed: seed &* 1_000 &+ UInt64(column))
      return (0..<rowCount).map { _ in Double.random(in: -1..<1, using: &random) }
    }
  }

  /// The same as single precision features.
  static func features(rowCount: Int, columnCount: Int, seed: UInt64 = 1) -> FeatureTable {
    FeatureTable(
      rowCount: rowCount,
      columns: numbers(rowCount: rowCount, columnCount: columnCount, seed: seed).map { values in
        .float(values.map { Float($0) })
      }
    )
  }

  /// Classes 0 and 1 that the first four columns decide, but for one row in ten.
  static func classes(of table: FeatureTable, seed: UInt64 = 2) -> [Double] {
    var random = InputGenerator(seed: seed)
    let columns = table.columns.prefix(4).map { column -> [Float] in
      guard case .float(let values) = column else { preconditionFailure("not single precision") }
      return values
    }
    return (0..<table.rowCount).map { row in
      let score = columns[0][row] * columns[1][row] + columns[2][row] - columns[3][row] / 2
      let isSwapped = Int.random(in: 0..<10, using: &random) == 0
      return (score > 0) != isSwapped ? 1 : 0
    }
  }

  /// The churn data of the repository, which text and numbers describe.
  static let telcoChurn = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "datasets/telco_churn/telco_churn.csv").path
}

extension Session {
  /// Runs a script and reads what its rows have.
  @discardableResult func rows(of script: String) throws -> [[String?]] {
    var rows: [[String?]] = []
    try execute(script) { (result) throws(AutoMLError) in
      guard case .rows(let batches) = result else { return }
      while let batch = try batches.nextBatch() { rows += batch }
    }
    return rows
  }

  /// The only value of a query.
  func number(of query: String) throws -> Double {
    guard let text = try rows(of: query).last?.first ?? nil, let number = Double(text) else {
      preconditionFailure("no number comes of \(query)")
    }
    return number
  }

  /// Makes a table `numbers` of DOUBLE columns.
  ///
  /// They are c0, c1 and so on, with sums that are exact; a BOOLEAN `y` depends on the first two.
  func makeNumbers(rowCount: Int, columnCount: Int) throws {
    let columns = (0..<columnCount).map {
      "(hash(range * \(columnCount) + \($0)) % 1048576)::DOUBLE / 64 AS c\($0)"
    }.joined(separator: ", ")
    try rows(
      of: """
        CREATE TABLE numbers AS
        SELECT *, (c0 + c1 > 16384) != (hash(c2) % 10 = 0) AS y
        FROM (SELECT \(columns) FROM range(\(rowCount)))
        """
    )
  }

  /// The names of the first columns of `numbers`.
  static func columnList(_ count: Int) -> String {
    (0..<count).map { "c\($0)" }.joined(separator: ", ")
  }
}
