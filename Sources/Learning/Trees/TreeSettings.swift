/// The settings of boosted trees: XGBoost's hyperparameters, checked.
///
/// Words and defaults are XGBoost's meaning under this project's names; `init(hyperparameters:)` takes
/// XGBoost's own keys.
package struct TreeSettings: Sendable, Equatable {
  /// Which node is split next.
  package enum GrowPolicy: String, Sendable, CaseIterable {
    /// All nodes of a depth before any of the next.
    case depthwise
    /// The node with the largest gain.
    case lossguide
    /// All nodes of a depth by one and the same split (not XGBoost's; CatBoost's only shape): a stronger
    /// restraint, which often predicts better on few rows. The depth is 10 at most.
    case symmetric
  }

  /// The ways to draw the rows of a tree.
  package enum SamplingMethod: String, Sendable, CaseIterable {
    /// Each with the same probability.
    case uniform
    /// Rows with large gradients more often, and weighted for it: minimal variance sampling.
    case gradientBased = "gradient_based"
  }

  /// `num_round`, 1 or more: how many rounds there are.
  package internal(set) var roundCount: Int
  /// `eta`, in 0...1: how much of each leaf value is kept.
  package private(set) var learningRate: Double
  /// `max_depth`, 0 for no limit.
  package let maxDepth: Int
  /// `max_leaves`, 0 for no limit.
  package let maxLeafCount: Int
  /// `grow_policy`.
  package let growPolicy: GrowPolicy
  /// `min_child_weight`: the least sum of hessians of a child.
  package let minChildHessian: Double
  /// `gamma`: the least gain of a split.
  package let minSplitGain: Double
  /// `alpha`: the L1 penalty of leaf values.
  package let l1Penalty: Double
  /// `lambda`: the L2 penalty of leaf values.
  package let l2Penalty: Double
  /// `max_delta_step`: the largest absolute leaf value before the learning rate, 0 for no limit; nil
  /// for the objective's own.
  package private(set) var maxDeltaStep: Double?
  /// `subsample`, above 0 up to 1: the share of rows that each round draws.
  package let rowShare: Double
  /// `sampling_method`.
  package let samplingMethod: SamplingMethod
  /// `num_parallel_tree`, 1 or more: trees of each round and output, grown on the same gradients and
  /// averaged; with `subsample` or `colsample_*` below 1 a forest.
  package let parallelTreeCount: Int
  /// `colsample_bytree`, above 0 up to 1.
  package let featureShareByTree: Double
  /// `colsample_bylevel`, of those of the tree.
  package let featureShareByLevel: Double
  /// `colsample_bynode`, of those of the level.
  package let featureShareByNode: Double
  /// `max_bin`, 2...256: bins of a feature, the one for missing values among them.
  package let maxBinCount: Int
  /// `extra_trees`: whether each node looks at one drawn threshold of each feature (not XGBoost's; LightGBM's
  /// name for the trees of Geurts, Ernst and Wehenkel 2006); not with symmetric trees.
  package let drawsThresholds: Bool
  /// `early_stopping_rounds`: stop after so many rounds without a lower validation loss.
  package internal(set) var earlyStoppingRoundCount: Int?
  /// `scale_pos_weight`: how often each row of class 1 counts.
  package let positiveWeight: Double
  /// `base_score`: the prediction before the first tree; nil to fit it.
  package let basePrediction: Double?
  /// `num_class`, 2 or more.
  package internal(set) var classCount: Int?
  /// `tweedie_variance_power`, above 1 and below 2.
  package let tweedieVariancePower: Double
  /// `huber_slope`, above 0.
  package let huberSlope: Double
  /// `quantile_alpha`, above 0 and below 1.
  package let quantileLevel: Double
  /// `lambdarank_num_pair_per_sample`, 1 or more: of each ranked pair one is among so many first rows.
  package let rankingPairCount: Int
  /// `ndcg_exp_gain`: whether relevance `y` gains `2^y - 1`.
  package let hasExponentialGain: Bool
  /// `monotone_constraints`; not with symmetric trees, whose nodes share their splits.
  package let monotoneConstraints: [MonotoneConstraint]
  /// `interaction_constraints`: groups of features that a way to a leaf may ask for together.
  package let interactionConstraints: [[FeatureReference]]
  /// `seed` of row and feature sampling; nil for that of whoever trains.
  package internal(set) var givenSeed: UInt64?
  /// The objective; nil for the task's own.
  package internal(set) var objective: Objective.Kind?

  /// Remarks on what was asked for and is done otherwise: a sentence each, without a full stop;
  /// none of settings that the user did not write.
  package internal(set) var remarks: [String] = []
  /// The settings as they are printed: what the user wrote, as it was written, or what
  /// `shownAsCandidate` says.
  package internal(set) var shown: [ShownSetting] = []

  /// Settings of one's own making; users' come through `init(hyperparameters:)`.
  ///
  /// - Precondition: every value is in its range.
  package init(
    roundCount: Int = 100,
    learningRate: Double = 0.3,
    maxDepth: Int = 6,
    maxLeafCount: Int = 0,
    growPolicy: GrowPolicy = .depthwise,
    minChildHessian: Double = 1,
    minSplitGain: Double = 0,
    l1Penalty: Double = 0,
    l2Penalty: Double = 1,
    maxDeltaStep: Double? = nil,
    rowShare: Double = 1,
    samplingMethod: SamplingMethod = .uniform,
    parallelTreeCount: Int = 1,
    featureShareByTree: Double = 1,
    featureShareByLevel: Double = 1,
    featureShareByNode: Double = 1,
    maxBinCount: Int = 256,
    drawsThresholds: Bool = false,
    earlyStoppingRoundCount: Int? = nil,
    positiveWeight: Double = 1,
    basePrediction: Double? = nil,
    classCount: Int? = nil,
    tweedieVariancePower: Double = 1.5,
    huberSlope: Double = 1,
    quantileLevel: Double = 0.5,
    rankingPairCount: Int = 32,
    hasExponentialGain: Bool = true,
    monotoneConstraints: [MonotoneConstraint] = [],
    interactionConstraints: [[FeatureReference]] = [],
    seed: UInt64? = nil,
    objective: Objective.Kind? = nil
  ) {
    precondition(roundCount >= 1 && maxDepth >= 0 && maxLeafCount >= 0, "rounds or tree size")
    precondition((0...1).contains(learningRate), "learning rate \(learningRate)")
    precondition(
      [minChildHessian, minSplitGain, l1Penalty, l2Penalty, maxDeltaStep ?? 0, positiveWeight]
        .allSatisfy { $0 >= 0 && $0.isFinite },
      "penalties and limits are 0 or more"
    )
    precondition(
      [rowShare, featureShareByTree, featureShareByLevel, featureShareByNode]
        .allSatisfy { $0 > 0 && $0 <= 1 },
      "shares are above 0, up to 1"
    )
    precondition((2...256).contains(maxBinCount), "\(maxBinCount) bins")
    precondition((earlyStoppingRoundCount ?? 1) >= 1 && (classCount ?? 2) >= 2, "counts")
    precondition(rankingPairCount >= 1 && parallelTreeCount >= 1, "pairs or trees")
    precondition(tweedieVariancePower > 1 && tweedieVariancePower < 2 && huberSlope > 0, "loss")
    precondition(quantileLevel > 0 && quantileLevel < 1, "quantile \(quantileLevel)")
    precondition(
      growPolicy != .symmetric || (monotoneConstraints.isEmpty && !drawsThresholds),
      "monotone constraints or drawn thresholds on symmetric trees"
    )
    self.roundCount = roundCount
    self.learningRate = learningRate
    self.maxDepth = maxDepth
    self.maxLeafCount = maxLeafCount
    self.growPolicy = growPolicy
    self.minChildHessian = minChildHessian
    self.minSplitGain = minSplitGain
    self.l1Penalty = l1Penalty
    self.l2Penalty = l2Penalty
    self.maxDeltaStep = maxDeltaStep
    self.rowShare = rowShare
    self.samplingMethod = samplingMethod
    self.parallelTreeCount = parallelTreeCount
    self.featureShareByTree = featureShareByTree
    self.featureShareByLevel = featureShareByLevel
    self.featureShareByNode = featureShareByNode
    self.maxBinCount = maxBinCount
    self.drawsThresholds = drawsThresholds
    self.earlyStoppingRoundCount = earlyStoppingRoundCount
    self.positiveWeight = positiveWeight
    self.basePrediction = basePrediction
    self.classCount = classCount
    self.tweedieVariancePower = tweedieVariancePower
    self.huberSlope = huberSlope
    self.quantileLevel = quantileLevel
    self.rankingPairCount = rankingPairCount
    self.hasExponentialGain = hasExponentialGain
    self.monotoneConstraints = monotoneConstraints
    self.interactionConstraints = interactionConstraints
    givenSeed = seed
    self.objective = objective
  }

  /// The seed of row and feature sampling.
  var seed: UInt64 { givenSeed ?? 0 }

  /// The same with the objective's own limit of leaf values, where the user gave none, and the learning
  /// rate of one of the parallel trees.
  func resolved(for objective: Objective) -> TreeSettings {
    var settings = self
    settings.learningRate /= Double(parallelTreeCount)
    if maxDeltaStep == nil, case .poisson(let limit) = objective { settings.maxDeltaStep = limit }
    return settings
  }
}
