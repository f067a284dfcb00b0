import Testing

@testable import Learning

@Suite struct TreeSettingsTests {
  @Test func `defaults are XGBoost's`() throws {
    let settings = try TreeSettings(hyperparameters: [])
    #expect(settings == TreeSettings())
    #expect(settings.learningRate == 0.3)
    #expect(settings.maxDepth == 6)
    #expect(settings.l2Penalty == 1)
  }

  @Test func `keys and aliases are read in any case`() throws {
    let settings = try TreeSettings(hyperparameters: [
      ("NUM_ROUND", "50"), ("learning_rate", "0.1"), ("Reg_Lambda", "2.5"), ("reg_alpha", "1e-2"),
      ("min_split_loss", "3"), ("max_leaves", "31"), ("grow_policy", "LossGuide"),
      ("colsample_byleve", "0.5"), ("seed", "7"), ("tree_method", "hist"), ("nthread", "8"),
      ("verbosity", "1"), ("booster", "gbtree"), ("sampling_method", "GRADIENT_BASED"),
      ("num_parallel_tree", "4"), ("refresh_leaf", "1"), ("deterministic_histogram", "0"),
    ])
    #expect(settings.samplingMethod == .gradientBased)
    #expect(settings.parallelTreeCount == 4)
    #expect(settings.roundCount == 50)
    #expect(settings.learningRate == 0.1)
    #expect(settings.l2Penalty == 2.5)
    #expect(settings.l1Penalty == 0.01)
    #expect(settings.minSplitGain == 3)
    #expect(settings.maxLeafCount == 31)
    #expect(settings.growPolicy == .lossguide)
    #expect(settings.featureShareByLevel == 0.5)
    #expect(settings.seed == 7)
  }

  @Test(arguments: [
    ("num_round", "0"), ("num_round", "1.5"), ("eta", "1.1"), ("eta", "-0.1"), ("eta", "nan"),
    ("eta", ""), ("max_depth", "-1"), ("subsample", "0"), ("subsample", "1.01"),
    ("colsample_bytree", "0"), ("gamma", "-1"), ("lambda", "inf"), ("alpha", "x"),
    ("max_bin", "1"), ("num_class", "1"), ("tweedie_variance_power", "2"),
    ("tweedie_variance_power", "1"), ("scale_pos_weight", "0"), ("huber_slope", "0"),
    ("tree_method", "gpu"), ("grow_policy", "depth"), ("booster", "dart"),
    ("num_parallel_tree", "0"), ("sampling_method", "goss"), ("eval_metric", "loss"),
    ("updater", "grow_colmaker"), ("ndcg_exp_gain", "2"), ("lambdarank_num_pair_per_sample", "0"),
    ("lambdarank_pair_method", "mean"), ("max_depth", "2147483648"), ("objective", "reg:gamma"),
    ("monotone_constraints", "(1,2)"), ("monotone_constraints", "up"),
    ("monotone_constraints", "{\"a\": 3}"), ("interaction_constraints", "[0, 1]"),
    ("interaction_constraints", "[[0, -1]]"), ("rate_drop", "0.1"), ("early_stopping_rounds", "0"),
    ("quantile_alpha", "1"), ("base_score", "a"),
  ])
  func `values out of range are refused with what is allowed`(key: String, value: String) {
    let error = #expect(throws: LearningError.self) {
      try TreeSettings(hyperparameters: [(key, value)])
    }
    guard case .invalidHyperparameter(let named, let given, let requirement) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(named == key)
    #expect(given == value)
    #expect(!requirement.isEmpty)
  }

  /// Every hyperparameter of a value of its own, but for constraints.
  private static let samples = [
    ("num_round", "50"), ("eta", "0.05"), ("eta", "0"), ("max_depth", "0"), ("max_leaves", "31"),
    ("grow_policy", "symmetric"), ("min_child_weight", "2.5"), ("gamma", "3"), ("alpha", "1e-05"),
    ("lambda", "5"), ("max_delta_step", "0"), ("subsample", "0.8"),
    ("sampling_method", "gradient_based"), ("num_parallel_tree", "4"), ("colsample_bytree", "0.6"),
    ("colsample_bylevel", "0.7"), ("colsample_bynode", "0.9"), ("max_bin", "64"),
    ("early_stopping_rounds", "7"), ("scale_pos_weight", "3"), ("base_score", "-0.25"),
    ("num_class", "5"), ("tweedie_variance_power", "1.2"), ("huber_slope", "2"),
    ("quantile_alpha", "0.9"), ("lambdarank_num_pair_per_sample", "8"), ("ndcg_exp_gain", "0"),
    ("seed", "7"), ("seed", "-1"),
  ]

  @Test(arguments: samples)
  func `a hyperparameter is printed as it was read`(name: String, text: String) throws {
    let settings = try TreeSettings(hyperparameters: [(name, text)])
    #expect(settings.shown == [ShownSetting(name, text)])
    // Printed of the value itself, as a search's are.
    let printed = settings.shownAsCandidate()
    #expect(
      printed.shown.map { "\($0.name) \($0.text)" }.sorted()
        == [
          name == "eta" ? nil : "eta 0.3", name == "max_depth" ? nil : "max_depth 6",
          "\(name) \(text)",
        ].compactMap(\.self).sorted()
    )
    let read = try TreeSettings(hyperparameters: printed.shown.map { ($0.name, $0.text) })
    #expect(read == printed)
  }

  @Test func `what a user wrote is printed as it was written`() throws {
    let written = [
      ("learning_rate", "1e-1"), ("grow_policy", "LossGuide"), ("n_estimators", "20"),
      ("monotone_constraints", "(1, -1)"), ("tree_method", "exact"), ("nthread", "8"),
    ]
    let settings = try TreeSettings(hyperparameters: written)
    #expect(settings.shown == written.map { ShownSetting($0.0, $0.1) })
    let kept = settings.with(rounds: 12)
    #expect(kept.roundCount == 12)
    #expect(kept.shown == settings.shown + [ShownSetting("num_round", "12")])
    #expect(kept.with(rounds: 9).shown == settings.shown + [ShownSetting("num_round", "9")])
  }

  @Test func `a training completes what the user did not say`() throws {
    let settings = TreeSettings().completed(for: .binary, seed: 9, isValidated: false)
    #expect(settings.seed == 9)
    #expect(settings.earlyStoppingRoundCount == nil && settings.classCount == nil)
    let search = TreeSettings().completed(
      for: .multiclass(classCount: 4),
      seed: 9,
      isValidated: true
    )
    #expect(search.earlyStoppingRoundCount == SearchSpace.patience && search.classCount == 4)
  }

  @Test(arguments: ["seed", "random_state"])
  func `a training keeps what the user said, but for the classes`(seedName: String) throws {
    let settings = try TreeSettings(hyperparameters: [
      (seedName, "0"), ("early_stopping_rounds", "5"), ("num_class", "8"),
    ])
    let validated = settings.completed(for: .binary, seed: 9, isValidated: true)
    #expect(validated.seed == 0)
    #expect(validated.earlyStoppingRoundCount == 5)
    #expect(validated.classCount == nil)
    #expect(validated.shown == settings.shown)
    let unvalidated = settings.completed(
      for: .multiclass(classCount: 3),
      seed: 9,
      isValidated: false
    )
    #expect(unvalidated.earlyStoppingRoundCount == 5)
    #expect(unvalidated.classCount == 3)
  }

  @Test func `what is done otherwise than asked for is told`() throws {
    func remarks(_ hyperparameters: (key: String, value: String)...) throws -> [String] {
      try TreeSettings(hyperparameters: hyperparameters).remarks
    }
    #expect(try remarks(("tree_method", "hist"), ("max_bin", "256"), ("max_depth", "40")).isEmpty)
    #expect(
      try remarks(("tree_method", "exact"), ("max_bin", "512")) == [
        "tree_method exact is done as hist: splits are sought between bins",
        "max_bin 512 is done as 256: a bin is kept in a byte",
      ]
    )
    #expect(
      try remarks(("eval_metric", "error@0.7")) == [
        "eval_metric error@0.7 is not computed: early stopping watches the objective's loss"
      ]
    )
    #expect(
      try remarks(("grow_policy", "symmetric"), ("max_depth", "12")) == [
        "max_depth 12 is done as 10 by symmetric trees"
      ]
    )
  }

  @Test func `constraints are read by position and by name`() throws {
    let settings = try TreeSettings(hyperparameters: [
      ("monotone_constraints", "(1, -1,0)"), ("interaction_constraints", "[[0, 2], [1]]"),
    ])
    #expect(
      settings.monotoneConstraints
        == [1, -1, 0].enumerated().map {
          MonotoneConstraint(feature: .position($0.offset), direction: $0.element)
        }
    )
    #expect(settings.interactionConstraints == [[.position(0), .position(2)], [.position(1)]])
    let named = try TreeSettings(hyperparameters: [
      ("monotone_constraints", "{\"b\": -1, \"a\": 1}"), ("interaction_constraints", "[[\"a\"]]"),
    ])
    #expect(
      named.monotoneConstraints == [
        MonotoneConstraint(feature: .name("a"), direction: 1),
        MonotoneConstraint(feature: .name("b"), direction: -1),
      ]
    )
    #expect(named.interactionConstraints == [[.name("a")]])
    #expect(throws: LearningError.self) {
      try TreeSettings(hyperparameters: [
        ("grow_policy", "symmetric"), ("monotone_constraints", "(1)"),
      ])
    }
  }

  @Test func `unknown keys are refused with the nearest known one`() {
    #expect(
      throws: LearningError.unknownHyperparameter(key: "max_dept", suggestion: "max_depth")
    ) { try TreeSettings(hyperparameters: [("max_dept", "3")]) }
    #expect(throws: LearningError.unknownHyperparameter(key: "zzzzzzzz", suggestion: nil)) {
      try TreeSettings(hyperparameters: [("zzzzzzzz", "3")])
    }
  }

  @Test func `a key may be given once, whatever its alias`() {
    #expect(
      throws: LearningError.invalidHyperparameter(
        key: "learning_rate",
        value: "0.2",
        requirement: "given once"
      )
    ) { try TreeSettings(hyperparameters: [("eta", "0.1"), ("learning_rate", "0.2")]) }
  }
}
