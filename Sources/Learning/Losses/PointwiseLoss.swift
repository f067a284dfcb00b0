internal import CKernels
import Models
import Parallel

/// A loss of one score z and one target y: the one place of its formulas and its link, for all learners.
///
/// Linear models take value and derivatives in double precision, weighted, a block of rows at a time. Boosted
/// trees take derivatives in `Float`, as they are rounded to integers before they are summed, and the hessian
/// above 0. A loss that has kernels for its blocks has these functions of its own.
protocol PointwiseLoss: Sendable {
  /// Value and derivatives at one score.
  associatedtype Point: LossPoint

  /// From scores to predictions.
  static var link: LinkFunction { get }
  /// The least hessian that trees are grown with.
  static var leastHessian: Float { get }

  /// The loss of a row at its score.
  func at(score: Double, target: Double) -> Point

  /// Gradient and hessian of each row of a block, as trees take them.
  ///
  /// Shapes: each span has an element for each row.
  func fillDerivatives(
    scores: Span<Double>,
    targets: Span<Double>,
    gradients: inout MutableSpan<Float>,
    hessians: inout MutableSpan<Float>
  )

  /// The sums of the losses of some rows, weighted, and of their weights.
  func sum(
    of subset: ArraySlice<UInt32>,
    in rows: BoostingRows,
    weights: [Double]?
  ) -> (loss: Double, weight: Double)

  /// Replaces the scores of a block of rows by the gradients in them; the sum of the losses.
  ///
  /// Shapes: `scores` and `targets` have an element for each row; so has `weights`, or none.
  func replaceByGradients(
    _ scores: inout [Double],
    targets: Span<Double>,
    weights: Span<Double>
  ) -> Double

  /// Replaces the scores of a block of rows by the hessians in them.
  ///
  /// Shapes: as above.
  func replaceByHessians(_ scores: inout [Double], targets: Span<Double>, weights: Span<Double>)
}

/// A loss at one score, with its derivatives by the score; what these share is found once.
protocol LossPoint {
  var loss: Double { get }
  var gradient: Double { get }
  var hessian: Double { get }
}

extension PointwiseLoss {
  /// Below it a second derivative is rounding, as for XGBoost.
  static var leastHessian: Float { AUTOML_LEAST_HESSIAN }

  /// A derivative in `Float`: that of an exponential can leave it; a sum of them must not.
  private static func rounded(_ derivative: Double) -> Float {
    if case .exponential = link { return Float(min(max(derivative, -1e30), 1e30)) }
    return Float(derivative)
  }

  /// Gradient and hessian of a row as trees take them.
  func derivatives(score: Double, target: Double) -> (gradient: Float, hessian: Float) {
    let point = at(score: score, target: target)
    return (Self.rounded(point.gradient), max(Self.rounded(point.hessian), Self.leastHessian))
  }

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

  func sum(
    of subset: ArraySlice<UInt32>,
    in rows: BoostingRows,
    weights: [Double]?
  ) -> (loss: Double, weight: Double) {
    var sums = (loss: 0.0, weight: 0.0)
    for index in subset {
      let row = Int(index)
      let weight = weights?[row] ?? 1
      sums.loss += weight * at(score: rows.scores[0][row], target: rows.target[row]).loss
      sums.weight += weight
    }
    return sums
  }

  func replaceByGradients(
    _ scores: inout [Double],
    targets: Span<Double>,
    weights: Span<Double>
  ) -> Double {
    var scores = scores.mutableSpan
    var sum = 0.0
    for row in targets.indices {
      let point = at(score: scores[row], target: targets[row])
      // A row without weight adds nothing, even where its own loss overflows.
      let weight = weights.isEmpty ? 1 : weights[row]
      sum += weight > 0 ? weight * point.loss : 0
      scores[row] = weight > 0 ? weight * point.gradient : 0
    }
    return sum
  }

  func replaceByHessians(_ scores: inout [Double], targets: Span<Double>, weights: Span<Double>) {
    var scores = scores.mutableSpan
    for row in targets.indices {
      let point = at(score: scores[row], target: targets[row])
      let weight = weights.isEmpty ? 1 : weights[row]
      scores[row] = weight > 0 ? weight * point.hessian : 0
    }
  }
}
