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
  case refused(name: String, ForeignProgram, ForeignModelError)
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
    case .refused(_, _, let error): error.sqlState
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
    case .refused(let name, let program, let error): "\"\(name)\" \(error.message(of: program))"
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
    case .refused(let name, .xgboost, .notADocument): Self.dataHint(name)
    case .refused(_, let program, let error): error.hint(of: program)
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
