package import LinearAlgebra

/// Predicts the slow and obvious way: what the compiled predictor is tested against.
package struct ReferencePredictor: Sendable {
  private let model: Model

  /// A predictor of `model`.
  package init(_ model: Model) { self.model = model }

  /// Predictions of each row, rows x outputs: values, the probability of class 1, or of each class.
  package func predictions(of features: FeatureTable) -> Matrix {
    model.learner.predictions(of: model.learnerFeatures(of: features))
  }
}
