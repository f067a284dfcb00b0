extension TreeSettings {
  /// The settings printed as a search prints them: what tells its candidates apart, and what differs
  /// from the defaults.
  ///
  /// Constraints are users' alone, and printed as they wrote them.
  func shownAsCandidate() -> TreeSettings {
    var settings = self
    let defaults = Set(TreeSettings().texts)
    settings.shown = texts.filter {
      ["eta", "max_depth"].contains($0.name) || !defaults.contains($0)
    }
    return settings
  }

  /// Every hyperparameter that has a value, but for constraints.
  private var texts: [ShownSetting] {
    let texts: [ShownSetting?] = [
      ShownSetting("num_round", count: roundCount), ShownSetting("eta", number: learningRate),
      ShownSetting("max_depth", count: maxDepth), ShownSetting("max_leaves", count: maxLeafCount),
      ShownSetting("grow_policy", growPolicy.rawValue),
      ShownSetting("min_child_weight", number: minChildHessian),
      ShownSetting("gamma", number: minSplitGain),
      ShownSetting("max_delta_step", number: maxDeltaStep),
      ShownSetting("subsample", number: rowShare),
      ShownSetting("sampling_method", samplingMethod.rawValue),
      ShownSetting("num_parallel_tree", count: parallelTreeCount),
      ShownSetting("colsample_bytree", number: featureShareByTree),
      ShownSetting("colsample_bylevel", number: featureShareByLevel),
      ShownSetting("colsample_bynode", number: featureShareByNode),
      ShownSetting("alpha", number: l1Penalty), ShownSetting("lambda", number: l2Penalty),
      ShownSetting("max_bin", count: maxBinCount),
      drawsThresholds ? ShownSetting("extra_trees", "true") : nil,
      ShownSetting("early_stopping_rounds", count: earlyStoppingRoundCount),
      ShownSetting("scale_pos_weight", number: positiveWeight),
      ShownSetting("base_score", number: basePrediction),
      ShownSetting("num_class", count: classCount),
      ShownSetting("tweedie_variance_power", number: tweedieVariancePower),
      ShownSetting("huber_slope", number: huberSlope),
      ShownSetting("quantile_alpha", number: quantileLevel),
      ShownSetting("lambdarank_num_pair_per_sample", count: rankingPairCount),
      ShownSetting("ndcg_exp_gain", count: hasExponentialGain ? 1 : 0),
      givenSeed.map { ShownSetting("seed", "\(Int64(bitPattern: $0))") },
    ]
    return texts.compactMap(\.self)
  }
}
