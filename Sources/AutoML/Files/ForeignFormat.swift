/// Files that people have where a model should be that is read, told by their first bytes.
enum ForeignFormat: Equatable, CaseIterable {
  case xgboostDump
  case catBoost
  case pmml
  case hdf5
  case zip

  /// The format of a file; nil for any other.
  init?(_ bytes: [UInt8]) {
    let isFormat = { (format: ForeignFormat) in
      format.openings.contains { bytes.starts(with: $0.utf8) }
    }
    if let format = Self.allCases.first(where: isFormat) {
      self = format
    } else if Self.isHDF5(bytes) {
      self = .hdf5
    } else if Self.isDumpOfJSON(bytes) {
      self = .xgboostDump
    } else {
      return nil
    }
  }

  /// The first characters of a file.
  private var openings: [String] {
    switch self {
    case .xgboostDump: ["booster[0]:", "digraph {"]
    case .catBoost: ["CBM1"]
    case .pmml: ["<?xml", "<PMML"]
    case .zip: ["PK\u{3}\u{4}"]
    case .hdf5: []
    }
  }

  private static func isHDF5(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x89] + Array("HDF".utf8))
  }

  /// A list of trees, which begin with the number of their root.
  private static func isDumpOfJSON(_ bytes: [UInt8]) -> Bool {
    let start = bytes.prefix(64).filter { !" \t\r\n".utf8.contains($0) }
    return start.starts(with: "[{\"nodeid\":".utf8)
  }

  /// The kind of file, in words that follow "is".
  var what: String {
    switch self {
    case .xgboostDump: "a dump of trees for people, which XGBoost itself does not read back"
    case .catBoost: "a model of CatBoost in its binary format, and its JSON is read"
    case .pmml: "XML, perhaps PMML, and models of XGBoost are JSON or UBJSON"
    case .hdf5: "an HDF5 file, as Keras writes them, and models of trees are read"
    case .zip: "a zip archive, and models are packed by tar and gzip"
    }
  }

  /// Advice on what to do.
  var hint: String {
    switch self {
    case .xgboostDump:
      "Save the model itself, with booster.save_model('model.json') of XGBoost 1.0 or newer."
    case .catBoost:
      "Load it where it was made, and save it with save_model('model.json', format='json', pool=pool)."
    case .pmml:
      "If it was made of a model of XGBoost, save that one with booster.save_model('model.json')."
    case .zip:
      "Unpack it; booster.save_model('model.json') of XGBoost 1.0 or newer writes what is read."
    case .hdf5: Self.readHint
    }
  }

  /// Advice on a model of another program.
  static let readHint =
    "CREATE MODEL ... FROM a table with TARGET trains models here; booster.save_model('model.json') of "
    + "XGBoost, booster.save_model('model.txt') of LightGBM, save_model('model.json', format='json') of "
    + "CatBoost and trees in ONNX are read."
}
