import Models

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `exp(z) - y * z`, for y at 0 or above.
struct PoissonLoss: PointwiseLoss {
  struct Point: LossPoint {
    let score: Double
    let target: Double
    let mean: Double
    let maxDeltaStep: Double

    var loss: Double { mean - target * score }
    var gradient: Double { mean - target }
    var hessian: Double { maxDeltaStep == 0 ? mean : exp(score + maxDeltaStep) }
  }

  /// The hessian is that of a score so much larger: an upper bound for steps up to it.
  var maxDeltaStep = 0.0

  static var link: LinkFunction { .exponential }

  func at(score: Double, target: Double) -> Point {
    Point(score: score, target: target, mean: exp(score), maxDeltaStep: maxDeltaStep)
  }
}

/// `z + y * exp(-z)`, for y above 0.
struct GammaLoss: PointwiseLoss {
  struct Point: LossPoint {
    let score: Double
    /// The target, by the mean.
    let ratio: Double

    var loss: Double { score + ratio }
    var gradient: Double { 1 - ratio }
    var hessian: Double { ratio }
  }

  static var link: LinkFunction { .exponential }

  func at(score: Double, target: Double) -> Point {
    Point(score: score, ratio: target * exp(-score))
  }
}

/// `exp((2 - p) * z) / (2 - p) - y * exp((1 - p) * z) / (1 - p)`, for y at 0 or above and a variance that
/// goes with the power p of the mean, between 1 and 2.
struct TweedieLoss: PointwiseLoss {
  struct Point: LossPoint {
    let power: Double
    /// `y * exp((1 - p) * z)` and `exp((2 - p) * z)`.
    let low: Double
    let high: Double

    var loss: Double { high / (2 - power) - low / (1 - power) }
    var gradient: Double { high - low }
    var hessian: Double { (2 - power) * high - (1 - power) * low }
  }

  let variancePower: Double

  static var link: LinkFunction { .exponential }

  func at(score: Double, target: Double) -> Point {
    Point(
      power: variancePower,
      low: target * exp((1 - variancePower) * score),
      high: exp((2 - variancePower) * score)
    )
  }
}
