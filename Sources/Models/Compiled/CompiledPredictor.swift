package import LinearAlgebra

/// A model made ready to predict: immutable, flat, read by all of the engine's threads at once.
package struct CompiledPredictor: Sendable {
  /// From the function's arguments to features.
  package let encoding: FeatureEncoding
  /// The predicted column.
  package let predicted: PredictedColumn
  private let preprocessing: Preprocessing?
  private let learner: CompiledLearner
  private let threshold: Double

  /// Compiles `model`.
  ///
  /// - Complexity: O(size of the model).
  package init(_ model: Model) {
    encoding = model.encoding
    predicted = model.predicted
    preprocessing = model.preprocessing
    learner = CompiledLearner(model.learner)
    threshold = model.threshold
  }

  /// Predictions of each row, rows x outputs: values, the probability of class 1, of each class, or the
  /// nearness of each cluster.
  ///
  /// - Complexity: O(rows x size of the model).
  package func predictions(of features: FeatureTable) -> Matrix {
    predictions(ofPreprocessed: preprocessing?.features(of: features) ?? features)
  }

  /// The same of the features that the learner sees.
  package func predictions(ofPreprocessed features: FeatureTable) -> Matrix {
    learner.predictions(of: features)
  }

  /// Each row's class, from what `predictions` gave: of two classes by the threshold, of more the
  /// most likely, the lower one of two alike.
  package func classes(of predictions: Matrix) -> [Int] {
    guard predictions.columnCount > 1 else {
      return predictions.values.map { $0 > threshold ? 1 : 0 }
    }
    return Self.largest(in: predictions)
  }

  /// Each row's value, from what `predictions` gave: the number itself, or that of the nearest cluster,
  /// the lower one of two alike.
  package func values(of predictions: Matrix) -> [Double] {
    guard case .clusters = predicted.values else { return predictions.values }
    return Self.largest(in: predictions).map(Double.init)
  }

  /// Each row's column of the largest prediction, the first of those alike.
  private static func largest(in predictions: Matrix) -> [Int] {
    let rowCount = predictions.rowCount
    let values = predictions.values.span
    return (0..<rowCount).map { row in
      var best = 0
      for k in 0..<predictions.columnCount
      where values[k &* rowCount &+ row] > values[best &* rowCount &+ row] { best = k }
      return best
    }
  }

  /// Each row's probability of each class, from what `predictions` gave: rows x classes.
  package func probabilities(of predictions: Matrix) -> Matrix {
    guard predictions.columnCount == 1 else { return predictions }
    return Matrix(
      rowCount: predictions.rowCount,
      columnCount: 2,
      values: predictions.values.map { 1 - $0 } + predictions.values
    )
  }
}
