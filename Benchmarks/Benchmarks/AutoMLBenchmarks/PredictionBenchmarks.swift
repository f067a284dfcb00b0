@testable import AutoML
import Benchmark
@testable import Learning
@testable import LinearAlgebra
@testable import Models

/// Compiling a model, and scoring rows with it: by itself, and from SQL.
func predictionBenchmarks() {
  measure(
    "Compile/100 trees of depth 6",
    input: {
      try PredictionInput()
    }
  ) { benchmark, input in
    let predictor = CompiledPredictor(input.model)
    benchmark.stopMeasurement()
    let expected = ReferencePredictor(input.model).predictions(of: input.batches[0])
    let found = predictor.predictions(of: input.batches[0])
    precondition(zip(found.values, expected.values).allSatisfy { abs($0 - $1) < 1e-9 })
  }

  measure(
    "Predict/\(PredictionSize.rowCount) rows, 100 trees of depth 6, 28 DOUBLE, 1 thread",
    configuration: .init(metrics: predictionMetrics),
    input: {
      try PredictionInput()
    }
  ) { benchmark, input in
    let count = benchmark.rowsPerSecond { input.positiveCount }
    let expected = try input.positiveCountInSQL
    precondition(count == expected, "\(count) of class 1, not \(expected)")
  }

  measure(
    "Predict/\(PredictionSize.rowCount) rows in SQL, 100 trees of depth 6, 28 DOUBLE, 1 thread",
    configuration: .init(metrics: predictionMetrics),
    input: {
      try PredictionInput()
    }
  ) { benchmark, input in
    let count = try benchmark.rowsPerSecond { try input.positiveCountInSQL }
    let expected = input.positiveCount
    precondition(count == expected, "\(count) of class 1, not \(expected)")
  }
}

extension Benchmark {
  /// Measures `body`, which scores all rows.
  fileprivate func rowsPerSecond<Value>(_ body: () throws -> Value) rethrows -> Value {
    let clock = ContinuousClock()
    startMeasurement()
    let start = clock.now
    let value = try body()
    let time = clock.now - start
    stopMeasurement()
    measurement(rowsPerSecondMetric, Int(Double(PredictionSize.rowCount) / (time / .seconds(1))))
    return value
  }
}

private let rowsPerSecondMetric = BenchmarkMetric.custom(
  "rows / s",
  polarity: .prefersLarger,
  useScalingFactor: false
)
private let predictionMetrics: [BenchmarkMetric] = [.wallClock, rowsPerSecondMetric]

/// The size of the table, and of a chunk of it.
private enum PredictionSize {
  static let rowCount = 409_600
  static let columnCount = 28
  static let batchRowCount = 2_048
}

/// A model trained and stored through SQL, and its table's rows as the function sees them.
private struct PredictionInput {
  let session: Session
  let model: Model
  let predictor: CompiledPredictor
  let batches: [FeatureTable]

  /// The number of rows that the compiled model puts into class 1.
  var positiveCount: Int {
    batches.reduce(0) { count, batch in
      count + predictor.classes(of: predictor.predictions(of: batch)).count { $0 == 1 }
    }
  }

  /// The same by the SQL function.
  var positiveCountInSQL: Int {
    get throws {
      let call = "f(\(Session.columnList(PredictionSize.columnCount)))"
      return Int(try session.number(of: "SELECT count(*) FILTER (\(call)) FROM numbers"))
    }
  }

  init() throws {
    session = try Session(configuration: SessionConfiguration(threadCount: 1))
    try session.makeNumbers(
      rowCount: PredictionSize.rowCount,
      columnCount: PredictionSize.columnCount
    )
    try session.rows(
      of: """
        CREATE MODEL m FROM (SELECT * FROM numbers LIMIT 20000) TARGET y FUNCTION f
        AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'binary:logistic' PREPROCESSORS 'none'
        HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '100', MAX_DEPTH '6', ETA '0.1')
        """
    )
    model = try ModelArchive.model(from: session.archive(ofModelNamed: "m"))
    predictor = CompiledPredictor(model)
    guard case .trees(let ensemble) = model.learner.scorer, ensemble.trees.count == 100 else {
      preconditionFailure("not 100 trees")
    }
    let table = try TableExtraction(
      rowLimit: nil,
      seed: 0,
      shouldStop: { false },
      progress: { _ in }
    ).rows(of: "SELECT * EXCLUDE (y) FROM numbers", on: session.connection)
    let columns = table.columns.map { column -> [Double] in
      guard case .double(let values) = column.values else { preconditionFailure("not DOUBLE") }
      return values
    }
    batches = stride(from: 0, to: PredictionSize.rowCount, by: PredictionSize.batchRowCount).map {
      start in
      FeatureTable(
        rowCount: PredictionSize.batchRowCount,
        columns: columns.map { .double(Array($0[start..<start + PredictionSize.batchRowCount])) }
      )
    }
  }
}
