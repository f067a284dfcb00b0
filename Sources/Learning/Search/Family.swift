package import Models

/// The families of models, by the names of reports: what MODEL_TYPE names, a candidate is of, and a
/// learner comes from.
package enum Family: String, Sendable, CaseIterable {
  /// The mean or the classes' shares.
  case baseline
  /// Logistic or linear regression.
  case linear = "linear_learner"
  /// Gradient-boosted trees.
  case trees = "xgboost"
  /// Trees of drawn rows, averaged.
  case forest = "random_forest"
  /// A multilayer perceptron.
  case neural = "mlp"
  /// Groups around their means.
  case clusters = "kmeans"

  /// The families that a search tries of itself.
  ///
  /// Networks take far longer than these, and are tried where they are asked for, or where a search is
  /// given its time; forests seldom win over boosted trees, and are tried where they are asked for.
  package static var predicting: [Family] {
    [.baseline, .linear, .trees]
  }

  /// Whether groups of rows are found, and no target is predicted.
  package var findsClusters: Bool {
    switch self {
    case .clusters: true
    case .baseline, .linear, .trees, .forest, .neural: false
    }
  }

  /// Whether training needs the library of linear algebra.
  package var usesLinearAlgebra: Bool {
    switch self {
    case .linear, .clusters, .neural: true
    case .baseline, .trees, .forest: false
    }
  }

  /// Whether trees are trained, on bins of the features and nothing else of them.
  package var growsTrees: Bool {
    switch self {
    case .trees, .forest: true
    case .baseline, .linear, .clusters, .neural: false
    }
  }

  /// The word for the steps of its training.
  package var steps: String {
    switch self {
    case .neural: "epochs"
    case .forest: "trees"
    case .baseline, .linear, .trees, .clusters: "rounds"
    }
  }

  /// Whether a search leaves candidates out that turn out to have nothing new to try, or to take too long.
  package var skipsCandidates: Bool {
    switch self {
    case .linear, .neural: true
    case .baseline, .trees, .forest, .clusters: false
    }
  }
}

extension Learner {
  /// The family that learns such models.
  package var family: Family {
    switch scorer {
    case .baseline: .baseline
    case .linear: .linear
    case .trees: link == .shares ? .forest : .trees
    case .clusters: .clusters
    case .neural: .neural
    }
  }
}
