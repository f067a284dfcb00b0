import Models

/// The objectives that boosting minimises, by XGBoost's names.
package enum Objective: Sendable, Equatable {
  /// `(score - y)^2 / 2`.
  case squaredError
  /// `(log(score + 1) - log(y + 1))^2 / 2`, for `y > -1`.
  case squaredLogError
  /// Log loss of a probability against a target in 0...1.
  case logisticRegression
  /// `slope^2 * (sqrt(1 + ((score - y) / slope)^2) - 1)`.
  case pseudoHuber(slope: Double)
  /// Tweedie deviance with a log link, variance power in 1..<2, for `y >= 0`.
  case tweedie(variancePower: Double)
  /// Log loss of class 1's probability.
  case binaryLogistic
  /// `max(0, 1 - score * (2y - 1))`: a class, no probability.
  case hinge
  /// Cross entropy of `classCount` classes; predicts the class.
  case softmax(classCount: Int)
  /// Cross entropy of `classCount` classes; predicts the probabilities.
  case softprob(classCount: Int)
  /// Poisson deviance with a log link, for `y >= 0`; hessians are those of a step of `maxDeltaStep`.
  case poisson(maxDeltaStep: Double)
  /// Gamma deviance with a log link, for `y > 0`.
  case gamma
  /// `|score - y|`; leaves are medians.
  case absoluteError
  /// Pinball loss; leaves are quantiles at `level` in 0...1.
  case quantile(level: Double)
  /// The order of rows within their groups.
  case ranking(RankingLoss)

  /// The number of scores of a row.
  package var outputCount: Int {
    switch self {
    case .softmax(let classCount), .softprob(let classCount): classCount
    default: 1
    }
  }

  /// The quantile that each leaf takes of its rows' residuals, where a Newton step would mean nothing.
  var leafQuantile: Double? {
    switch self {
    case .absoluteError: 0.5
    case .quantile(let level): level
    default: nil
    }
  }

  /// Refuses target values that the objective has no loss for.
  ///
  /// - Throws: `LearningError.targetOutOfRange` with the first such value.
  package func check(target: [Double]) throws(LearningError) {
    for value in target where !accepts(value) {
      throw .targetOutOfRange(objective: name, value: value, requirement: targetRequirement)
    }
  }

  /// Refuses groups where nothing is ranked, and ranking without groups.
  ///
  /// - Throws: `LearningError.missingGroups`, `.unusedGroups`.
  func check(groups: [UInt32]?) throws(LearningError) {
    if case .ranking = self {
      if groups == nil { throw .missingGroups(objective: name) }
    } else if groups != nil {
      throw .unusedGroups(objective: name)
    }
  }

  /// Refuses a `base_score` that the link cannot reach.
  ///
  /// - Throws: `LearningError.invalidHyperparameter`.
  func check(basePrediction: Double?) throws(LearningError) {
    guard let basePrediction else { return }
    let requirement: String? =
      switch link {
      case .logistic where basePrediction <= 0 || basePrediction >= 1:
        "a number above 0 and below 1 with \(name)"
      case .exponential where basePrediction <= 0: "a number above 0 with \(name)"
      default: nil
      }
    guard let requirement else { return }
    throw .invalidHyperparameter(
      key: "base_score",
      value: "\(basePrediction)",
      requirement: requirement
    )
  }

  private func accepts(_ y: Double) -> Bool {
    switch self {
    // Gradients are `Float`; the bound leaves room for sums.
    case .squaredError, .pseudoHuber, .absoluteError, .quantile: abs(y) <= 1e30
    case .squaredLogError: y > -1 && y <= 1e30
    case .logisticRegression: y >= 0 && y <= 1
    case .binaryLogistic, .hinge: y == 0 || y == 1
    case .softmax(let count), .softprob(let count):
      y >= 0 && y < Double(count) && y.rounded() == y
    case .tweedie, .poisson: y >= 0 && y <= 1e30
    case .gamma: y > 0 && y <= 1e30
    case .ranking(let loss): y >= 0 && y <= loss.largestRelevance
    }
  }

  private var targetRequirement: String {
    switch self {
    case .squaredError, .pseudoHuber, .absoluteError, .quantile: "a number between -1e30 and 1e30"
    case .squaredLogError: "a number above -1, up to 1e30"
    case .logisticRegression: "a number from 0 to 1"
    case .binaryLogistic, .hinge: "0 or 1"
    case .softmax(let count), .softprob(let count): "a class from 0 to \(count - 1)"
    case .tweedie, .poisson: "a number from 0 to 1e30"
    case .gamma: "a number above 0, up to 1e30"
    case .ranking(let loss) where loss.hasExponentialGain:
      "a relevance from 0 to 31 (larger ones with ndcg_exp_gain 0)"
    case .ranking: "a relevance from 0 to 1e30"
    }
  }
}
