/// The trees of a TreeEnsembleClassifier or TreeEnsembleRegressor of ONNX, one for each output that they
/// add something to.
struct ONNXTrees {
  /// The trees of each output.
  private(set) var byOutput: [[Tree]] = []
  /// The number of trees in the file.
  private(set) var treeCount = 0
  /// The outputs that have weights.
  private(set) var weighedOutputs: Set<Int> = []
  /// The least and the largest sum of the weights of all outputs that a row can get.
  private(set) var totalRange = 0.0...0.0
  /// Whether no weight is negative.
  private(set) var isNonnegative = true
  /// The features that are asked for: one more than the last.
  private(set) var featureCount = 0

  /// Reads the trees of a node's attributes.
  ///
  /// - Parameters:
  ///   - attributes: those of the node.
  ///   - kind: `class` or `target`, the first word of the attributes with weights.
  ///   - outputCount: the number of classes or targets.
  ///   - isDouble: whether features are compared as they are, and not rounded to `Float`.
  /// - Throws: what the attributes have that is no tree; `interrupted`.
  init(
    _ attributes: ONNXAttributes,
    kind: String,
    outputCount: Int,
    isDouble: Bool
  ) throws(ForeignModelError) {
    let nodes = try ONNXTreeNodes(attributes)
    let weights = try ONNXLeafWeights(attributes, kind: kind, nodes, outputCount: outputCount)
    byOutput = Array(repeating: [], count: outputCount)
    featureCount = nodes.featureCount
    treeCount = nodes.trees.count
    isNonnegative = weights.isNonnegative
    var nodesLeft = ForeignModel.nodeLimit
    var (least, largest) = (0.0, 0.0)
    for tree in nodes.trees {
      try attributes.ask()
      let sums = weights.sums(of: tree.nodes)
      weighedOutputs.formUnion(sums.keys)
      nodesLeft -= tree.nodes.count * max(1, sums.count)
      guard nodesLeft >= 0 else { throw .tooMany(what: "nodes", limit: ForeignModel.nodeLimit) }
      for (output, sums) in sums.sorted(by: { $0.key < $1.key }) {
        var outline = TreeOutline(nodeCount: tree.nodes.count)
        byOutput[output].append(
          try outline.tree { number throws(ForeignModelError) in
            let node = tree.nodes[number]
            return try nodes.isLeaf(node)
              ? .leaf(sums[node] ?? 0)
              : nodes.split(node, in: tree, isDouble: isDouble)
          }
        )
      }
      let totals = tree.nodes.lazy.filter { nodes.isLeaf($0) }.map { weights.total(at: $0) }
      least += totals.min() ?? 0
      largest += totals.max() ?? 0
    }
    guard least <= largest else { throw .notFinite(what: "leaf") }
    totalRange = least...largest
  }
}

/// The nodes of all trees, as the attributes list them.
struct ONNXTreeNodes {
  /// A tree: its nodes as indices of the lists, the root first.
  struct Tree {
    var nodes: [Int] = []
    /// The index in `nodes` of each node's number.
    var places: [Int: Int] = [:]
  }

  /// The trees in the order of their first nodes.
  private(set) var trees: [Tree] = []
  /// For each tree's number its index in `trees`.
  private(set) var treeIndices: [Int: Int] = [:]
  private let features: [Int]
  private let values: [Double]
  private let modes: [String]
  private let trueChildren: [Int]
  private let falseChildren: [Int]
  private let missingIsTrue: [Int]

  init(_ attributes: ONNXAttributes) throws(ForeignModelError) {
    let treeNumbers = try attributes.integers("nodes_treeids")
    let numbers = try attributes.integers("nodes_nodeids")
    features = try attributes.integers("nodes_featureids")
    values = try attributes.numbers("nodes_values")
    modes = try attributes.texts("nodes_modes")
    trueChildren = try attributes.integers("nodes_truenodeids")
    falseChildren = try attributes.integers("nodes_falsenodeids")
    missingIsTrue = try attributes.integers("nodes_missing_value_tracks_true")
    let counts = [
      ("nodes_nodeids", numbers.count), ("nodes_featureids", features.count),
      ("nodes_values", values.count), ("nodes_modes", modes.count),
      ("nodes_truenodeids", trueChildren.count), ("nodes_falsenodeids", falseChildren.count),
    ]
    for (name, count) in counts where count != treeNumbers.count { throw .malformed(path: name) }
    guard missingIsTrue.isEmpty || missingIsTrue.count == treeNumbers.count else {
      throw .malformed(path: "nodes_missing_value_tracks_true")
    }
    for (index, (tree, number)) in zip(treeNumbers, numbers).enumerated() {
      let place = treeIndices[tree] ?? trees.count
      if place == trees.count {
        treeIndices[tree] = place
        trees.append(Tree())
      }
      let isNew = trees[place].places.updateValue(trees[place].nodes.count, forKey: number) == nil
      guard isNew else { throw .malformed(path: "nodes_nodeids") }
      trees[place].nodes.append(index)
    }
  }

  /// One more than the last feature that a split asks for.
  var featureCount: Int {
    let last = modes.indices.lazy.filter { !isLeaf($0) }.map { features[$0] }.max() ?? -1
    return min(max(last, -1), ForeignModel.featureLimit) + 1
  }

  /// Whether a node, by its index in the lists, is a leaf.
  func isLeaf(_ node: Int) -> Bool { modes[node] == "LEAF" }

  /// The index in the lists of a node, by its tree's number and its own; nil where there is none.
  func index(tree: Int, node: Int) -> Int? {
    guard let tree = treeIndices[tree], let place = trees[tree].places[node] else { return nil }
    return trees[tree].nodes[place]
  }

  /// A split: rows for which the condition holds, and those of missing values where they are to follow
  /// them, go to the child for true.
  fileprivate func split(
    _ node: Int,
    in tree: Tree,
    isDouble: Bool
  ) throws(ForeignModelError) -> TreeOutline.Node {
    guard let whenTrue = tree.places[trueChildren[node]],
      let whenFalse = tree.places[falseChildren[node]]
    else { throw .malformed(path: "nodes_truenodeids") }
    guard (0..<ForeignModel.featureLimit).contains(features[node]) else {
      throw .malformed(path: "nodes_featureids")
    }
    let missingIsTrue = missingIsTrue.isEmpty ? false : missingIsTrue[node] != 0
    let value = values[node]
    guard !value.isNaN else { throw .notFinite(what: "threshold") }
    let upTo = { isDouble ? value : largestUpTo(Float(value)) }
    let below = { isDouble ? value.nextDown : largestBelow(Float(value)) }
    // GT and GTE ask the opposite: their true child is on the right.
    let (threshold, isLeft): (Double, Bool)
    switch modes[node] {
    case "BRANCH_LEQ": (threshold, isLeft) = (upTo(), true)
    case "BRANCH_LT": (threshold, isLeft) = (below(), true)
    case "BRANCH_GT": (threshold, isLeft) = (upTo(), false)
    case "BRANCH_GTE": (threshold, isLeft) = (below(), false)
    case let mode:
      throw .unsupported(
        what: "splits of the kind \(mode)",
        advice: "Convert a model of splits on numbers only; LightGBM's own text takes categories."
      )
    }
    return .threshold(
      feature: features[node],
      threshold,
      missingGoesLeft: missingIsTrue == isLeft,
      left: isLeft ? whenTrue : whenFalse,
      right: isLeft ? whenFalse : whenTrue
    )
  }
}

/// The weights that leaves give to outputs.
private struct ONNXLeafWeights {
  private let outputs: [Int]
  private let weights: [Double]
  /// The first weight of each node, and the next one of the same node after each; -1 for none.
  private var firstOfNode: [Int32]
  private var nextOfWeight: [Int32]

  init(
    _ attributes: ONNXAttributes,
    kind: String,
    _ nodes: ONNXTreeNodes,
    outputCount: Int
  ) throws(ForeignModelError) {
    let trees = try attributes.integers("\(kind)_treeids")
    let numbers = try attributes.integers("\(kind)_nodeids")
    outputs = try attributes.integers("\(kind)_ids")
    weights = try attributes.numbers("\(kind)_weights")
    guard [numbers.count, outputs.count, weights.count].allSatisfy({ $0 == trees.count }) else {
      throw .malformed(path: "\(kind)_weights")
    }
    guard weights.allSatisfy(\.isFinite) else { throw .notFinite(what: "leaf") }
    guard outputs.allSatisfy({ (0..<outputCount).contains($0) }) else {
      throw .malformed(path: "\(kind)_ids")
    }
    firstOfNode = Array(repeating: -1, count: nodes.trees.reduce(0) { $0 + $1.nodes.count })
    nextOfWeight = Array(repeating: -1, count: weights.count)
    for (index, (tree, number)) in zip(trees, numbers).enumerated() {
      guard let node = nodes.index(tree: tree, node: number) else {
        throw .malformed(path: "\(kind)_nodeids")
      }
      nextOfWeight[index] = firstOfNode[node]
      firstOfNode[node] = Int32(index)
    }
  }

  /// Whether no weight is negative.
  var isNonnegative: Bool { weights.allSatisfy { $0 >= 0 } }

  /// The weights of a node, by their indices.
  private func indices(at node: Int) -> some Sequence<Int> {
    sequence(state: firstOfNode[node]) { next -> Int? in
      guard next >= 0 else { return nil }
      defer { next = nextOfWeight[Int(next)] }
      return Int(next)
    }
  }

  /// For each output that some nodes have weights of, the sum at each node.
  ///
  /// - Complexity: O(nodes and weights).
  func sums(of nodes: [Int]) -> [Int: [Int: Double]] {
    var sums: [Int: [Int: Double]] = [:]
    for node in nodes {
      for index in indices(at: node) {
        sums[outputs[index], default: [:]][node, default: 0] += weights[index]
      }
    }
    return sums
  }

  /// The sum of all outputs at a node.
  func total(at node: Int) -> Double { indices(at: node).reduce(0) { $0 + weights[$1] } }
}
