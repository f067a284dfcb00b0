/// A tree of a CatBoost model, as it is read.
struct CatBoostTree {
  /// The condition of a split; the nodes on the right are those where it holds.
  enum Condition {
    /// Number `feature` is above a border.
    case number(feature: Int, border: Float)
    /// Category `feature` is the one with a hash.
    case category(feature: Int, hash: Int)
  }

  /// The nodes of a tree.
  enum Shape {
    /// The same condition for all nodes of a level, the lowest one last: the leaf of a row has a bit of each
    /// condition, that of the first condition worth 1.
    case oblivious([Condition])
    /// Splits with the numbers of their children, or the number of a leaf.
    case nested([Node])
  }

  /// A node of a tree that is not oblivious.
  enum Node {
    case leaf(Int)
    case split(Condition, left: Int, right: Int)
  }

  private(set) var shape = Shape.oblivious([])
  /// The values of all leaves: as many for each as there are outputs.
  private(set) var values: [Double] = []
  /// The weights of the rows in each leaf; empty where the file has none.
  private(set) var weights: [Double] = []

  /// The most conditions of an oblivious tree; CatBoost has the same limit.
  private static let depthLimit = 16

  /// The numbers that are kept of it, at least 1.
  var numberCount: Int {
    switch shape {
    case .oblivious: values.count + 1
    case .nested(let nodes): nodes.count + values.count
    }
  }

  /// Reads an element of `oblivious_trees`.
  init(oblivious reader: inout JSONReader, nodeLimit: Int) throws(ForeignModelError) {
    var conditions: [Condition] = []
    try reader.object("oblivious_trees") { reader, key throws(ForeignModelError) in
      switch key {
      case "leaf_values": values = try reader.numbers(key, limit: nodeLimit) { $0 }
      case "leaf_weights" where reader.isAtList:
        weights = try reader.numbers(key, limit: nodeLimit) { $0 }
      case "splits" where reader.isAtList:
        conditions = []
        try reader.list(key) { reader throws(ForeignModelError) in
          guard conditions.count < Self.depthLimit else { throw .malformed(path: key) }
          conditions.append(try Self.condition(&reader))
        }
      default: try reader.skip()
      }
    }
    shape = .oblivious(conditions)
  }

  /// Reads an element of `trees`: of other growing policies.
  init(nested reader: inout JSONReader, nodeLimit: Int) throws(ForeignModelError) {
    var nodes: [Node] = []
    _ = try readNode(&reader, &nodes, nodeLimit)
    shape = .nested(nodes)
  }

  /// Reads a node and those below it, as deep as a document may be; returns its number.
  private mutating func readNode(
    _ reader: inout JSONReader,
    _ nodes: inout [Node],
    _ limit: Int
  ) throws(ForeignModelError) -> Int {
    let number = nodes.count
    guard number < limit else { throw .tooMany(what: "nodes", limit: ForeignModel.nodeLimit) }
    let leaf = weights.count
    nodes.append(.leaf(leaf))
    var (left, right): (Int?, Int?)
    var condition: Condition?
    var leafValues: [Double] = []
    var weight = 0.0
    try reader.object("trees") { reader, key throws(ForeignModelError) in
      switch key {
      case "left": left = try readNode(&reader, &nodes, limit)
      case "right": right = try readNode(&reader, &nodes, limit)
      case "split": condition = try Self.condition(&reader)
      case "value" where reader.isAtList:
        leafValues = try reader.numbers(key, limit: PredictedColumn.classLimit) { $0 }
      case "value": leafValues = try reader.numberIfAny().map { [$0] } ?? []
      case "weight": weight = try reader.numberIfAny() ?? 0
      default: try reader.skip()
      }
    }
    if let condition {
      guard let left, let right else { throw .malformed(path: "trees.split") }
      nodes[number] = .split(condition, left: left, right: right)
    } else {
      guard left == nil, right == nil, leaf == weights.count else {
        throw .malformed(path: "trees.value")
      }
      values += leafValues
      weights.append(weight)
    }
    return number
  }

  private static func condition(
    _ reader: inout JSONReader
  ) throws(ForeignModelError) -> Condition {
    var (number, category): (Int?, Int?)
    var (border, hash): (Float?, Int?)
    var kind: String?
    try reader.object("splits") { reader, key throws(ForeignModelError) in
      switch key {
      case "split_type": kind = try reader.textIfAny()
      case "float_feature_index": number = try reader.numberIfAny().flatMap { Int(exactly: $0) }
      case "cat_feature_index": category = try reader.numberIfAny().flatMap { Int(exactly: $0) }
      case "border": border = try reader.numberIfAny().map { Float($0) }
      case "value": hash = try reader.numberIfAny().flatMap(CatBoostFeatures.hash)
      default: try reader.skip()
      }
    }
    switch kind {
    case "FloatFeature":
      guard let number, let border else { throw .malformed(path: "splits") }
      guard !border.isNaN else { throw .notFinite(what: "border") }
      return .number(feature: number, border: border)
    case "OneHotFeature":
      guard let category, let hash else { throw .malformed(path: "splits") }
      return .category(feature: category, hash: hash)
    case "OnlineCtr":
      throw .unsupported(
        what: "splits on statistics of the target by category (OnlineCtr)",
        advice:
          "Train it with one_hot_max_size=255, with fewer categories, or with numbers in their place; "
          + "CREATE MODEL ... TARGET takes categories as they are."
      )
    case .some(let kind):
      throw .unsupported(what: "splits of the kind \(kind)", advice: "Train it on numbers.")
    case nil: throw .malformed(path: "split_type")
    }
  }
}
