import Models

/// Why a file is no model that a function can be made of.
enum ModelFileError: Error, Equatable {
  case remote(path: String)
  case missing(path: String)
  case unreadable(path: String)
  case notAFile(path: String)
  case tooLarge(path: String)
  case unpacksTooFar(path: String)
  case interrupted
  case notOneModel(path: String, names: [String])
  case pickle(name: String)
  case oldBinary(name: String)
  case foreign(name: String, ForeignFormat)
  case xgboost(name: String, XGBoostModelError)
  case automl(name: String, ModelError)
}

extension ModelFileError {
  /// The class of the error.
  var sqlState: String {
    switch self {
    case .remote, .pickle, .oldBinary, .notOneModel: SQLState.featureNotSupported
    case .missing, .unreadable, .notAFile, .tooLarge, .unpacksTooFar: SQLState.ioError
    case .interrupted: SQLState.queryCanceled
    case .foreign: SQLState.featureNotSupported
    case .xgboost(_, let error): error.sqlState
    case .automl(_, .newerVersion): SQLState.featureNotSupported
    case .automl: SQLState.dataCorrupted
    }
  }

  /// One sentence that names the file.
  var message: String {
    switch self {
    case .remote(let path): "\"\(path)\" is not a file of this machine, and only those are read"
    case .missing(let path): "file \"\(path)\" does not exist"
    case .unreadable(let path): "\"\(path)\" cannot be read, or is damaged"
    case .notAFile(let path): "\"\(path)\" is a folder or a device, and a model is a file"
    case .tooLarge(let path):
      "\"\(path)\" has more than \(CompressedFile.byteLimit >> 30) GiB, unpacked if it is compressed: "
        + "larger models are not read"
    case .unpacksTooFar(let path):
      "\"\(path)\" unpacks to more than \(CompressedFile.ratioLimit) times its size, as no model does"
    case .interrupted: "interrupted"
    case .notOneModel(let path, []): "\"\(path)\" has no model in it"
    case .notOneModel(let path, let names):
      "\"\(path)\" has \(names.count) files, and a model is one: \(list(names))"
    case .pickle(let name):
      "\"\(name)\" is a Python pickle, which is a program rather than data, and is not run here"
    case .oldBinary(let name): "\"\(name)\" is in XGBoost's old binary format"
    case .foreign(let name, let format): "\"\(name)\" is \(format.what)"
    case .automl(let name, .notAModel): "\"\(name)\" is not a model file"
    case .automl(let name, .newerVersion(let found, let supported)):
      "\"\(name)\" has version \(found), and this automl reads up to \(supported)"
    case .automl(let name, .corrupt(let detail)): "\"\(name)\" is damaged (at its \(detail))"
    case .xgboost(let name, let error): "\"\(name)\" \(error.message)"
    }
  }

  /// Advice on what to do; nil where there is none.
  var hint: String? {
    switch self {
    case .remote: "Copy it here first, for example with aws s3 cp."
    case .missing:
      "FROM '...' takes the path of a model of XGBoost; rows are read by FROM (SELECT * FROM '...')."
    case .pickle:
      "Load it where it was made, and save it with booster.save_model('model.json')."
    case .oldBinary:
      "Load it with XGBoost 1.0 to 3.0, and save it with booster.save_model('model.json')."
    case .foreign(_, let format): format.hint
    case .automl(_, .newerVersion): "Use the automl that wrote it, or a newer one."
    case .automl:
      "Copy it again, as a binary file, or have automl export or automl train --output write it "
        + "again."
    case .xgboost(let name, .notADocument): Self.dataHint(name)
    case .xgboost(_, let error): error.hint
    case .notOneModel: "Pack the one file that booster.save_model('model.json') wrote."
    case .unpacksTooFar: "If it is one, unpack it, and name the file that comes out."
    case .unreadable, .notAFile, .tooLarge, .interrupted: nil
    }
  }

  /// Who names a file of rows wants to train on it.
  private static func dataHint(_ name: String) -> String {
    "booster.save_model('model.json') writes one; to train on the rows of a file, write FROM (SELECT * "
      + "FROM \(literal(name)))."
  }
}

extension XGBoostModelError {
  /// The class of the error.
  var sqlState: String {
    switch self {
    case .notADocument, .malformed, .levelOutOfRange: SQLState.dataCorrupted
    case .notFinite: SQLState.dataCorrupted
    case .foreign, .doubtfulCategories, .unsupportedBooster, .unsupportedObjective,
      .unsupportedOutputs, .unknownLevelCount,
      .encodedLevels, .tooMany:
      SQLState.featureNotSupported
    case .interrupted: SQLState.queryCanceled
    }
  }

  /// The fault, in words that follow the name of what has it.
  var message: String {
    switch self {
    case .notADocument: "is not a model of XGBoost, in JSON or UBJSON"
    case .malformed(let path): "is damaged, or of another version of XGBoost (at \(path))"
    case .foreign(let what): "is \(what), and not a model of XGBoost"
    case .notFinite(let what):
      "has a \(what) that is NaN or infinite: its training has diverged, and it predicts nothing"
    case .unsupportedBooster(let name):
      "has the booster \(name), and only gbtree and dart are read"
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
  var hint: String? {
    switch self {
    case .unsupportedOutputs: "Save a model for each target."
    case .unknownLevelCount:
      "XGBoost 3.1 and newer save the names of a data frame's categories; or train it on numbers, for "
        + "example on one column of 0 and 1 a category."
    case .doubtfulCategories:
      "Train it on categories whose names have ASCII letters and digits only."
    case .foreign: ForeignFormat.xgboostHint
    case .notFinite: "Train it with a lower learning rate, or on smaller labels."
    case .malformed:
      "booster.save_model('model.json') of XGBoost 1.0 to 3.2 writes models that are read here."
    default: nil
    }
  }
}
