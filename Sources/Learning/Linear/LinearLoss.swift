package import Models

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a linear model minimises over its scores z, for a target y.
///
/// All are convex in z.
package enum LinearLoss: Sendable, Equatable {
  /// `(z - y)^2 / 2`
  case squared
  /// `log(1 + exp(z)) - y * z` for two classes; `log(sum(exp(z_k))) - z_y` for more.
  case logistic
  /// `exp(z) - y * z`, for y at 0 or above.
  case poisson
  /// `z + y * exp(-z)`, for y above 0.
  case gamma
  /// `exp((2 - p) * z) / (2 - p) - y * exp((1 - p) * z) / (1 - p)`, for y at 0 or above and p
  /// between 1 and 2.
  case tweedie(power: Double)

  /// The names that a loss is given by.
  package static let names = ["squared", "logistic", "poisson", "gamma", "tweedie"]

  /// The loss of that name; tweedie with the power 1.5.
  package init?(name: String) {
    switch name {
    case "squared": self = .squared
    case "logistic": self = .logistic
    case "poisson": self = .poisson
    case "gamma": self = .gamma
    case "tweedie": self = .tweedie(power: 1.5)
    default: return nil
    }
  }

  /// The name that the loss is given by.
  package var name: String {
    switch self {
    case .squared: "squared"
    case .logistic: "logistic"
    case .poisson: "poisson"
    case .gamma: "gamma"
    case .tweedie: "tweedie"
    }
  }

  /// The loss that a task has unless told otherwise.
  package init(for task: LearningTask) {
    self = task == .regression ? .squared : .logistic
  }

  /// How scores become predictions.
  package func link(for task: LearningTask) -> LinkFunction {
    switch (self, task) {
    case (.squared, _): .identity
    case (.logistic, .multiclass): .softmax
    case (.logistic, _): .logistic
    case (.poisson, _), (.gamma, _), (.tweedie, _): .exponential
    }
  }

  /// The power of the mean that a row's variance goes with, where its factor is not known; nil where
  /// the loss says all of the variance.
  var variancePower: Double? {
    switch self {
    case .logistic, .poisson: nil
    case .squared: 0
    case .gamma: 2
    case .tweedie(let power): power
    }
  }

  /// How large gradients of the loss in a score are, for targets of mean `mean`: what a tolerance is in
  /// units of, so that it means the same whatever the target's unit.
  func gradientScale(mean: Double) -> Double {
    let scale =
      switch self {
      case .squared, .logistic, .gamma: 1.0
      case .poisson: mean
      case .tweedie(let power): pow(mean, 2 - power)
      }
    return scale > 0 && scale.isFinite ? scale : 1
  }

  /// Throws unless every target is one that the loss is defined for.
  func validate(_ targets: ArraySlice<Double>, task: LearningTask) throws(LearningError) {
    guard (self == .logistic) == (task != .regression) else {
      throw .invalidHyperparameter(
        key: "loss",
        value: name,
        requirement: task == .regression
          ? "one of squared, poisson, gamma, tweedie for a regression"
          : "logistic for a classification"
      )
    }
    switch self {
    case .squared, .logistic: return
    case .gamma:
      if let bad = targets.first(where: { $0 <= 0 }) {
        throw .targetOutOfRange(objective: name, value: bad, requirement: "above 0")
      }
    case .poisson, .tweedie:
      if let bad = targets.first(where: { $0 < 0 }) {
        throw .targetOutOfRange(objective: name, value: bad, requirement: "0 or above")
      }
    }
  }

  /// Replaces scores by the gradient of each row's loss in them, and returns the sum of the losses.
  ///
  /// Shapes: `scores` has `targets.count` rows and a column for each output; `weights`, unless
  /// empty, one element for each row. The squared loss, alone, takes targets in `targetScale`.
  ///
  /// - Complexity: O(`scores.count`).
  func gradients(
    of scores: inout [Double],
    targets: Span<Double>,
    weights: Span<Double>,
    targetScale: NumericEncoding
  ) -> Double {
    switch self {
    case .logistic where scores.count > targets.count:
      softmaxGradients(&scores, targets, weights)
    case .squared:
      ScoreKernels.squaredGradients(
        of: &scores,
        targets: targets,
        scale: targetScale,
        weights: weights
      )
    case .logistic:
      ScoreKernels.logisticGradients(of: &scores, targets: targets, weights: weights)
    case .poisson:
      pointwise(&scores, targets, weights) { z, y in
        let e = exp(z)
        return (e - y * z, e - y)
      }
    case .gamma:
      pointwise(&scores, targets, weights) { z, y in
        let e = y * exp(-z)
        return (z + e, 1 - e)
      }
    case .tweedie(let power):
      pointwise(&scores, targets, weights) { z, y in
        let (a, b) = (y * exp((1 - power) * z), exp((2 - power) * z))
        return (b / (2 - power) - a / (1 - power), b - a)
      }
    }
  }

  /// Replaces one output's scores by the second derivative of each row's loss, which is never
  /// negative.
  ///
  /// - Precondition: one output; several have `softmax` probabilities instead.
  func hessians(of scores: inout [Double], targets: Span<Double>, weights: Span<Double>) {
    switch self {
    case .squared: hessiansPointwise(&scores, targets, weights) { _, _ in 1 }
    case .logistic: ScoreKernels.logisticHessians(of: &scores, weights: weights)
    case .poisson: hessiansPointwise(&scores, targets, weights) { z, _ in exp(z) }
    case .gamma: hessiansPointwise(&scores, targets, weights) { z, y in y * exp(-z) }
    case .tweedie(let power):
      hessiansPointwise(&scores, targets, weights) { z, y in
        (power - 1) * y * exp((1 - power) * z) + (2 - power) * exp((2 - power) * z)
      }
    }
  }
}

@inline(__always)
private func pointwise(
  _ scores: inout [Double],
  _ targets: Span<Double>,
  _ weights: Span<Double>,
  _ lossAndGradient: (_ z: Double, _ y: Double) -> (loss: Double, gradient: Double)
) -> Double {
  var scores = scores.mutableSpan
  var sum = 0.0
  if weights.isEmpty {
    for row in targets.indices {
      let (loss, gradient) = lossAndGradient(scores[row], targets[row])
      sum += loss
      scores[row] = gradient
    }
  } else {
    for row in targets.indices {
      let (loss, gradient) = lossAndGradient(scores[row], targets[row])
      // A row without weight adds nothing, even where its own loss overflows.
      let weight = weights[row]
      sum += weight > 0 ? weight * loss : 0
      scores[row] = weight > 0 ? weight * gradient : 0
    }
  }
  return sum
}

@inline(__always)
private func hessiansPointwise(
  _ scores: inout [Double],
  _ targets: Span<Double>,
  _ weights: Span<Double>,
  _ hessian: (_ z: Double, _ y: Double) -> Double
) {
  var scores = scores.mutableSpan
  for row in targets.indices {
    let weight = weights.isEmpty ? 1 : weights[row]
    scores[row] = weight > 0 ? weight * hessian(scores[row], targets[row]) : 0
  }
}

/// Each row's weight times (softmax of its scores, less 1 at its class); returns the sum of the
/// losses.
private func softmaxGradients(
  _ scores: inout [Double],
  _ targets: Span<Double>,
  _ weights: Span<Double>
) -> Double {
  let rowCount = targets.count
  var sum = 0.0
  for row in 0..<rowCount {
    let weight = weights.isEmpty ? 1 : weights[row]
    sum -= weight * scores[Int(targets[row]) * rowCount + row]
  }
  let logSums = replaceBySoftmax(&scores, rowCount: rowCount)
  var gradients = scores.mutableSpan
  for row in 0..<rowCount {
    let weight = weights.isEmpty ? 1 : weights[row]
    sum += weight * logSums[row]
    gradients[Int(targets[row]) * rowCount + row] -= 1
  }
  guard !weights.isEmpty else { return sum }
  for start in stride(from: 0, to: gradients.count, by: rowCount) {
    for row in 0..<rowCount { gradients[start + row] *= weights[row] }
  }
  return sum
}

/// Replaces each row's scores by their softmax; returns the logarithm of each row's sum of
/// `exp(score)`.
///
/// Shapes: `scores` has `rowCount` rows and a column for each class. The largest score is
/// subtracted first, so that nothing overflows.
func replaceBySoftmax(_ scores: inout [Double], rowCount: Int) -> [Double] {
  var logSums = Array(scores[..<rowCount])
  var inverseSums = [Double](repeating: 0, count: rowCount)
  var scores = scores.mutableSpan
  var largest = logSums.mutableSpan
  var sums = inverseSums.mutableSpan
  for start in stride(from: rowCount, to: scores.count, by: rowCount) {
    for row in 0..<rowCount { largest[row] = max(largest[row], scores[start + row]) }
  }
  for start in stride(from: 0, to: scores.count, by: rowCount) {
    for row in 0..<rowCount { scores[start + row] -= largest[row] }
  }
  ScoreKernels.exponentials(of: &scores)
  for start in stride(from: 0, to: scores.count, by: rowCount) {
    for row in 0..<rowCount { sums[row] += scores[start + row] }
  }
  for row in 0..<rowCount {
    largest[row] += log(sums[row])
    sums[row] = 1 / sums[row]
  }
  for start in stride(from: 0, to: scores.count, by: rowCount) {
    for row in 0..<rowCount { scores[start + row] *= sums[row] }
  }
  return logSums
}
