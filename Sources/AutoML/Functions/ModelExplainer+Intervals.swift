import DuckDB
import Models

extension ModelExplainer {
  /// Writes for each row the values that the truth is between, with the probability that is the last
  /// argument; NULL where that is NULL.
  ///
  /// - Throws: where the probability is none, or no row of training was held out.
  func writeIntervals(
    of features: FeatureTable,
    levels chunk: borrowing DataChunk,
    to output: inout OutputVector
  ) throws {
    var levels: [Double] = []
    try chunk.appendNumbers(ofColumn: signature.parameters.count, to: &levels)
    if let level = levels.first(where: { $0 <= 0 || $0 >= 1 }) {
      throw FunctionRefusal(
        "an interval's level is a probability between 0 and 1, such as 0.9, and not \(shortest(level))"
      )
    }
    let bounds = try compiledIntervals().bounds(of: features, levels: levels)
    try output.withField(0) { try $0.write(bounds.lower) }
    try output.withField(1) { try $0.write(bounds.upper) }
    for row in levels.indices where levels[row].isNaN { output.setNull(row) }
  }
}

/// A regression and the spread of its errors, ready to predict.
struct CompiledIntervals: Sendable {
  private let model: Model
  private let predictor: CompiledPredictor
  private let spread: CompiledSpread

  /// - Throws: where the model knows of no errors.
  init(_ model: Model) throws(FunctionRefusal) {
    guard let spread = model.spread else {
      throw FunctionRefusal(
        "the model knows no errors of rows that were held out: train it with AUTO ON, or with SETTINGS"
          + " (VALIDATE on), and with 20 rows at least"
      )
    }
    self.model = model
    predictor = CompiledPredictor(model)
    self.spread = CompiledSpread(spread)
  }

  /// The bounds of each row's interval.
  func bounds(of features: FeatureTable, levels: [Double]) -> (lower: [Double], upper: [Double]) {
    let features = model.learnerFeatures(of: features)
    let values = predictor.values(of: predictor.predictions(ofPreprocessed: features))
    let known = levels.map { $0.isNaN ? 0 : $0 }
    let distances = spread.distances(of: features, levels: known)
    return (zip(values, distances).map { $0 - $1 }, zip(values, distances).map { $0 + $1 })
  }
}
