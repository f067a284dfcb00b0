package import LinearAlgebra

/// The learnt part of a model: scores of a row's features, and the link from scores to predictions.
package struct Learner: Sendable, Equatable {
  /// The closed set of ways from features to scores.
  package enum Scorer: Sendable, Equatable {
    case baseline(BaselineModel)
    case linear(LinearModel)
    case trees(TreeEnsemble)
    /// The scores are the nearness of each cluster.
    case clusters(ClusterModel)
    case neural(NeuralModel)
  }

  /// From features to scores.
  package let scorer: Scorer
  /// From scores to predictions.
  package let link: LinkFunction

  /// A learner of these parts.
  package init(_ scorer: Scorer, link: LinkFunction) {
    self.scorer = scorer
    self.link = link
  }

  /// The trees; nil for other kinds.
  package var ensemble: TreeEnsemble? {
    switch scorer {
    case .trees(let ensemble): ensemble
    case .baseline, .linear, .clusters, .neural: nil
    }
  }

  /// The linear model; nil for other kinds.
  package var linearModel: LinearModel? {
    switch scorer {
    case .linear(let linear): linear
    case .baseline, .trees, .clusters, .neural: nil
    }
  }

  /// The clusters; nil for other kinds.
  package var clusterModel: ClusterModel? {
    switch scorer {
    case .clusters(let clusters): clusters
    case .baseline, .linear, .trees, .neural: nil
    }
  }

  /// The network; nil for other kinds.
  package var neuralModel: NeuralModel? {
    switch scorer {
    case .neural(let network): network
    case .baseline, .linear, .trees, .clusters: nil
    }
  }

  /// Numbers that a row's prediction has: 1, or one for each class or cluster.
  package var outputCount: Int {
    switch scorer {
    case .baseline(let baseline): baseline.scores.count
    case .linear(let linear): linear.outputCount
    case .trees(let ensemble): ensemble.outputCount
    case .clusters(let clusters): clusters.clusterCount
    case .neural(let network): network.outputCount
    }
  }

  /// Predictions of each row, rows x outputs, the slow and obvious way: the reference of `CompiledLearner`.
  package func predictions(of features: FeatureTable) -> Matrix {
    var scores =
      switch scorer {
      case .baseline(let baseline): baseline.scores(rowCount: features.rowCount)
      case .linear(let linear): linear.scores(of: features)
      case .trees(let ensemble): ensemble.scores(of: features)
      case .clusters(let clusters): clusters.nearness.scores(of: features)
      case .neural(let network): network.scores(of: features)
      }
    link.apply(to: &scores)
    return scores
  }
}
