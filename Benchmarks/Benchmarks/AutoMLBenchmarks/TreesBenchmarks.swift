import Benchmark
@testable import Learning
@testable import LinearAlgebra
@testable import Models
@testable import Parallel

/// Boosted trees: binning, one round, and a whole small training.
func treeBenchmarks() {
  measure(
    "Trees/bin 1M single precision numbers, 1 thread",
    input: {
      Inputs.features(rowCount: Size.rows(1_000_000), columnCount: 1)
    }
  ) { benchmark, table in
    let binned = try GradientBoosting.prepare(features: table, maxBinCount: 256, threadCount: 1)
    benchmark.stopMeasurement()
    guard case .float(let values) = table.columns[0],
      case .numeric(let edges) = binned.mappers[0]
    else { preconditionFailure("not numbers") }
    precondition(edges.count == 254, "\(edges.count) edges")
    for row in stride(from: 0, to: values.count, by: 997) {
      precondition(binned[row, 0] == edges.count { $0 < Double(values[row]) }, "row \(row)")
    }
  }

  measure(
    "Trees/one round of depth 6 on 1M x 28, 2 threads",
    configuration: .init(maxDuration: .seconds(5)),
    input: {
      try TrainingInput(rowCount: Size.rows(1_000_000), columnCount: 28)
    }
  ) { benchmark, input in
    let fit = try input.train(roundCount: 1)
    benchmark.stopMeasurement()
    precondition(fit.ensemble.trees.count == 1)
    precondition(input.error(of: fit, rowCount: 10_000) < 0.35)
  }

  for threadCount in 1...2 {
    measure(
      "Trees/100 rounds of depth 6 on 10k x 20, \(threadCount) threads",
      input: {
        try TrainingInput(rowCount: 10_000, columnCount: 20)
      }
    ) { benchmark, input in
      let fit = try input.train(roundCount: 100, threadCount: threadCount)
      benchmark.stopMeasurement()
      precondition(fit.ensemble.trees.count == 100)
      precondition(input.error(of: fit, rowCount: 10_000) < 0.15)
    }
  }
}

/// Binned features and classes.
private struct TrainingInput {
  let table: FeatureTable
  let binned: BinnedMatrix
  let target: [Double]

  init(rowCount: Int, columnCount: Int) throws {
    table = Inputs.features(rowCount: rowCount, columnCount: columnCount)
    binned = try GradientBoosting.prepare(features: table, maxBinCount: 256, threadCount: 2)
    target = Inputs.classes(of: table)
  }

  func train(roundCount: Int, threadCount: Int = 2) throws -> BoostedFit {
    try GradientBoosting.train(
      binned: binned,
      target: target,
      objective: .binaryLogistic,
      settings: TreeSettings(roundCount: roundCount, learningRate: 0.1, maxDepth: 6),
      threadCount: threadCount
    )
  }

  /// The share of the first rows that the trees put into the wrong class.
  func error(of fit: BoostedFit, rowCount: Int) -> Double {
    let rows = Array(0..<rowCount)
    let head = FeatureTable(
      rowCount: rowCount,
      columns: table.columns.map { $0.gathered(rows) }
    )
    let scores = fit.ensemble.scores(of: head)
    let wrong = rows.count { (scores[$0, 0] > 0) != (target[$0] == 1) }
    return Double(wrong) / Double(rowCount)
  }
}
