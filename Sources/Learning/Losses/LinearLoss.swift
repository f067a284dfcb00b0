#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
package import Models

/// The loss that a linear model minimises: one of those that are convex in its scores.
package enum LinearLoss: Sendable, Equatable {
  /// `SquaredLoss`, of targets in the unit of their deviation.
  case squared
  /// `LogisticLoss` for two classes, `CrossEntropy` for more.
  case logistic
  /// `PoissonLoss`.
  case poisson
  /// `GammaLoss`.
  case gamma
  /// `TweedieLoss`.
  case tweedie(power: Double)

  /// Each loss, by the name that it is given by; tweedie with the power 1.5.
  private static let all: [LinearLoss] = [
    .squared, .logistic, .poisson, .gamma, .tweedie(power: 1.5),
  ]

  /// The names that a loss is given by.
  package static var names: [String] { all.map(\.name) }

  /// The loss of that name; tweedie with the power 1.5.
  package init?(name: String) {
    guard let loss = Self.all.first(where: { $0.name == name }) else { return nil }
    self = loss
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

  /// From scores to predictions.
  package func link(for task: LearningTask) -> LinkFunction {
    if case (.logistic, .multiclass) = (self, task) { return CrossEntropy.link }
    return type(of: pointwise).link
  }

  /// The loss of one score.
  private var pointwise: any PointwiseLoss {
    switch self {
    case .squared: SquaredLoss()
    case .logistic: LogisticLoss()
    case .poisson: PoissonLoss()
    case .gamma: GammaLoss()
    case .tweedie(let power): TweedieLoss(variancePower: power)
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

  /// The size of the loss's gradients in a score, for targets of mean `mean`: the unit of
  /// tolerances, which so mean the same whatever the target's unit.
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
    case .squared:
      SquaredLoss.replaceByGradients(
        &scores,
        targets: targets,
        scale: targetScale,
        weights: weights
      )
    case .logistic where scores.count > targets.count:
      CrossEntropy.replaceByGradients(&scores, targets: targets, weights: weights)
    case .logistic, .poisson, .gamma, .tweedie:
      pointwise.replaceByGradients(&scores, targets: targets, weights: weights)
    }
  }

  /// Replaces one output's scores by the second derivative of each row's loss, which is never
  /// negative.
  ///
  /// - Precondition: one output; several have the probabilities of `CrossEntropy` instead.
  func hessians(of scores: inout [Double], targets: Span<Double>, weights: Span<Double>) {
    pointwise.replaceByHessians(&scores, targets: targets, weights: weights)
  }
}
