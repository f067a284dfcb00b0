extension TreeSettings {
  /// Checks what a user wrote: XGBoost's keys and aliases in any case, values as text.
  ///
  /// They are in the user's order, and a key may be given once, whatever its alias. What is done
  /// otherwise than asked for is told in `remarks`.
  ///
  /// - Throws: `unknownHyperparameter`, or `invalidHyperparameter` with the range that is allowed.
  package init(
    hyperparameters: [(key: String, value: String)]
  ) throws(LearningError) {
    let values = try HyperparameterValues(hyperparameters)
    let method = try values.choice(
      "tree_method",
      ["auto", "hist", "exact", "approx", "gpu_hist"],
      "auto"
    )
    let binCount = try values.count("max_bin", atLeast: 2, 256)
    let policy = try values.choice("grow_policy", GrowPolicy.depthwise)
    let metric = try values.evaluationMetric()
    self.init(
      roundCount: try values.count("num_round", atLeast: 1, 100),
      learningRate: try values.number("eta", "a number from 0 to 1", 0.3) { $0 >= 0 && $0 <= 1 },
      maxDepth: try values.count("max_depth", atLeast: 0, 6),
      maxLeafCount: try values.count("max_leaves", atLeast: 0, 0),
      growPolicy: policy,
      minChildHessian: try values.atLeastZero("min_child_weight", 1),
      minSplitGain: try values.atLeastZero("gamma", 0),
      l1Penalty: try values.atLeastZero("alpha", 0),
      l2Penalty: try values.atLeastZero("lambda", 1),
      maxDeltaStep: try values.optionalNumber("max_delta_step", "a number of 0 or more") {
        $0 >= 0
      },
      rowShare: try values.share("subsample"),
      samplingMethod: try values.choice("sampling_method", .uniform),
      parallelTreeCount: try values.count("num_parallel_tree", atLeast: 1, 1),
      featureShareByTree: try values.share("colsample_bytree"),
      featureShareByLevel: try values.share("colsample_bylevel"),
      featureShareByNode: try values.share("colsample_bynode"),
      maxBinCount: min(binCount, 256),
      drawsThresholds: try values.drawsThresholds(policy),
      earlyStoppingRoundCount: try values.optionalInteger(
        "early_stopping_rounds",
        1...HyperparameterValues.countLimit
      ),
      positiveWeight: try values.number("scale_pos_weight", "a number above 0", 1) { $0 > 0 },
      basePrediction: try values.optionalNumber("base_score", "a number") { _ in true },
      classCount: try values.optionalInteger("num_class", 2...100_000),
      tweedieVariancePower: try values.number(
        "tweedie_variance_power",
        "a number above 1 and below 2",
        1.5
      ) { $0 > 1 && $0 < 2 },
      huberSlope: try values.number("huber_slope", "a number above 0", 1) { $0 > 0 },
      quantileLevel: try values.number(
        "quantile_alpha",
        "a number above 0 and below 1",
        0.5
      ) { $0 > 0 && $0 < 1 },
      rankingPairCount: try values.count("lambdarank_num_pair_per_sample", atLeast: 1, 32),
      hasExponentialGain: try values.flag("ndcg_exp_gain", true),
      monotoneConstraints: try values.monotoneConstraints(policy),
      interactionConstraints: try values.interactionConstraints(),
      seed: try values.optionalInteger("seed", Int.min...Int.max).map {
        UInt64(bitPattern: Int64($0))
      }
    )
    try values.checkRest()
    shown = hyperparameters.map { ShownSetting($0.key, $0.value) }
    remarks = Self.remarks(method: method, binCount: binCount, policy: policy, maxDepth: maxDepth)
    if let metric {
      remarks.append(
        "eval_metric \(metric) is not computed: early stopping watches the objective's loss"
      )
    }
  }

  private static func remarks(
    method: String,
    binCount: Int,
    policy: GrowPolicy,
    maxDepth: Int
  ) -> [String] {
    var remarks: [String] = []
    if ["exact", "approx", "gpu_hist"].contains(method) {
      remarks.append("tree_method \(method) is done as hist: splits are sought between bins")
    }
    if binCount > 256 {
      remarks.append("max_bin \(binCount) is done as 256: a bin is kept in a byte")
    }
    if policy == .symmetric, maxDepth > symmetricDepthLimit {
      remarks.append("max_depth \(maxDepth) is done as \(symmetricDepthLimit) by symmetric trees")
    }
    return remarks
  }
}

/// A user's keys and values on their way to settings.
private struct HyperparameterValues {
  private var values: [String: String] = [:]

  /// Refuses unknown keys and keys given twice.
  init(_ hyperparameters: [(key: String, value: String)]) throws(LearningError) {
    for (key, value) in hyperparameters {
      let lowercased = key.lowercased()
      let name = Self.aliases[lowercased] ?? lowercased
      if let requirement = Self.refusals[name] {
        throw .invalidHyperparameter(key: key, value: value, requirement: requirement)
      }
      guard Self.names.contains(name) || Self.fixedValues[name] != nil else {
        throw .unknownHyperparameter(
          key: key,
          suggestion: nearest(to: key, among: Self.suggestions)
        )
      }
      guard values.updateValue(value, forKey: name) == nil else {
        throw .invalidHyperparameter(key: key, value: value, requirement: "given once")
      }
    }
  }

  func optionalNumber(
    _ key: String,
    _ requirement: String,
    _ isAllowed: (Double) -> Bool
  ) throws(LearningError) -> Double? {
    guard let text = values[key] else { return nil }
    guard let value = Double(text), value.isFinite, isAllowed(value) else {
      throw .invalidHyperparameter(key: key, value: text, requirement: requirement)
    }
    return value
  }

  func number(
    _ key: String,
    _ requirement: String,
    _ standard: Double,
    _ isAllowed: (Double) -> Bool
  ) throws(LearningError) -> Double {
    try optionalNumber(key, requirement, isAllowed) ?? standard
  }

  func atLeastZero(_ key: String, _ standard: Double) throws(LearningError) -> Double {
    try number(key, "a number of 0 or more", standard) { $0 >= 0 }
  }

  func share(_ key: String) throws(LearningError) -> Double {
    try number(key, "a number above 0, up to 1", 1) { $0 > 0 && $0 <= 1 }
  }

  func optionalInteger(_ key: String, _ range: ClosedRange<Int>) throws(LearningError) -> Int? {
    guard let text = values[key] else { return nil }
    guard let value = Int(text), range.contains(value) else {
      let requirement = "an integer from \(range.lowerBound) to \(range.upperBound)"
      throw .invalidHyperparameter(key: key, value: text, requirement: requirement)
    }
    return value
  }

  func count(
    _ key: String,
    atLeast least: Int,
    _ standard: Int
  ) throws(LearningError) -> Int {
    try optionalInteger(key, least...Self.countLimit) ?? standard
  }

  func choice(
    _ key: String,
    _ choices: [String],
    _ standard: String
  ) throws(LearningError) -> String {
    guard let text = values[key] else { return standard }
    guard choices.contains(text.lowercased()) else {
      throw .invalidHyperparameter(
        key: key,
        value: text,
        requirement: "one of \(choices.joined(separator: ", "))"
      )
    }
    return text.lowercased()
  }

  func flag(_ key: String, _ standard: Bool) throws(LearningError) -> Bool {
    let text = try choice(key, ["0", "1", "false", "true"], standard ? "1" : "0")
    return text == "1" || text == "true"
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String,
    _ standard: Choice
  ) throws(LearningError) -> Choice {
    let name = try choice(key, Choice.allCases.map(\.rawValue), standard.rawValue)
    return Choice(rawValue: name) ?? standard
  }

  /// `eval_metric`, one of XGBoost's names, with what may follow an at sign.
  func evaluationMetric() throws(LearningError) -> String? {
    guard let text = values["eval_metric"] else { return nil }
    let name = text.lowercased().prefix { $0 != "@" }
    guard Self.metrics.contains(String(name)) else {
      throw .invalidHyperparameter(
        key: "eval_metric",
        value: text,
        requirement: "one of \(Self.metrics.joined(separator: ", "))"
      )
    }
    return text
  }

  func drawsThresholds(_ policy: TreeSettings.GrowPolicy) throws(LearningError) -> Bool {
    let isAsked = try flag("extra_trees", false)
    guard isAsked, policy == .symmetric else { return isAsked }
    throw .invalidHyperparameter(
      key: "extra_trees",
      value: values["extra_trees"] ?? "",
      requirement: "left out with symmetric trees"
    )
  }

  func monotoneConstraints(
    _ policy: TreeSettings.GrowPolicy
  ) throws(LearningError) -> [MonotoneConstraint] {
    if policy == .symmetric {
      return try parsed("monotone_constraints", "left out with symmetric trees") { _ in nil }
    }
    return try parsed(
      "monotone_constraints",
      "(1,-1,0) or {\"feature\": 1}, of 1, 0 and -1",
      TreeSettings.monotoneConstraints
    )
  }

  func interactionConstraints() throws(LearningError) -> [[FeatureReference]] {
    try parsed(
      "interaction_constraints",
      "[[0,1],[2,3]] or [[\"feature\",\"other\"]]",
      TreeSettings.interactionConstraints
    )
  }

  /// A list that `parse` reads; none where the key is not given.
  private func parsed<Element>(
    _ key: String,
    _ requirement: String,
    _ parse: (String) -> [Element]?
  ) throws(LearningError) -> [Element] {
    guard let text = values[key] else { return [] }
    guard let list = parse(text) else {
      throw .invalidHyperparameter(key: key, value: text, requirement: requirement)
    }
    return list
  }

  /// Keys that have one meaning here may be given with that value.
  func checkRest() throws(LearningError) {
    for key in Self.fixedValues.keys.sorted() {
      guard let text = values[key], let allowed = Self.fixedValues[key] else { continue }
      guard allowed.isEmpty || allowed.contains(text.lowercased()) else {
        throw .invalidHyperparameter(
          key: key,
          value: text,
          requirement: "\(allowed.joined(separator: " or ")) (no other is built)"
        )
      }
    }
  }

  private static let names: Set<String> = [
    "num_round", "eta", "max_depth", "max_leaves", "grow_policy", "min_child_weight", "gamma",
    "alpha", "lambda", "max_delta_step", "subsample", "colsample_bytree", "colsample_bylevel",
    "colsample_bynode", "max_bin", "early_stopping_rounds", "scale_pos_weight", "base_score",
    "num_class", "tweedie_variance_power", "huber_slope", "quantile_alpha", "seed", "tree_method",
    "monotone_constraints", "interaction_constraints", "lambdarank_num_pair_per_sample",
    "ndcg_exp_gain", "sampling_method", "num_parallel_tree", "eval_metric", "extra_trees",
  ]

  /// XGBoost's largest count.
  static let countLimit = Int(Int32.max)

  private static let metrics = [
    "rmse", "rmsle", "mae", "mape", "mphe", "quantile", "logloss", "error", "merror", "mlogloss",
    "auc", "aucpr", "pre", "ndcg", "map", "poisson-nloglik", "gamma-nloglik", "gamma-deviance",
    "tweedie-nloglik",
  ]

  private static let suggestions = (Array(names) + Array(aliases.keys)).sorted()

  private static let aliases = [
    "learning_rate": "eta", "min_split_loss": "gamma", "reg_lambda": "lambda",
    "reg_alpha": "alpha", "n_estimators": "num_round", "num_boost_round": "num_round",
    "random_state": "seed", "n_jobs": "nthread",
    // The documentation's misspelling.
    "colsample_byleve": "colsample_bylevel",
  ]

  /// Keys that change nothing here, with the values they may have; none means any.
  private static let fixedValues: [String: [String]] = [
    "booster": ["gbtree"], "nthread": [], "verbosity": [], "silent": [],
    "deterministic_histogram": ["0", "1", "false", "true"], "process_type": ["default"],
    "updater": ["grow_quantile_histmaker"], "refresh_leaf": ["0", "1"], "dsplit": ["row"],
    "csv_weights": ["0"], "lambdarank_pair_method": ["topk"],
    "lambdarank_normalization": ["1", "true"], "lambdarank_score_normalization": ["1", "true"],
    "lambdarank_unbiased": ["0", "false"], "predictor": [], "sketch_eps": [],
  ]

  /// Keys of XGBoost that are refused, and what to do instead.
  private static let refusals: [String: String] = [
    "objective": "left out: it is given as OBJECTIVE",
    "rate_drop": "left out: booster dart is not built",
    "one_drop": "left out: booster dart is not built",
    "skip_drop": "left out: booster dart is not built",
    "sample_type": "left out: booster dart is not built",
    "normalize_type": "left out: booster dart is not built",
  ]
}
