/// A family with its settings, checked: one thing that a search tries, or that a statement asks for.
package enum Candidate: Sendable, Equatable {
  /// The mean or the classes' shares, which nothing is to be told of.
  case baseline
  /// A linear model.
  case linear(LinearSettings)
  /// Boosted trees.
  case trees(TreeSettings)
  /// A random forest.
  case forest(ForestSettings)
  /// A multilayer perceptron.
  case neural(NeuralSettings)
  /// Groups of rows.
  case clusters(ClusterSettings)

  /// Checks what a user wrote of a family.
  ///
  /// - Parameters:
  ///   - family: what is to be trained.
  ///   - hyperparameters: in the user's order.
  ///   - objective: what boosted trees minimise; nil for the task's own.
  /// - Throws: `unknownHyperparameter`, `invalidHyperparameter`.
  package init(
    _ family: Family,
    hyperparameters: [(key: String, value: String)],
    objective: Objective.Kind?
  ) throws(LearningError) {
    switch family {
    case .baseline: self = .baseline
    case .linear: self = .linear(try LinearSettings(hyperparameters: hyperparameters))
    case .trees:
      self = .trees(try TreeSettings(hyperparameters: hyperparameters).with(objective: objective))
    case .forest: self = .forest(try ForestSettings(hyperparameters: hyperparameters))
    case .neural: self = .neural(try NeuralSettings(hyperparameters: hyperparameters))
    case .clusters: self = .clusters(try ClusterSettings(hyperparameters: hyperparameters))
    }
  }

  /// The family.
  package var family: Family {
    switch self {
    case .baseline: .baseline
    case .linear: .linear
    case .trees: .trees
    case .forest: .forest
    case .neural: .neural
    case .clusters: .clusters
    }
  }

  /// The hyperparameters that reports print, in this order.
  package var shown: [ShownSetting] {
    switch self {
    case .baseline: []
    case .linear(let settings): settings.shown
    case .trees(let settings): settings.shown
    case .forest(let settings): settings.shown
    case .neural(let settings): settings.shown
    case .clusters(let settings): settings.shown
    }
  }

  /// Sentences on settings that are not followed as they were given, each without a full stop.
  package var remarks: [String] {
    switch self {
    case .baseline, .linear, .forest, .clusters, .neural: []
    case .trees(let settings): settings.remarks
    }
  }

  /// Bins of a feature, the one for missing values among them; nil where features are not binned.
  package var binCount: Int? {
    switch self {
    case .baseline, .linear, .clusters, .neural: nil
    case .trees(let settings): settings.maxBinCount
    case .forest(let settings): settings.maxBinCount
    }
  }

  /// The most rounds that it trains, or trees that it averages; nil where there are none.
  package var roundCount: Int? {
    switch self {
    case .baseline, .linear, .clusters, .neural: nil
    case .trees(let settings): settings.roundCount
    case .forest(let settings): settings.treeCount
    }
  }

  /// The number of classes that its labels are to be of, where that was given.
  package var classCount: Int? {
    switch self {
    case .baseline, .linear, .forest, .clusters, .neural: nil
    case .trees(let settings): settings.classCount
    }
  }

  /// Whether rows are held out to tell when to stop.
  package var wantsHoldout: Bool {
    switch self {
    case .baseline, .linear, .forest, .clusters: false
    case .neural(let settings): settings.stopsEarly
    case .trees(let settings): settings.earlyStoppingRoundCount != nil
    }
  }

  /// The candidate with the rounds that were kept, and printed so; itself where there are none.
  package func with(rounds: Int?) -> Candidate {
    guard let rounds else { return self }
    return switch self {
    case .baseline, .linear, .forest, .clusters: self
    case .neural(let settings): .neural(settings.with(epochs: rounds))
    case .trees(let settings): .trees(settings.with(rounds: rounds))
    }
  }
}
