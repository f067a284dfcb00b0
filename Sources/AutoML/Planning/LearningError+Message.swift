import Learning

extension LearningError {
  /// The class of the error.
  var sqlState: String {
    switch self {
    case .noRows, .noFeatures, .singleClassTarget, .targetOutOfRange: SQLState.dataException
    case .unknownHyperparameter, .invalidHyperparameter, .unknownObjective:
      SQLState.invalidParameterValue
    case .libraryMissing: SQLState.ioError
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
    case .unknownHyperparameter(let key, _): "hyperparameter \"\(key)\" is not known"
    case .invalidHyperparameter(let key, let value, let requirement):
      "hyperparameter \(key) must be \(requirement), not '\(value)'"
    case .unknownObjective(let name, _): "objective '\(name)' is not known"
    case .libraryMissing(let name, let reason): "\(name) cannot be opened: \(reason)"
    case .interrupted: "interrupted before there was a model to keep"
    }
  }

  /// What to do about it.
  var hint: String? {
    switch self {
    case .unknownHyperparameter(_, let suggestion?), .unknownObjective(_, let suggestion?):
      "Did you mean \"\(suggestion)\"?"
    case .libraryMissing:
      "Install it (Debian: apt-get install libopenblas0; macOS: brew install openblas), or train boosted "
        + "trees, which do without: MODEL_TYPE XGBOOST."
    default: nil
    }
  }
}
