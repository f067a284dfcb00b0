import Models

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `log(1 + exp(z)) - y * z`: the log loss of a probability, for targets of 0, 1 or between.
struct LogisticLoss: PointwiseLoss {
  struct Point: LossPoint {
    let score: Double
    let target: Double

    private var probability: Double { 1 / (1 + exp(-score)) }

    /// The larger exponential is taken out.
    var loss: Double { max(score, 0) + log1p(exp(-abs(score))) - target * score }
    var gradient: Double { probability - target }
    var hessian: Double {
      let p = probability
      return p * (1 - p)
    }
  }

  static var link: LinkFunction { .logistic }

  func at(score: Double, target: Double) -> Point { Point(score: score, target: target) }

  func fillDerivatives(
    scores: Span<Double>,
    targets: Span<Double>,
    gradients: inout MutableSpan<Float>,
    hessians: inout MutableSpan<Float>
  ) {
    ScoreKernels.fillLogisticDerivatives(
      scores: scores,
      targets: targets,
      gradients: &gradients,
      hessians: &hessians
    )
  }

  /// - Precondition: targets are 0 or 1.
  func replaceByGradients(
    _ scores: inout [Double],
    targets: Span<Double>,
    weights: Span<Double>
  ) -> Double {
    ScoreKernels.logisticGradients(of: &scores, targets: targets, weights: weights)
  }

  func replaceByHessians(_ scores: inout [Double], targets: Span<Double>, weights: Span<Double>) {
    ScoreKernels.logisticHessians(of: &scores, weights: weights)
  }
}
