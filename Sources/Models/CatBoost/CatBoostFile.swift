/// A model that `save_model(format="json")` of CatBoost wrote, as it is read: its parts are not yet held
/// against each other.
///
/// Of a key that stands twice the last value counts; keys that are not known are passed over.
struct CatBoostFile {
  /// The features.
  private(set) var features = CatBoostFeatures()
  /// The trees.
  private(set) var trees: [CatBoostTree]?
  /// The factor of all leaves.
  private(set) var scale = 1.0
  /// The score of each output before the first tree, or one of all.
  private(set) var biases: [Double] = []
  /// The loss; nil where the file does not say.
  private(set) var lossName: String?
  /// The labels of the classes, and their type.
  private(set) var classLabels: [String] = []

  /// Reads a file.
  init(_ bytes: [UInt8], shouldStop: @escaping () -> Bool) throws(ForeignModelError) {
    var reader = try JSONReader(bytes, shouldStop: shouldStop)
    guard reader.isAtObject else { throw .notADocument }
    try reader.object("") { reader, key throws(ForeignModelError) in
      switch key {
      case "features_info": features = try CatBoostFeatures(&reader)
      case "model_info" where reader.isAtObject: try readInformation(&reader)
      case "oblivious_trees": try readTrees(&reader, key, CatBoostTree.init(oblivious:nodeLimit:))
      case "trees": try readTrees(&reader, key, CatBoostTree.init(nested:nodeLimit:))
      case "scale_and_bias": try readScale(&reader)
      default: try reader.skip()
      }
    }
    try reader.end()
  }

  private mutating func readTrees(
    _ reader: inout JSONReader,
    _ key: String,
    _ read: (inout JSONReader, Int) throws(ForeignModelError) -> CatBoostTree
  ) throws(ForeignModelError) {
    var trees: [CatBoostTree] = []
    var nodesLeft = ForeignModel.nodeLimit
    try reader.list(key) { reader throws(ForeignModelError) in
      let tree = try read(&reader, nodesLeft)
      nodesLeft -= tree.numberCount
      guard nodesLeft >= 0 else { throw .tooMany(what: "nodes", limit: ForeignModel.nodeLimit) }
      trees.append(tree)
    }
    self.trees = trees
  }

  /// Takes `[scale, [bias, ...]]`, of older versions `[scale, bias]`.
  private mutating func readScale(_ reader: inout JSONReader) throws(ForeignModelError) {
    let path = "scale_and_bias"
    var scale: Double?
    biases = []
    try reader.list(path) { reader throws(ForeignModelError) in
      if reader.isAtList {
        biases += try reader.numbers(path, limit: PredictedColumn.classLimit) { $0 }
      } else if let number = try reader.numberIfAny(), biases.isEmpty {
        if scale == nil { scale = number } else { biases = [number] }
      } else {
        throw .malformed(path: path)
      }
    }
    guard let scale, scale.isFinite, !biases.isEmpty, biases.allSatisfy(\.isFinite) else {
      throw .malformed(path: path)
    }
    self.scale = scale
  }
}

/// The part of a file on its training.
extension CatBoostFile {
  private mutating func readInformation(
    _ reader: inout JSONReader
  ) throws(ForeignModelError) {
    try reader.object("model_info") { reader, key throws(ForeignModelError) in
      switch key {
      case "params" where reader.isAtObject: try readParameters(&reader)
      case "class_params" where reader.isAtObject: try readClasses(&reader)
      default: try reader.skip()
      }
    }
  }

  private mutating func readParameters(_ reader: inout JSONReader) throws(ForeignModelError) {
    try reader.object("params") { reader, key throws(ForeignModelError) in
      guard key == "loss_function", reader.isAtObject else { return try reader.skip() }
      try reader.object(key) { reader, key throws(ForeignModelError) in
        if key == "type" { lossName = try reader.textIfAny() } else { try reader.skip() }
      }
    }
  }

  private mutating func readClasses(_ reader: inout JSONReader) throws(ForeignModelError) {
    try reader.object("class_params") { reader, key throws(ForeignModelError) in
      guard key == "class_names" else { return try reader.skip() }
      var labels: [String] = []
      try reader.list(key) { reader throws(ForeignModelError) in
        guard let label = try reader.labelIfAny() else { throw .malformed(path: key) }
        guard labels.count < PredictedColumn.classLimit else {
          throw .tooMany(what: "classes", limit: PredictedColumn.classLimit)
        }
        labels.append(label)
      }
      classLabels = labels
    }
  }
}
