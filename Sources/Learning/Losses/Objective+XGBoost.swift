package import Models

extension Objective {
  /// The objective as a file of XGBoost has it, with the parameters that training goes on with.
  ///
  /// - Throws: never for these names; `ForeignModelError.unsupportedObjective` is for those read from files.
  package var xgboostObjective: XGBoostObjective {
    get throws(ForeignModelError) {
      try XGBoostObjective(name: name, parameters: xgboostParameters)
    }
  }

  private var xgboostParameters: [String: String] {
    switch self {
    case .pseudoHuber(let slope): ["huber_slope": "\(slope)"]
    case .tweedie(let power): ["tweedie_variance_power": "\(power)"]
    case .poisson(let limit): ["max_delta_step": "\(limit)"]
    case .softmax(let count), .softprob(let count): ["num_class": "\(count)"]
    case .quantile(let level): ["quantile_alpha": "[\(level)]"]
    case .squaredError, .squaredLogError, .logisticRegression, .binaryLogistic, .hinge, .gamma,
      .absoluteError:
      [:]
    case .ranking(let loss):
      [
        "lambdarank_pair_method": "topk",
        "lambdarank_num_pair_per_sample": "\(loss.pairCount)",
        "ndcg_exp_gain": loss.hasExponentialGain ? "1" : "0",
      ]
    }
  }
}
