import Learning

extension LearningError {
  /// The class of the error.
  var sqlState: String {
    switch self {
    case .noRows, .noFeatures, .singleClassTarget, .targetOutOfRange, .weightOutOfRange, .noWeight:
      SQLState.dataException
    case .unknownHyperparameter, .missingHyperparameter, .invalidHyperparameter, .missingGroups,
      .unusedGroups:
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
      "objective '\(objective)' needs \(requirement), and the target has \(shortest(value))"
    case .weightOutOfRange(let column, let value):
      "column \"\(column)\" has \(value.isNaN ? "NULL" : shortest(value)),"
        + " and a weight is a number from 0 to 1e15"
    case .noWeight(let column): "column \"\(column)\" has no weight above 0: no row counts"
    case .missingGroups(let objective):
      "objective '\(objective)' ranks the rows of a group, and no column says which those are"
    case .unusedGroups(let objective):
      "objective '\(objective)' ranks nothing: GROUP_COLUMN is for 'rank:pairwise' and 'rank:ndcg'"
    case .unknownHyperparameter(let key, _): "hyperparameter \"\(key)\" is not known"
    case .missingHyperparameter(let key, let meaning):
      "hyperparameter \(key) is missing: \(meaning)"
    case .invalidHyperparameter(let key, let value, let requirement):
      "hyperparameter \(key) must be \(requirement), not '\(value)'"
    case .libraryMissing(let name, let reason): "\(name) cannot be opened: \(reason)"
    case .interrupted: "interrupted before there was a model to keep"
    }
  }

  /// Advice on what to do; nil where there is none.
  var hint: String? {
    switch self {
    case .unknownHyperparameter(_, let suggestion?): "Did you mean \"\(suggestion)\"?"
    case .missingHyperparameter(let key, _):
      "Write HYPERPARAMETERS DEFAULT EXCEPT (\(key.uppercased()) '...')."
    case .weightOutOfRange(let column, let value) where value.isNaN:
      "Write coalesce(\(quoted(column)), 0) to leave such rows out, or 1 to count them once."
    case .missingGroups:
      "Name it in SETTINGS (GROUP_COLUMN 'column'), or with --group-column: rows with the same value "
        + "are ranked together."
    case .libraryMissing:
      "Install it (Debian: apt-get install libopenblas0; macOS: brew install openblas), or train boosted "
        + "trees, which do without: MODEL_TYPE XGBOOST."
    default: nil
    }
  }
}
