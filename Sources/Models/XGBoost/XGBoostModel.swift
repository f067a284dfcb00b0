#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An ensemble as XGBoost stores one: with the objective it was trained for and its features' names.
///
/// XGBoost rounds values to `Float` before it compares them and adds leaves in `Float`; scores agree up
/// to the rounding of those sums.
package struct XGBoostModel: Sendable, Equatable {
  /// The trees.
  package let ensemble: TreeEnsemble
  /// The objective they were trained for.
  package let objective: XGBoostObjective
  /// One for each feature; empty where the features have no names.
  package let featureNames: [String]
  /// For each feature its levels in ascending order of their bytes, none for a number; empty where no
  /// feature has any that are known.
  package let levels: [[String]]
  /// Texts that XGBoost carries along (`Booster.attributes()`); of a file that is read those of early
  /// stopping, and those whose names begin with `automl.`.
  package let attributes: [String: String]
  /// The trees of each output that one round adds: more than one in a forest.
  package let parallelTreeCount: Int

  /// - Precondition: no names, or one for each feature, and so with levels; a whole number of rounds.
  package init(
    ensemble: TreeEnsemble,
    objective: XGBoostObjective,
    featureNames: [String] = [],
    levels: [[String]] = [],
    attributes: [String: String] = [:],
    parallelTreeCount: Int = 1
  ) {
    precondition(
      [featureNames.count, levels.count].allSatisfy { $0 == 0 || $0 == ensemble.featureCount },
      "\(featureNames.count) names, \(levels.count) levels for \(ensemble.featureCount) features"
    )
    precondition(
      ensemble.trees.count.isMultiple(of: ensemble.outputCount * parallelTreeCount),
      "\(ensemble.trees.count) trees in rounds of \(ensemble.outputCount) x \(parallelTreeCount)"
    )
    self.ensemble = ensemble
    self.objective = objective
    self.featureNames = featureNames
    self.levels = levels
    self.attributes = attributes
    self.parallelTreeCount = parallelTreeCount
  }
}

/// An objective by XGBoost's name, with its parameters by theirs.
package struct XGBoostObjective: Sendable, Equatable {
  /// XGBoost's name.
  package let name: String
  /// Parameters that training would need again; predictions depend on none.
  package let parameters: [String: String]

  /// - Throws: `unsupportedObjective`.
  package init(name: String, parameters: [String: String] = [:]) throws(ForeignModelError) {
    guard Self.known[name] != nil else { throw .unsupportedObjective(name: name) }
    self.name = name
    self.parameters = parameters
  }

  /// The way from scores to predictions.
  package var link: LinkFunction { Self.known[name]?.link ?? .identity }

  /// The number of classes of a model with some outputs; nil where numbers are predicted.
  package func classCount(outputCount: Int) -> Int? {
    switch link {
    case .softmax: outputCount
    case .logistic, .sign: name.hasPrefix("binary:") ? 2 : nil
    case .identity, .exponential, .shares: nil
    }
  }

  /// Where a file has the parameters; nil where the objective has none.
  var parameterGroup: String? { Self.known[name]?.group ?? nil }

  /// Each known name with its link and group of parameters.
  private static let known: [String: (link: LinkFunction, group: String?)] = [
    "reg:squarederror": (.identity, "reg_loss_param"),
    "reg:squaredlogerror": (.identity, nil),
    "reg:logistic": (.logistic, "reg_loss_param"),
    "reg:pseudohubererror": (.identity, "pseudo_huber_param"),
    "reg:absoluteerror": (.identity, nil),
    "reg:quantileerror": (.identity, "quantile_loss_param"),
    "reg:tweedie": (.exponential, "tweedie_regression_param"),
    "reg:gamma": (.exponential, "reg_loss_param"),
    "count:poisson": (.exponential, "poisson_regression_param"),
    "binary:logistic": (.logistic, "reg_loss_param"),
    "binary:logitraw": (.identity, "reg_loss_param"),
    "binary:hinge": (.sign, nil),
    "multi:softmax": (.softmax, "softmax_multiclass_param"),
    "multi:softprob": (.softmax, "softmax_multiclass_param"),
    "rank:pairwise": (.identity, "lambdarank_param"),
    "rank:ndcg": (.identity, "lambdarank_param"),
    "rank:map": (.identity, "lambdarank_param"),
    "survival:cox": (.exponential, nil),
    "survival:aft": (.exponential, "aft_loss_param"),
  ]
}

extension LinkFunction {
  /// The score that XGBoost makes of a base score, in `Float` as there: close to 1 the probability's
  /// logarithm has few digits, and the trees were grown on just those.
  func score(ofXGBoostPrediction prediction: Float) -> Double {
    switch self {
    case .logistic: Double(-log(1 / prediction - 1))
    case .exponential: Double(log(prediction))
    case .identity, .softmax, .sign, .shares: Double(prediction)
    }
  }
}
