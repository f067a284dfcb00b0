/// Makes trees of those of a CatBoost model: one for each output.
struct CatBoostTreeReader {
  /// The features of the file.
  let features: CatBoostFeatures
  /// For each category the level of each hash.
  let levels: [[Int: Int]]
  let outputCount: Int
  /// The factor of each leaf.
  let leafFactor: Double
  /// The rest of the nodes and of the words of sets that trees may have.
  private var nodesLeft = ForeignModel.nodeLimit
  private var wordsLeft = ForeignModel.nodeLimit

  init(features: CatBoostFeatures, levels: [[Int: Int]], outputCount: Int, leafFactor: Double) {
    self.features = features
    self.levels = levels
    self.outputCount = outputCount
    self.leafFactor = leafFactor
  }

  /// The trees of the outputs.
  mutating func trees(_ tree: CatBoostTree) throws(ForeignModelError) -> [Tree] {
    switch tree.shape {
    case .oblivious(let conditions): try oblivious(conditions, tree)
    case .nested(let nodes): try nested(nodes, tree)
    }
  }

  private mutating func oblivious(
    _ conditions: [CatBoostTree.Condition],
    _ tree: CatBoostTree
  ) throws(ForeignModelError) -> [Tree] {
    let (leafCount, source) = (1 << conditions.count, self)
    guard tree.values.count == leafCount * outputCount else {
      throw .malformed(path: "leaf_values")
    }
    // Nodes by levels: node `n` has children `2n + 1` and `2n + 2`, and the last condition is the root's.
    return try trees(nodeCount: 2 * leafCount - 1) { number, output throws(ForeignModelError) in
      guard number < leafCount - 1 else {
        let path = number + 1 - leafCount
        // The condition nearest to the root has the highest bit, as in CatBoost.
        return (source.leaf(path, output, of: tree), path)
      }
      let depth = (number + 1).bitWidth - (number + 1).leadingZeroBitCount - 1
      let condition = conditions[conditions.count - 1 - depth]
      return (try source.split(condition, left: 2 * number + 1, right: 2 * number + 2), nil)
    } weight: {
      tree.weights.indices.contains($0) ? tree.weights[$0] : 0
    }
  }

  private mutating func nested(
    _ nodes: [CatBoostTree.Node],
    _ tree: CatBoostTree
  ) throws(ForeignModelError) -> [Tree] {
    guard tree.values.count == tree.weights.count * outputCount else {
      throw .malformed(path: "trees.value")
    }
    let source = self
    return try trees(nodeCount: nodes.count) { number, output throws(ForeignModelError) in
      switch nodes[number] {
      case .leaf(let leaf):
        return (source.leaf(leaf, output, of: tree), leaf)
      case .split(let condition, let left, let right):
        return (try source.split(condition, left: left, right: right), nil)
      }
    } weight: {
      tree.weights[$0]
    }
  }

  /// A tree for each output; `node` tells a leaf's number too, and `weight` the rows of a leaf.
  private mutating func trees(
    nodeCount: Int,
    _ node: (Int, _ output: Int) throws(ForeignModelError) -> (TreeOutline.Node, leaf: Int?),
    weight: (Int) -> Double
  ) throws(ForeignModelError) -> [Tree] {
    nodesLeft -= nodeCount * outputCount
    guard nodesLeft >= 0 else { throw .tooMany(what: "nodes", limit: ForeignModel.nodeLimit) }
    var covers = [Double](repeating: 0, count: nodeCount)
    // Children have higher numbers than their parents.
    for number in (0..<nodeCount).reversed() {
      switch try node(number, 0) {
      case (_, .some(let leaf)): covers[number] = weight(leaf)
      case (.threshold(_, _, _, let left, let right), nil),
        (.levels(_, _, _, let left, let right), nil):
        covers[number] = covers[left] + covers[right]
      case (.leaf, nil): break
      }
    }
    var trees: [Tree] = []
    for output in 0..<outputCount {
      var outline = TreeOutline(nodeCount: nodeCount, wordsLeft: wordsLeft)
      trees.append(
        try outline.tree(
          { number throws(ForeignModelError) in try node(number, output).0 },
          statistics: { NodeStatistics(gain: 0, cover: Float($0 < nodeCount ? covers[$0] : 0)) }
        )
      )
      wordsLeft = outline.wordsLeft
    }
    return trees
  }

  private func leaf(_ leaf: Int, _ output: Int, of tree: CatBoostTree) -> TreeOutline.Node {
    .leaf(tree.values[leaf * outputCount + output] * leafFactor)
  }

  /// A split whose condition sends rows to the right.
  private func split(
    _ condition: CatBoostTree.Condition,
    left: Int,
    right: Int
  ) throws(ForeignModelError) -> TreeOutline.Node {
    switch condition {
    case .number(let feature, let border):
      guard features.numbers.indices.contains(feature), let index = features.numbers[feature].index
      else { throw .malformed(path: "float_feature_index") }
      // CatBoost rounds to `Float`, and asks whether that is above the border.
      return .threshold(
        feature: index,
        largestUpTo(border),
        missingGoesLeft: !features.numbers[feature].isMissingLarge,
        left: left,
        right: right
      )
    case .category(let feature, let hash):
      guard features.categories.indices.contains(feature),
        let index = features.categories[feature].index, let level = levels[feature][hash]
      else { throw .malformed(path: "cat_feature_index") }
      var set = TreeOutline.Set(levelCount: levels[feature].count)
      set.insert(level)
      return .levels(feature: index, set, missingGoesLeft: false, left: right, right: left)
    }
  }
}
