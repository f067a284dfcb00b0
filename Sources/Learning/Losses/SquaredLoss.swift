import Models

/// `(z - y)^2 / 2`.
struct SquaredLoss: PointwiseLoss {
  struct Point: LossPoint {
    let score: Double
    let target: Double

    var loss: Double { (score - target) * (score - target) / 2 }
    var gradient: Double { score - target }
    var hessian: Double { 1 }
  }

  static var link: LinkFunction { .identity }

  func at(score: Double, target: Double) -> Point { Point(score: score, target: target) }

  /// The same for targets that are brought to a scale first, as linear models see them.
  static func replaceByGradients(
    _ scores: inout [Double],
    targets: Span<Double>,
    scale: NumericEncoding,
    weights: Span<Double>
  ) -> Double {
    ScoreKernels.squaredGradients(of: &scores, targets: targets, scale: scale, weights: weights)
  }
}
