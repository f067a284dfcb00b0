/// What was learnt: the closed set of model kinds.
package enum Learner: Sendable, Equatable {
  case baseline(BaselineModel)
  case linear(LinearModel)
  case trees(TreeEnsemble)
}

extension Learner {
  /// The trees; nil for other kinds.
  package var ensemble: TreeEnsemble? {
    switch self {
    case .trees(let ensemble): ensemble
    case .baseline, .linear: nil
    }
  }

  /// The linear model; nil for other kinds.
  package var linearModel: LinearModel? {
    switch self {
    case .linear(let linear): linear
    case .baseline, .trees: nil
    }
  }
}

/// A trained model, complete: from the columns of a query to predictions.
package struct Model: Sendable, Equatable {
  /// From the function's arguments to features.
  package let encoding: FeatureEncoding
  /// What is predicted.
  package let target: TargetColumn
  /// From features to scores.
  package let learner: Learner
  /// From scores to predictions.
  package let link: LinkFunction
  /// JSON about the training, carried along unread: metric, leaderboard, settings.
  package let summary: String

  /// A model of these parts.
  package init(
    encoding: FeatureEncoding,
    target: TargetColumn,
    learner: Learner,
    link: LinkFunction,
    summary: String
  ) {
    self.encoding = encoding
    self.target = target
    self.learner = learner
    self.link = link
    self.summary = summary
  }

  /// The classes' labels; empty for regression.
  package var labels: [String] {
    if case .classes(let labels) = target.values { labels } else { [] }
  }
}
