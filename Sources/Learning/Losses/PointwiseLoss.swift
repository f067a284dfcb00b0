internal import CKernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A loss of one score and one target, with its derivatives by the score.
///
/// Precision is `Float` for gradients and hessians (they are rounded to integers before they are
/// summed), `Double` for scores.
protocol PointwiseLoss: Sendable {
  /// The loss of one row.
  func loss(score: Double, target: Double) -> Double
  /// First and second derivative of the loss; the hessian is kept above 0.
  func derivatives(score: Double, target: Double) -> (gradient: Float, hessian: Float)
  /// The same for a block of rows, one element of each span a row; the default asks one by one.
  func fillDerivatives(
    scores: Span<Double>,
    targets: Span<Double>,
    gradients: inout MutableSpan<Float>,
    hessians: inout MutableSpan<Float>
  )
}

extension PointwiseLoss {
  func fillDerivatives(
    scores: Span<Double>,
    targets: Span<Double>,
    gradients: inout MutableSpan<Float>,
    hessians: inout MutableSpan<Float>
  ) {
    for row in scores.indices {
      let (gradient, hessian) = derivatives(score: scores[row], target: targets[row])
      gradients[row] = gradient
      hessians[row] = hessian
    }
  }
}

/// The least hessian of the losses whose second derivative can vanish, as XGBoost's.
private let leastHessian = AUTOML_LEAST_HESSIAN

struct SquaredError: PointwiseLoss {
  func loss(score: Double, target: Double) -> Double { (score - target) * (score - target) / 2 }

  func derivatives(score: Double, target: Double) -> (gradient: Float, hessian: Float) {
    (Float(score - target), 1)
  }
}

struct SquaredLogError: PointwiseLoss {
  /// The least score, so that the logarithm exists, as XGBoost's.
  private static let leastScore = -1 + 1e-6

  func loss(score: Double, target: Double) -> Double {
    let d = log1p(max(score, Self.leastScore)) - log1p(target)
    return d * d / 2
  }

  func derivatives(score: Double, target: Double) -> (gradient: Float, hessian: Float) {
    let x = max(score, Self.leastScore)
    let d = log1p(x) - log1p(target)
    return (Float(d / (x + 1)), Float(max((1 - d) / ((x + 1) * (x + 1)), 1e-6)))
  }
}

/// Log loss, of probabilities in the target too.
struct LogLoss: PointwiseLoss {
  func loss(score: Double, target: Double) -> Double {
    // log(1 + exp(x)) - y * x, with the larger exponential taken out.
    max(score, 0) + log1p(exp(-abs(score))) - target * score
  }

  func derivatives(score: Double, target: Double) -> (gradient: Float, hessian: Float) {
    let p = 1 / (1 + exp(-score))
    return (Float(p - target), max(Float(p * (1 - p)), leastHessian))
  }

  func fillDerivatives(
    scores: Span<Double>,
    targets: Span<Double>,
    gradients: inout MutableSpan<Float>,
    hessians: inout MutableSpan<Float>
  ) {
    precondition(
      targets.count == scores.count && gradients.count == scores.count
        && hessians.count == scores.count,
      "shapes"
    )
    unsafe scores.withUnsafeBufferPointer { scores in
      unsafe targets.withUnsafeBufferPointer { targets in
        unsafe gradients.withUnsafeMutableBufferPointer { gradients in
          unsafe hessians.withUnsafeMutableBufferPointer { hessians in
            unsafe automl_logistic_derivatives(
              scores.baseAddress,
              targets.baseAddress,
              Int64(scores.count),
              gradients.baseAddress,
              hessians.baseAddress
            )
          }
        }
      }
    }
  }
}

struct PseudoHuber: PointwiseLoss {
  let slope: Double

  func loss(score: Double, target: Double) -> Double {
    let z = (score - target) / slope
    return slope * slope * ((1 + z * z).squareRoot() - 1)
  }

  func derivatives(score: Double, target: Double) -> (gradient: Float, hessian: Float) {
    let z = score - target
    let scale = 1 + z * z / (slope * slope)
    let root = scale.squareRoot()
    return (Float(z / root), max(Float(1 / (scale * root)), leastHessian))
  }
}

struct TweedieDeviance: PointwiseLoss {
  let variancePower: Double

  func loss(score: Double, target: Double) -> Double {
    let rho = variancePower
    return -target * exp((1 - rho) * score) / (1 - rho) + exp((2 - rho) * score) / (2 - rho)
  }

  func derivatives(score: Double, target: Double) -> (gradient: Float, hessian: Float) {
    let rho = variancePower
    let low = target * exp((1 - rho) * score)
    let high = exp((2 - rho) * score)
    return (finite(high - low), max(finite((2 - rho) * high - (1 - rho) * low), leastHessian))
  }
}

struct Hinge: PointwiseLoss {
  func loss(score: Double, target: Double) -> Double { max(0, 1 - score * (2 * target - 1)) }

  func derivatives(score: Double, target: Double) -> (gradient: Float, hessian: Float) {
    let sign = 2 * target - 1
    return score * sign < 1 ? (Float(-sign), 1) : (0, leastHessian)
  }
}

struct PoissonDeviance: PointwiseLoss {
  /// The hessian is that of a score so much larger: an upper bound for steps up to it.
  let maxDeltaStep: Double

  func loss(score: Double, target: Double) -> Double { exp(score) - target * score }

  func derivatives(score: Double, target: Double) -> (gradient: Float, hessian: Float) {
    let mean = exp(score)
    return (finite(mean - target), max(finite(exp(score + maxDeltaStep)), leastHessian))
  }
}

struct GammaDeviance: PointwiseLoss {
  func loss(score: Double, target: Double) -> Double { target * exp(-score) + score }

  func derivatives(score: Double, target: Double) -> (gradient: Float, hessian: Float) {
    let ratio = target * exp(-score)
    return (finite(1 - ratio), max(finite(ratio), leastHessian))
  }
}

/// Pinball loss at `level`; half the absolute error at 0.5, which is why `AbsoluteError` doubles it.
struct Pinball: PointwiseLoss {
  let level: Double
  /// 2 for the absolute error, 1 otherwise.
  let scale: Double

  func loss(score: Double, target: Double) -> Double {
    let d = target - score
    return scale * (d >= 0 ? level * d : (level - 1) * d)
  }

  func derivatives(score: Double, target: Double) -> (gradient: Float, hessian: Float) {
    if score == target { return (0, 1) }
    return (Float(scale * (score > target ? 1 - level : -level)), 1)
  }
}

/// Derivatives of an exponential can leave `Float`; a sum of them must not.
func finite(_ x: Double) -> Float { Float(min(max(x, -1e30), 1e30)) }
