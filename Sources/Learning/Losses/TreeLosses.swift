import Models

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `(log(z + 1) - log(y + 1))^2 / 2`, for y above -1: as those below, for boosted trees alone.
struct SquaredLogLoss: PointwiseLoss {
  struct Point: LossPoint {
    /// The score and 1, above 0.
    let size: Double
    let difference: Double

    var loss: Double { difference * difference / 2 }
    var gradient: Double { difference / size }
    var hessian: Double { (1 - difference) / (size * size) }
  }

  static var link: LinkFunction { .identity }
  /// As XGBoost's: the second derivative is negative where scores are far too large.
  static var leastHessian: Float { 1e-6 }

  /// The least score, so that the logarithm exists, as XGBoost's.
  private static let leastScore = -1 + 1e-6

  func at(score: Double, target: Double) -> Point {
    let held = max(score, Self.leastScore)
    return Point(size: held + 1, difference: log1p(held) - log1p(target))
  }
}

/// `slope^2 * (sqrt(1 + ((z - y) / slope)^2) - 1)`: a square near 0, and straight lines of that
/// slope far off.
struct PseudoHuberLoss: PointwiseLoss {
  struct Point: LossPoint {
    let difference: Double
    let slope: Double

    private var scale: Double { 1 + difference * difference / (slope * slope) }

    var loss: Double {
      let z = difference / slope
      return slope * slope * ((1 + z * z).squareRoot() - 1)
    }
    var gradient: Double { difference / scale.squareRoot() }
    var hessian: Double { 1 / (scale * scale.squareRoot()) }
  }

  let slope: Double

  static var link: LinkFunction { .identity }

  func at(score: Double, target: Double) -> Point {
    Point(difference: score - target, slope: slope)
  }
}

/// `max(0, 1 - z * (2y - 1))`, for targets of 0 or 1; 1 for a hessian where it is not 0.
struct HingeLoss: PointwiseLoss {
  struct Point: LossPoint {
    /// 1 or -1.
    let sign: Double
    /// The score, with a minus where it should be negative.
    let margin: Double

    var loss: Double { max(0, 1 - margin) }
    var gradient: Double { margin < 1 ? -sign : 0 }
    var hessian: Double { margin < 1 ? 1 : 0 }
  }

  static var link: LinkFunction { .sign }

  func at(score: Double, target: Double) -> Point {
    let sign = 2 * target - 1
    return Point(sign: sign, margin: score * sign)
  }
}

/// Pinball loss at `level`, times `scale`; 1 for a hessian.
struct PinballLoss: PointwiseLoss {
  struct Point: LossPoint {
    let score: Double
    let target: Double
    let level: Double
    let scale: Double

    var loss: Double {
      let d = target - score
      return scale * (d >= 0 ? level * d : (level - 1) * d)
    }
    var gradient: Double {
      score == target ? 0 : scale * (score > target ? 1 - level : -level)
    }
    var hessian: Double { 1 }
  }

  let level: Double
  /// 2 for the absolute error, which at level 0.5 is twice the loss; 1 otherwise.
  let scale: Double

  static var link: LinkFunction { .identity }

  func at(score: Double, target: Double) -> Point {
    Point(score: score, target: target, level: level, scale: scale)
  }
}
