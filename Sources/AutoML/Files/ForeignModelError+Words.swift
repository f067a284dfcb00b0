import Models

extension ForeignModelError {
  /// The class of the error.
  var sqlState: String {
    switch self {
    case .notADocument, .malformed, .levelOutOfRange: SQLState.dataCorrupted
    case .notFinite: SQLState.dataCorrupted
    case .foreign, .unsupported, .doubtfulCategories, .unsupportedBooster, .unsupportedObjective,
      .unsupportedOutputs, .unknownLevelCount,
      .encodedLevels, .tooMany:
      SQLState.featureNotSupported
    case .interrupted: SQLState.queryCanceled
    }
  }

  /// The fault, in words that follow the name of what has it.
  func message(of program: ForeignProgram) -> String {
    switch self {
    case .notADocument: "is not \(program.document)"
    case .malformed(let path):
      "is damaged, or of another version of \(program.rawValue) (at \(path))"
    case .foreign(let what): "is \(what), and not a model of XGBoost"
    case .unsupported(let what, _): "has \(what), and such models are not read"
    case .notFinite(let what):
      "has a \(what) that is NaN or infinite: its training has diverged, and it predicts nothing"
    case .unsupportedBooster(let name):
      "has the booster \(name), and gbtree, dart and gblinear are read"
    case .unsupportedObjective(let name): "has the objective \(name), which is not known here"
    case .unsupportedOutputs: "predicts several targets, or has trees of several values"
    case .tooMany(let what, let limit):
      "has more than \(grouped(limit)) \(what), and no more are read"
    case .interrupted: "was not read: interrupted"
    case .unknownLevelCount(let feature):
      "splits feature \(feature) by categories, whose names it does not have"
    case .doubtfulCategories(let feature):
      "has names of categories that are not in ASCII (of feature \(feature)), which XGBoost saves "
        + "cut in the wrong places"
    case .levelOutOfRange(let feature, let level):
      "splits feature \(feature) by category \(level), which it does not have"
    case .encodedLevels(let feature):
      "replaces the texts of feature \(feature) by numbers, for which XGBoost's files have no place"
    }
  }

  /// Advice on what to do; nil where there is none.
  func hint(of program: ForeignProgram) -> String? {
    switch self {
    case .unsupported(_, let advice): advice
    case .unsupportedOutputs: "Save a model for each target."
    case .unknownLevelCount:
      "XGBoost 3.1 and newer save the names of a data frame's categories; or train it on numbers, for "
        + "example on one column of 0 and 1 a category."
    case .doubtfulCategories:
      "Train it on categories whose names have ASCII letters and digits only."
    case .foreign: ForeignFormat.readHint
    case .notFinite: "Train it with a lower learning rate, or on smaller labels."
    case .malformed where program == .xgboost:
      "booster.save_model('model.json') of XGBoost 1.0 to 3.2 writes models that are read here."
    default: nil
    }
  }
}

extension ForeignProgram {
  /// The form of its models that is read.
  fileprivate var document: String {
    switch self {
    case .xgboost: "a model of XGBoost, in JSON or UBJSON"
    case .lightGBM: "a model of LightGBM, in its text format"
    case .catBoost: "a model of CatBoost, in JSON"
    case .onnx: "a model in ONNX"
    }
  }
}
