import Learning

extension LearningError {
  /// The class of the error.
  var sqlState: String {
    switch self {
    case .noRows, .noFeatures, .singleClassTarget, .targetOutOfRange, .weightOutOfRange, .noWeight:
      SQLState.dataException
    case .unknownHyperparameter, .invalidHyperparameter, .unknownObjective, .missingGroups,
      .unusedGroups:
      SQLState.invalidParameterValue
    case .interrupted: SQLState.queryCanceled
    }
  }

  /// One sentence that names the thing.
  var message: String {
    switch self {
    case .noRows: "there are no rows to train on"
    case .noFeatures: "there is no column to learn from"
    case .singleClassTarget: "the target has one class only: there is nothing to tell apart"
    case .targetOutOfRange(let objective, let value, let requirement):
      "objective '\(objective)' needs \(requirement), and the target has \(value)"
    case .weightOutOfRange(let column, let value):
      "column \"\(column)\" has \(value.isNaN ? "NULL" : "\(value)") for a weight: weights are numbers from 0 to 1e15"
    case .noWeight(let column):
      "column \"\(column)\" has no weight above 0: there is no row to train on"
    case .missingGroups(let objective):
      "objective '\(objective)' ranks rows within groups, and there is no group column"
    case .unusedGroups(let objective):
      "objective '\(objective)' ranks nothing: a group column is for rank:pairwise and rank:ndcg"
    case .unknownHyperparameter(let key, _): "hyperparameter \"\(key)\" is not known"
    case .invalidHyperparameter(let key, let value, let requirement):
      "hyperparameter \(key) must be \(requirement), not '\(value)'"
    case .unknownObjective(let name, _): "objective '\(name)' is not known"
    case .interrupted: "interrupted before there was a model to keep"
    }
  }

  /// What to do about it.
  var hint: String? {
    switch self {
    case .unknownHyperparameter(_, let suggestion?), .unknownObjective(_, let suggestion?):
      "Did you mean \"\(suggestion)\"?"
    default: nil
    }
  }
}
