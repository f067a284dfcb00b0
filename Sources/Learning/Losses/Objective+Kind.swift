package import Models

extension Objective {
  /// The objectives by XGBoost's names, without their parameters.
  ///
  /// XGBoost has others: `survival:*` need intervals, and of `rank:map` and `binary:logitraw` nobody
  /// trains here.
  package enum Kind: String, Sendable, CaseIterable {
    case squaredError = "reg:squarederror"
    case squaredLogError = "reg:squaredlogerror"
    case logisticRegression = "reg:logistic"
    case pseudoHuber = "reg:pseudohubererror"
    case tweedie = "reg:tweedie"
    case binaryLogistic = "binary:logistic"
    case hinge = "binary:hinge"
    case softmax = "multi:softmax"
    case softprob = "multi:softprob"
    case poisson = "count:poisson"
    case gamma = "reg:gamma"
    case absoluteError = "reg:absoluteerror"
    case quantile = "reg:quantileerror"
    case rankPairwise = "rank:pairwise"
    case rankNDCG = "rank:ndcg"
  }

  /// The kinds of targets, as objectives see them.
  package enum Problem: Sendable {
    /// A number.
    case number
    /// Class 0 or 1.
    case twoClasses
    /// One of two classes or more.
    case classes
    /// The relevance of a row among those of its group.
    case ranking
  }

  /// The objective of a kind, with the parameters that `settings` has for it.
  ///
  /// - Parameters:
  ///   - kind: which of XGBoost's it is.
  ///   - settings: slope, variance power, quantile and `num_class`.
  ///   - classCount: how many classes the target has, where `settings` does not say.
  /// - Throws: `invalidHyperparameter` where the number of classes is missing.
  package init(
    _ kind: Kind,
    settings: TreeSettings,
    classCount: Int? = nil
  ) throws(LearningError) {
    switch kind {
    case .squaredError: self = .squaredError
    case .squaredLogError: self = .squaredLogError
    case .logisticRegression: self = .logisticRegression
    case .pseudoHuber: self = .pseudoHuber(slope: settings.huberSlope)
    case .tweedie: self = .tweedie(variancePower: settings.tweedieVariancePower)
    case .binaryLogistic: self = .binaryLogistic
    case .hinge: self = .hinge
    case .softmax:
      self = .softmax(classCount: try Self.classCount(settings.classCount ?? classCount))
    case .softprob:
      self = .softprob(classCount: try Self.classCount(settings.classCount ?? classCount))
    case .poisson:
      self = .poisson(maxDeltaStep: settings.maxDeltaStep ?? Self.poissonMaxDeltaStep)
    case .gamma: self = .gamma
    case .absoluteError: self = .absoluteError
    case .quantile: self = .quantile(level: settings.quantileLevel)
    case .rankPairwise: self = .ranking(RankingLoss(.pairwise, settings))
    case .rankNDCG: self = .ranking(RankingLoss(.ndcg, settings))
    }
  }

  /// Which of XGBoost's objectives it is.
  package var kind: Kind {
    switch self {
    case .squaredError: .squaredError
    case .squaredLogError: .squaredLogError
    case .logisticRegression: .logisticRegression
    case .pseudoHuber: .pseudoHuber
    case .tweedie: .tweedie
    case .binaryLogistic: .binaryLogistic
    case .hinge: .hinge
    case .softmax: .softmax
    case .softprob: .softprob
    case .poisson: .poisson
    case .gamma: .gamma
    case .absoluteError: .absoluteError
    case .quantile: .quantile
    case .ranking(let loss):
      switch loss.weighting {
      case .pairwise: .rankPairwise
      case .ndcg: .rankNDCG
      }
    }
  }

  /// XGBoost's name.
  package var name: String { kind.rawValue }

  /// From scores to predictions.
  package var link: LinkFunction { kind.link }

  /// XGBoost's limit of a Poisson leaf, unless the user gives one.
  private static let poissonMaxDeltaStep = 0.7

  private static func classCount(_ count: Int?) throws(LearningError) -> Int {
    guard let count, count >= 2 else {
      throw .invalidHyperparameter(
        key: "num_class",
        value: count.map(String.init) ?? "",
        requirement: "an integer of 2 or more"
      )
    }
    return count
  }
}

extension Objective.Kind {
  /// The names that XGBoost had before, which it still understands.
  package static let formerNames: [String: Self] = ["reg:linear": .squaredError]

  /// The kind of its target.
  package var problem: Objective.Problem {
    switch self {
    case .squaredError, .squaredLogError, .logisticRegression, .pseudoHuber, .tweedie, .poisson,
      .gamma, .absoluteError, .quantile:
      .number
    case .binaryLogistic, .hinge: .twoClasses
    case .softmax, .softprob: .classes
    case .rankPairwise, .rankNDCG: .ranking
    }
  }

  /// From scores to predictions.
  package var link: LinkFunction {
    switch self {
    case .squaredError: SquaredLoss.link
    case .squaredLogError: SquaredLogLoss.link
    case .logisticRegression, .binaryLogistic: LogisticLoss.link
    case .pseudoHuber: PseudoHuberLoss.link
    case .tweedie: TweedieLoss.link
    case .hinge: HingeLoss.link
    case .softmax, .softprob: CrossEntropy.link
    case .poisson: PoissonLoss.link
    case .gamma: GammaLoss.link
    case .absoluteError, .quantile: PinballLoss.link
    case .rankPairwise, .rankNDCG: RankingLoss.link
    }
  }

  /// Whether it is the loss that linear models have for such a target of themselves.
  package var isLinearDefault: Bool {
    switch self {
    case .squaredError, .binaryLogistic, .softmax, .softprob: true
    case .squaredLogError, .logisticRegression, .pseudoHuber, .tweedie, .hinge, .poisson, .gamma,
      .absoluteError, .quantile, .rankPairwise, .rankNDCG:
      false
    }
  }
}

extension RankingLoss {
  fileprivate init(_ weighting: Weighting, _ settings: TreeSettings) {
    self.init(
      weighting: weighting,
      pairCount: settings.rankingPairCount,
      hasExponentialGain: settings.hasExponentialGain
    )
  }
}
