@testable import AutoML
import Benchmark
@testable import Models

/// A model to bytes and back.
func archiveBenchmarks() {
  measure(
    "Archive/write 100 trees of depth 6",
    input: {
      try ArchiveInput()
    }
  ) { benchmark, input in
    let bytes = ModelArchive.bytes(of: input.model)
    benchmark.stopMeasurement()
    precondition(bytes == input.bytes)
  }

  measure(
    "Archive/read 100 trees of depth 6",
    input: {
      try ArchiveInput()
    }
  ) { benchmark, input in
    let model = try ModelArchive.model(from: input.bytes)
    benchmark.stopMeasurement()
    precondition(model == input.model)
  }
}

/// A stored model's bytes.
private struct ArchiveInput {
  let bytes: [UInt8]
  let model: Model

  init() throws {
    let session = try Session()
    try session.makeNumbers(rowCount: Size.rows(20_000), columnCount: 28)
    try session.rows(
      of: """
        CREATE MODEL m FROM numbers TARGET y FUNCTION f
        AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'binary:logistic' PREPROCESSORS 'none'
        HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '100', MAX_DEPTH '6', ETA '0.1')
        """
    )
    bytes = try session.archive(ofModelNamed: "m")
    model = try ModelArchive.model(from: bytes)
  }
}
