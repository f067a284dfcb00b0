/// A file that `save_model` wrote, as it is read: its parts are not yet held against each other.
///
/// Of a key that stands twice the last value counts; keys that are not known are passed over.
struct XGBoostFile {
  /// The trees, whose features may be any.
  private(set) var trees: [Tree]?
  /// The output of each tree.
  private(set) var outputs: [Int32]?
  /// The name of the booster.
  private(set) var booster: String?
  /// The objective's name, and its groups of parameters.
  private(set) var objective: Objective?
  /// The model's parameters, as texts.
  private(set) var parameters: [String: String]?
  /// The features' names.
  private(set) var featureNames: [String] = []
  /// The names of the features' categories.
  private(set) var categories = XGBoostCategories()
  /// The attributes that mean something here.
  private(set) var attributes: [String: String] = [:]
  /// The trees of each output in a round, as text; nil before version 1.4.
  private(set) var parallelTreeCount: String?
  /// The factor of each tree's leaves; nil where all count in full.
  private(set) var weights: [Float]?
  /// The weights of the booster gblinear: for each feature, and at last for the bias, one of each output.
  private(set) var linearWeights: [Double]?
  /// The version that wrote the file, major first; empty where it does not say.
  private(set) var version: [Int] = []

  /// An objective.
  struct Objective {
    var name: String?
    var groups: [String: [String: String]] = [:]
  }

  private let rules: Rules
  /// For each feature that is split on codes one more than the largest of them.
  private(set) var codeCounts: [Int: Int] = [:]

  /// The way to read splits on levels.
  enum Rules {
    /// Those of a feature are so many; of none given they are as the file names them.
    case levelCounts([Int])
    /// They have these names, as the file has none.
    case named(XGBoostCategories)
    /// No tree is kept, but for the codes in its splits: `codeCounts`.
    case gathersCodes
  }

  /// Whose JSON has these keys.
  private static let programs = [
    "tree_info": "a dump of LightGBM", "oblivious_trees": "a model of CatBoost",
  ]

  /// The most parameters of anything; XGBoost has ten at most.
  private static let parameterLimit = 100

  /// Reads a file.
  init(
    _ reader: inout some DocumentReader,
    _ rules: Rules
  ) throws(ForeignModelError) {
    guard reader.isAtObject else { throw .notADocument }
    var file: XGBoostFile?
    var version: [Int] = []
    var program: String?
    try reader.object("") { reader, key throws(ForeignModelError) in
      switch key {
      case "learner": file = try XGBoostFile(learner: &reader, rules)
      case "version" where file != nil: version = try Self.version(&reader)
      default:
        program = program ?? Self.programs[key]
        try reader.skip()
      }
    }
    try reader.end()
    guard let file else {
      throw program.map { .foreign(what: $0) } ?? .malformed(path: "learner")
    }
    self = file
    self.version = version
  }

  private init(
    learner reader: inout some DocumentReader,
    _ rules: Rules
  ) throws(ForeignModelError) {
    self.rules = rules
    if case .named(let names) = rules { categories = names }
    try reader.object("learner") { reader, key throws(ForeignModelError) in
      switch key {
      case "gradient_booster": try readBooster(&reader)
      case "objective": objective = try Self.objective(&reader)
      case "learner_model_param": parameters = try Self.texts(&reader, key)
      case "feature_names": featureNames = try Self.names(&reader, key)
      case "attributes" where reader.isAtObject: attributes = try Self.attributes(&reader)
      case "cats" where reader.isAtObject: try readCategories(&reader)
      default: try reader.skip()
      }
    }
  }
}

extension XGBoostFile {
  private mutating func readBooster(
    _ reader: inout some DocumentReader
  ) throws(ForeignModelError) {
    (booster, trees, outputs, weights, linearWeights) = (nil, nil, nil, nil, nil)
    try reader.object("gradient_booster") { reader, key throws(ForeignModelError) in
      switch key {
      case "name": booster = try reader.scalarIfAny()
      case "model" where reader.isAtObject: try readTrees(&reader)
      // The trees of the booster dart, in another's clothes.
      case "gbtree" where reader.isAtObject: try readInnerBooster(&reader)
      case "weight_drop":
        weights = try reader.numbers(key, limit: ForeignModel.nodeLimit) {
          $0.isFinite ? Float($0) : nil
        }
      default: try reader.skip()
      }
    }
  }

  private mutating func readInnerBooster(
    _ reader: inout some DocumentReader
  ) throws(ForeignModelError) {
    try reader.object("gbtree") { reader, key throws(ForeignModelError) in
      guard key == "model", reader.isAtObject else { return try reader.skip() }
      try readTrees(&reader)
    }
  }

  private mutating func readTrees(
    _ reader: inout some DocumentReader
  ) throws(ForeignModelError) {
    (trees, outputs) = (nil, nil)
    try reader.object("model") { reader, key throws(ForeignModelError) in
      switch key {
      case "tree_info":
        outputs = try reader.numbers(key, limit: ForeignModel.nodeLimit) { Int32(exactly: $0) }
      // XGBoost's keys are in alphabetical order: categories come before the trees.
      case "cats" where reader.isAtObject: try readCategories(&reader)
      case "gbtree_model_param" where reader.isAtObject:
        parallelTreeCount = try Self.texts(&reader, key)["num_parallel_tree"]
      case "trees": trees = try trees(&reader, key)
      case "weights" where reader.isAtList:
        linearWeights = try reader.numbers(key, limit: ForeignModel.nodeLimit) { Double(Float($0)) }
      default: try reader.skip()
      }
    }
  }

  /// Takes the names of categories, unless the rules have them.
  private mutating func readCategories(
    _ reader: inout some DocumentReader
  ) throws(ForeignModelError) {
    let names = try XGBoostCategories(&reader)
    if case .named = rules { return }
    categories = names
  }

  private mutating func trees(
    _ reader: inout some DocumentReader,
    _ key: String
  ) throws(ForeignModelError) -> [Tree] {
    var trees: [Tree] = []
    var levelCounts = categories.names.map(\.count)
    if case .levelCounts(let counts) = rules, !counts.isEmpty { levelCounts = counts }
    let ranks = categories.ranks
    var nodesLeft = ForeignModel.nodeLimit
    try reader.list(key) { reader throws(ForeignModelError) in
      let arrays = try XGBoostTreeArrays(&reader, nodeLimit: nodesLeft)
      guard let arrays, let sets = arrays.sets else {
        throw .malformed(path: "trees[\(trees.count)]")
      }
      nodesLeft -= arrays.nodeCount
      if case .gathersCodes = rules { return arrays.gatherCodes(sets, in: &codeCounts) }
      trees.append(
        try XGBoostTreeReader(arrays: arrays, sets: sets, levelCounts: levelCounts, ranks: ranks)
          .tree()
      )
    }
    return trees
  }

  private static func objective(
    _ reader: inout some DocumentReader
  ) throws(ForeignModelError) -> Objective {
    var objective = Objective()
    try reader.object("objective") { reader, key throws(ForeignModelError) in
      if key == "name" {
        objective.name = try reader.scalarIfAny()
      } else if reader.isAtObject, objective.groups.count < parameterLimit {
        objective.groups[key] = try texts(&reader, key)
      } else {
        try reader.skip()
      }
    }
    return objective
  }

  private static func attributes(
    _ reader: inout some DocumentReader
  ) throws(ForeignModelError) -> [String: String] {
    var attributes: [String: String] = [:]
    try reader.object("attributes") { reader, key throws(ForeignModelError) in
      guard XGBoostModel.Attribute.isKnown(key), attributes.count < parameterLimit,
        let text = try reader.textIfAny()
      else { return try reader.skip() }
      attributes[key] = text
    }
    return attributes
  }

  /// The numbers of a version; empty for anything else than three of them.
  private static func version(
    _ reader: inout some DocumentReader
  ) throws(ForeignModelError) -> [Int] {
    let partCount = 3
    let parts = try reader.numbers("version", limit: partCount) { Int(exactly: $0) }
    return parts.count == partCount ? parts : []
  }

  /// The texts and numbers of an object.
  private static func texts(
    _ reader: inout some DocumentReader,
    _ path: String
  ) throws(ForeignModelError) -> [String: String] {
    var texts: [String: String] = [:]
    try reader.object(path) { reader, key throws(ForeignModelError) in
      guard texts.count < parameterLimit else { throw .malformed(path: path) }
      if let text = try reader.scalarIfAny() { texts[key] = text } else { try reader.skip() }
    }
    return texts
  }

  private static func names(
    _ reader: inout some DocumentReader,
    _ path: String
  ) throws(ForeignModelError) -> [String] {
    var names: [String] = []
    try reader.list(path) { reader throws(ForeignModelError) in
      guard let name = try reader.textIfAny() else { throw .malformed(path: path) }
      guard names.count < ForeignModel.featureLimit else {
        throw .tooMany(what: "features", limit: ForeignModel.featureLimit)
      }
      names.append(name)
    }
    return names
  }
}
