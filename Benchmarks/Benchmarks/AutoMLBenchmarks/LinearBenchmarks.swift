import Benchmark
@testable import Learning
@testable import LinearAlgebra
@testable import Models

/// Linear models: encoding and fitting.
func linearBenchmarks() {
  for (name, task) in [("ridge", LearningTask.regression), ("logistic", .binary)] {
    measure(
      "Linear/\(name) regression, 200k x 50, 2 threads",
      configuration: .init(maxDuration: .seconds(5)),
      input: {
        trainingData(task)
      }
    ) { benchmark, data in
      let fit = try LinearLearner.train(
        data: data,
        rows: nil,
        task: task,
        settings: LinearSettings(tolerance: 1e-8),
        threadCount: 2,
        monitor: TrainingMonitor()
      )
      benchmark.stopMeasurement()
      precondition(fit.convergence.isConverged && fit.convergence.gradientNorm <= 1e-8)
      // Columns have the same spread, so that what was found is as the truth is: the first column's
      // is the largest.
      let found = (0..<LinearSize.columnCount).map { abs(fit.model.coefficients[$0, 0]) }
      precondition(found.indices.max { found[$0] < found[$1] } == 0, "\(found)")
    }
  }
}

/// The size of the data.
private enum LinearSize {
  static let rowCount = Size.rows(200_000)
  static let columnCount = 50
}

/// A target that depends on column `j` by `1 / (j + 1)`.
private func trainingData(_ task: LearningTask) -> TrainingData {
  let columns = Inputs.numbers(rowCount: LinearSize.rowCount, columnCount: LinearSize.columnCount)
  var random = InputGenerator(seed: 4)
  let target = (0..<LinearSize.rowCount).map { row in
    var score = Double.random(in: -1..<1, using: &random)
    for column in 0..<LinearSize.columnCount { score += columns[column][row] / Double(column + 1) }
    return task == .binary ? (score > 0 ? 1.0 : 0.0) : score
  }
  let features = FeatureTable(rowCount: LinearSize.rowCount, columns: columns.map { .double($0) })
  return TrainingData(features: features, target: target)
}
