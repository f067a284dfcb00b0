import LinearAlgebra
import Models

/// The promises of any model that was read, whoever wrote it.
enum ModelPromises {
  /// Values that stand at the ends of what a column may have.
  private static let values: [Double] = [
    0, 1, -1, 0.5, 1e300, -1e300, 1e-300, .infinity, -.infinity, .nan, 19_800, 1.7e9, 86_399,
  ]

  /// Checks that a model gives each of some odd rows a prediction.
  static func check(predictionsOf model: Model) throws {
    let predictor = CompiledPredictor(model)
    let rowCount = values.count
    // Rows times columns are bounded, whatever an archive says.
    guard model.encoding.inputs.count <= 10_000 else { return }
    let columns = model.encoding.inputs.enumerated().map { index, input -> FeatureColumn in
      if !input.isUsed { return .float([Float](repeating: .nan, count: rowCount)) }
      switch input.kind {
      case .text, .category, .words:
        return .codes(codes(levelCount: input.levels.count), levelCount: input.levels.count)
      case .boolean, .date: return .float(values.map { Float($0) })
      case .number, .time, .timestamp, .numberText, .dateText, .timestampText, .timeText:
        return .double(values.indices.map { values[($0 + index) % rowCount] })
      }
    }
    let predictions = predictor.predictions(
      of: predictor.encoding.features(of: columns, rowCount: rowCount)
    )
    try FuzzFault.unless(
      predictions.rowCount == rowCount && predictions.columnCount == model.learner.outputCount,
      "\(predictions.rowCount) x \(predictions.columnCount) predictions"
    )
    guard case .classes(let labels) = model.predicted.values else { return }
    let classes = predictor.classes(of: predictions)
    try FuzzFault.unless(
      classes.allSatisfy { labels.indices.contains($0) },
      "classes \(classes) of \(labels.count)"
    )
    try FuzzFault.unless(
      predictor.probabilities(of: predictions).columnCount == labels.count,
      "probabilities of another number of classes"
    )
  }

  /// Checks that an ensemble gives rows of numbers predictions.
  static func check(predictionsOf ensemble: TreeEnsemble) throws {
    guard ensemble.featureCount <= 10_000 else { return }
    let inputs = (0..<ensemble.featureCount).map {
      InputColumn(name: "x\($0)", kind: .number, typeName: "DOUBLE")
    }
    try check(
      predictionsOf: Model(
        encoding: FeatureEncoding(inputs: inputs),
        predicted: PredictedColumn(name: "y", typeName: "DOUBLE", values: .number),
        learner: Learner(.trees(ensemble), link: .identity),
        summary: ""
      )
    )
  }

  private static func codes(levelCount: Int) -> [UInt32] {
    values.indices.map { index in
      switch index % 4 {
      case 0: FeatureColumn.missingCode
      case 1: FeatureColumn.unseenCode
      default: levelCount == 0 ? FeatureColumn.unseenCode : UInt32(index % levelCount)
      }
    }
  }
}
