package import LinearAlgebra

/// A learner made ready to predict.
package struct CompiledLearner: Sendable {
  private enum Scorer: Sendable {
    case baseline(BaselineModel)
    case linear(CompiledLinear)
    case trees(CompiledTrees)
    case neural(CompiledNetwork)
  }

  private let scorer: Scorer
  private let link: LinkFunction

  /// Compiles `learner`.
  ///
  /// - Complexity: O(size of the learner).
  package init(_ learner: Learner) {
    link = learner.link
    scorer =
      switch learner.scorer {
      case .baseline(let baseline): .baseline(baseline)
      case .linear(let linear): .linear(CompiledLinear(linear))
      case .trees(let ensemble): .trees(CompiledTrees(ensemble))
      case .clusters(let clusters): .linear(CompiledLinear(clusters.nearness))
      case .neural(let network): .neural(CompiledNetwork(network))
      }
  }

  /// Predictions of each row, rows x outputs: values, the probability of class 1, or of each class.
  ///
  /// - Complexity: O(rows x size of the learner).
  package func predictions(of features: FeatureTable) -> Matrix {
    var scores =
      switch scorer {
      case .baseline(let baseline): baseline.scores(rowCount: features.rowCount)
      case .linear(let linear): linear.scores(of: features)
      case .trees(let trees): trees.scores(of: features)
      case .neural(let network): network.scores(of: features)
      }
    link.apply(to: &scores)
    return scores
  }
}
