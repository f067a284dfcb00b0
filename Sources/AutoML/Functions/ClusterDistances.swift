import DuckDB
import LinearAlgebra
import Models

/// The distances of rows to the centroids of clusters, as what functions call.
struct ClusterDistances: BatchPredictor {
  let signature: FunctionSignature
  let isPure = true
  private let arguments: ArgumentColumns
  private let model: Model
  private let clusters: ClusterModel

  /// The distances of a model; nil for one that does not find clusters.
  ///
  /// - Throws: where a predictor could not be made either.
  init?(_ model: Model) throws(ModelError) {
    guard let clusters = model.learner.clusterModel else { return nil }
    self.clusters = clusters
    self.model = model
    signature = try FunctionSignature(model)
    arguments = ArgumentColumns(model.encoding)
  }

  func prepare() {}

  func predict(
    _ kind: PredictionKind,
    of chunk: borrowing DataChunk,
    into output: inout OutputVector
  ) throws {
    let distances = clusters.distances(
      of: model.learnerFeatures(of: try arguments.features(of: chunk))
    )
    let count = distances.columnCount
    switch kind {
    case .distance:
      try output.write(
        (0..<distances.rowCount).map { row in
          (0..<count).reduce(.infinity) { min($0, distances[row, $1]) }
        }
      )
    case .distances:
      let places = 0..<distances.values.count
      try output.withElements(lengths: [Int](repeating: count, count: distances.rowCount)) {
        elements in
        try elements.withField(0) { try $0.write(places.map { Int64($0 % count) }) }
        try elements.withField(1) { elements in
          try elements.write(places.map { distances[$0 / count, $0 % count] })
        }
      }
    default: preconditionFailure("distances do not predict")
    }
  }
}
