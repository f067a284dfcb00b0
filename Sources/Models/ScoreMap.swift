package import LinearAlgebra

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A change of a classifier's scores that keeps their order: of two classes `slope * score + shift` (Platt
/// 1999), of several one factor for all scores (temperature scaling; Guo and others 2017, section 4.2).
package struct ScoreMap: Sendable, Equatable {
  /// The factor, above 0.
  package let slope: Double
  /// The number added to the score of two classes; 0 for more, where it would change nothing.
  package let shift: Double

  /// A change of scores.
  ///
  /// - Precondition: `slope` is above 0.
  package init(slope: Double, shift: Double) {
    precondition(slope > 0, "a slope of \(slope)")
    self.slope = slope
    self.shift = shift
  }

  /// The scores that probabilities come from: of two classes the log-odds of class 1, of several the
  /// logarithms.
  ///
  /// A probability is taken as 2^-24 from 0 and 1 at least, as exact as those kept of held-out rows are.
  ///
  /// - Complexity: O(`predictions.values.count`).
  package static func scores(of predictions: Matrix) -> Matrix {
    let least = 0x1p-24
    var scores = predictions
    if predictions.columnCount == 1 {
      for i in scores.values.indices {
        let p = min(max(scores.values[i], least), 1 - least)
        scores.values[i] = log(p / (1 - p))
      }
    } else {
      for i in scores.values.indices { scores.values[i] = log(max(scores.values[i], least)) }
    }
    return scores
  }

  /// Probabilities as those of changed scores.
  ///
  /// - Complexity: O(`predictions.values.count`).
  package func predictions(_ predictions: Matrix) -> Matrix {
    var scores = Self.scores(of: predictions)
    for i in scores.values.indices { scores.values[i] = slope * scores.values[i] + shift }
    let link: LinkFunction = predictions.columnCount == 1 ? .logistic : .softmax
    link.apply(to: &scores)
    return scores
  }
}

extension Learner {
  /// The learner whose scores are changed so.
  ///
  /// - Precondition: the link is logistic or softmax.
  /// - Complexity: O(its size).
  package func mapped(by map: ScoreMap) -> Learner {
    precondition(link == .logistic || link == .softmax, "no probabilities")
    switch scorer {
    case .baseline(let baseline):
      return Learner(
        .baseline(BaselineModel(scores: baseline.scores.map { map.slope * $0 + map.shift })),
        link: link
      )
    case .linear(let linear): return Learner(.linear(linear.mapped(by: map)), link: link)
    case .trees(let trees): return Learner(.trees(trees.mapped(by: map)), link: link)
    case .neural(let network): return Learner(.neural(network.mapped(by: map)), link: link)
    case .clusters: preconditionFailure("clusters have no probabilities")
    }
  }
}

extension LinearModel {
  /// The model whose scores are changed so.
  fileprivate func mapped(by map: ScoreMap) -> LinearModel {
    var coefficients = coefficients
    for i in coefficients.values.indices { coefficients.values[i] *= map.slope }
    return LinearModel(
      expansion: expansion,
      encoding: encoding,
      coefficients: coefficients,
      intercepts: intercepts.map { map.slope * $0 + map.shift }
    )
  }
}

extension TreeEnsemble {
  /// The ensemble whose scores are changed so; what its nodes have learnt of gain and cover stays.
  fileprivate func mapped(by map: ScoreMap) -> TreeEnsemble {
    TreeEnsemble(
      trees: trees.map { $0.scaled(by: map.slope) },
      baseScores: baseScores.map { map.slope * $0 + map.shift },
      featureCount: featureCount,
      encodings: encodings
    )
  }
}

extension Tree {
  /// The tree with every leaf's value times `factor`; what its nodes have learnt of gain and cover stays.
  ///
  /// - Complexity: O(nodes).
  package func scaled(by factor: Double) -> Tree {
    Tree(
      nodes: nodes.map { $0.kind == .leaf ? TreeNode.leaf(factor * $0.value) : $0 },
      statistics: statistics,
      categoryWords: categoryWords
    )
  }
}
