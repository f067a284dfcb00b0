import Learning
import ModelSQL

extension ModelType {
  /// The family that a statement means by it; nil for those that are not built.
  var family: Family? {
    switch self {
    case .xgboost: .trees
    case .linearLearner: .linear
    case .kmeans: .clusters
    case .mlp: .neural
    case .randomForest: .forest
    case .forecast: nil
    }
  }
}

extension Family {
  /// Why OBJECTIVE cannot be a loss; nil where it can.
  func refusal(of loss: Objective.Kind) -> String? {
    switch self {
    case .baseline, .trees: nil
    case .linear:
      loss.isLinearDefault ? nil : "LINEAR_LEARNER takes other losses as the hyperparameter loss"
    case .forest: "RANDOM_FOREST has the squared error for numbers and the shares of classes"
    case .neural: "MLP has the squared error for numbers and the cross-entropy for classes"
    case .clusters: "K-means has one of its own"
    }
  }
}
