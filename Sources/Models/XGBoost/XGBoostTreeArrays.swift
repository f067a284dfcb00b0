/// The arrays of one tree of a file, a number for each node.
struct XGBoostTreeArrays {
  private(set) var leftChildren: [Int32] = []
  private(set) var rightChildren: [Int32] = []
  private(set) var features: [Int32] = []
  private(set) var conditions: [Float] = []
  private(set) var missingGoesLeft: [Bool] = []
  private(set) var gains: [Float] = []
  private(set) var covers: [Float] = []
  private var setNodes: [Int32] = []
  private var setStarts: [Int32] = []
  private var setCounts: [Int32] = []
  /// The levels of all sets.
  private(set) var levels: [Int32] = []
  private var leafWidth: Int?
  /// The keys that were there.
  private var keys: Set<String> = []

  private static let nodeKeys: Set = [
    "left_children", "right_children", "split_indices", "split_conditions", "default_left",
    "loss_changes", "sum_hessian",
  ]
  /// Before version 1.3 there were none.
  private static let setKeys: Set = [
    "categories_nodes", "categories_segments", "categories_sizes", "categories",
  ]

  /// The number of nodes.
  var nodeCount: Int { leftChildren.count }

  /// Reads a tree; nil where the arrays differ in length.
  ///
  /// - Throws: also for more than `nodeLimit` nodes, and leaves of several values.
  init?(
    _ reader: inout some DocumentReader,
    nodeLimit: Int
  ) throws(ForeignModelError) {
    try reader.object("trees") { reader, key throws(ForeignModelError) in
      try read(key, &reader, nodeLimit)
    }
    guard let leafWidth else { throw .malformed(path: "tree_param") }
    guard leafWidth <= 1 else { throw .unsupportedOutputs }
    for key in Self.nodeKeys.sorted() where !keys.contains(key) { throw .malformed(path: key) }
    if keys.contains("categories_nodes") {
      for key in Self.setKeys.sorted() where !keys.contains(key) { throw .malformed(path: key) }
    }
    let counts = [
      rightChildren.count, features.count, conditions.count, missingGoesLeft.count, gains.count,
      covers.count,
    ]
    guard nodeCount > 0, counts.allSatisfy({ $0 == nodeCount }) else { return nil }
  }

  private mutating func read(
    _ key: String,
    _ reader: inout some DocumentReader,
    _ limit: Int
  ) throws(ForeignModelError) {
    switch key {
    case "tree_param": leafWidth = try Self.leafWidth(&reader)
    case "left_children": leftChildren = try reader.numbers(key, limit: limit, Int32.init(exactly:))
    case "right_children":
      rightChildren = try reader.numbers(key, limit: limit, Int32.init(exactly:))
    case "split_indices": features = try reader.numbers(key, limit: limit, Int32.init(exactly:))
    case "split_conditions": conditions = try reader.numbers(key, limit: limit) { Float($0) }
    case "default_left": missingGoesLeft = try reader.numbers(key, limit: limit) { $0 != 0 }
    case "loss_changes": gains = try reader.numbers(key, limit: limit, Self.statistic)
    case "sum_hessian": covers = try reader.numbers(key, limit: limit, Self.statistic)
    case "categories_nodes":
      setNodes = try reader.numbers(key, limit: limit, Int32.init(exactly:))
    case "categories_segments":
      setStarts = try reader.numbers(key, limit: limit, Int32.init(exactly:))
    case "categories_sizes":
      setCounts = try reader.numbers(key, limit: limit, Int32.init(exactly:))
    case "categories": levels = try reader.numbers(key, limit: limit, Int32.init(exactly:))
    default: return try reader.skip()
    }
    keys.insert(key)
  }

  private static func leafWidth(
    _ reader: inout some DocumentReader
  ) throws(ForeignModelError) -> Int {
    var width: Int?
    try reader.object("tree_param") { reader, key throws(ForeignModelError) in
      guard key == "size_leaf_vector" else { return try reader.skip() }
      width = try reader.scalarIfAny().flatMap(Double.init).flatMap(Int.init(exactly:))
    }
    guard let width else { throw .malformed(path: "size_leaf_vector") }
    return width
  }

  /// A gain or a cover; the largest number for the infinite, 0 for NaN.
  private static func statistic(_ value: Double) -> Float {
    let largest = Float.greatestFiniteMagnitude
    return value.isNaN ? 0 : min(max(Float(value), -largest), largest)
  }
}

extension XGBoostTreeArrays {
  /// For each node with a split on levels where those that go right are in `levels`.
  struct Sets {
    private var numbers: [Int32] = []
    private var ranges: [Range<Int>] = []

    fileprivate init() {}

    /// Room for a tree of some nodes.
    fileprivate init(nodeCount: Int) { numbers = Array(repeating: -1, count: nodeCount) }

    fileprivate mutating func add(_ range: Range<Int>, node: Int) {
      numbers[node] = Int32(ranges.count)
      ranges.append(range)
    }

    /// Nil for a node that is no split on levels.
    subscript(node: Int) -> Range<Int>? {
      numbers.isEmpty || numbers[node] < 0 ? nil : ranges[Int(numbers[node])]
    }
  }

  /// The sets of levels; nil where the arrays do not fit together, or sets overlap.
  var sets: Sets? {
    guard setStarts.count == setNodes.count, setCounts.count == setNodes.count else { return nil }
    if setNodes.isEmpty { return Sets() }
    var sets = Sets(nodeCount: nodeCount)
    var levelsLeft = levels.count
    for index in setNodes.indices {
      let (node, start, count) = (
        Int(setNodes[index]), Int(setStarts[index]), Int(setCounts[index])
      )
      guard (0..<nodeCount).contains(node), start >= 0, count >= 0, count <= levelsLeft,
        start <= levels.count - count
      else { return nil }
      levelsLeft -= count
      sets.add(start..<start + count, node: node)
    }
    return sets
  }

  /// Adds to the number of codes of each feature what the sets have, given that these fit the arrays.
  func gatherCodes(_ sets: Sets, in codeCounts: inout [Int: Int]) {
    for node in 0..<nodeCount {
      guard let range = sets[node], let largest = levels[range].max() else { continue }
      codeCounts[Int(features[node]), default: 0] = max(
        codeCounts[Int(features[node])] ?? 0,
        Int(largest) + 1
      )
    }
  }
}
