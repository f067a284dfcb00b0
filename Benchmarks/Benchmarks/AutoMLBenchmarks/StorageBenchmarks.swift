@testable import AutoML
import Benchmark
import Foundation

/// Opening a database that has models, which registers their functions.
func storageBenchmarks() {
  measure(
    "Storage/open a database with \(modelCount) models",
    input: {
      try StoredModels()
    }
  ) { benchmark, database in
    let session = try Session(configuration: SessionConfiguration(databasePath: database.path))
    benchmark.stopMeasurement()
    let models = try session.rows(of: "SHOW MODEL ALL")
    let predictions = try session.rows(of: "SELECT f7(1, 2, 3, 4)")
    precondition(models.count == modelCount && predictions.count == 1)
  }
}

private let modelCount = 20

/// A database file with models of 100 trees; it is removed at the end.
private final class StoredModels {
  let path: String

  init() throws {
    path =
      FileManager.default.temporaryDirectory
      .appending(path: "automl-\(UUID().uuidString).duckdb").path
    let session = try Session(configuration: SessionConfiguration(databasePath: path))
    try session.makeNumbers(rowCount: 5_000, columnCount: 4)
    for index in 0..<modelCount {
      try session.rows(
        of: """
          CREATE MODEL m\(index) FROM numbers TARGET y FUNCTION f\(index)
          AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'binary:logistic' PREPROCESSORS 'none'
          HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '100')
          """
      )
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
