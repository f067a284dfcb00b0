/// Turns an ensemble into the arrays of `NodeTrees`.
struct TreeCompiler {
  private(set) var columns: [CompiledColumn] = []
  private(set) var nodes: [CompiledNode] = []
  private(set) var values: [Double] = []
  private(set) var trees: [CompiledTree] = []
  private(set) var categoryWords: [UInt64] = []
  /// For each feature the column of its ranks and of its codes.
  private var rankColumns: [Int: Int] = [:]
  private var codeColumns: [Int: Int] = [:]

  /// Collects the columns, by feature, ranks before codes.
  init(_ ensemble: TreeEnsemble) {
    let (thresholds, hasSets) = ensemble.splitsOfInputs
    for feature in 0..<ensemble.inputCount {
      if !thresholds[feature].isEmpty {
        rankColumns[feature] = columns.count
        columns.append(
          CompiledColumn(feature: feature, thresholds: distinct(thresholds[feature]))
        )
      }
      if hasSets[feature] {
        codeColumns[feature] = columns.count
        columns.append(CompiledColumn(feature: feature, thresholds: nil))
      }
    }
  }

  /// Appends every tree.
  mutating func compile(_ ensemble: TreeEnsemble) {
    for tree in ensemble.trees {
      let root = UInt32(nodes.count)
      trees.append(CompiledTree(root: root, depth: tree.depth))
      for node in tree.nodes { append(node, root: root) }
      categoryWords += tree.categoryWords
    }
  }

  /// The column that a threshold node asks for, and its threshold's rank there.
  private func rank(of node: TreeNode) -> (column: Int, rank: Int) {
    let column = rankColumns[node.feature] ?? 0
    let thresholds = columns[column].thresholds ?? []
    return (column, lowerBound(of: node.threshold, in: thresholds))
  }

  private mutating func append(_ node: TreeNode, root: UInt32) {
    let missingOffset: UInt32 = node.missingGoesLeft ? 1 : 0
    let blockRowCount = NodeTrees.blockRowCount
    switch node.kind {
    case .leaf:
      values.append(node.value)
      nodes.append(
        CompiledNode(column: 0, limit: .max, missingOffset: 0, leftChild: UInt32(nodes.count))
      )
      return
    case .threshold:
      let (column, rank) = rank(of: node)
      nodes.append(
        CompiledNode(
          column: UInt32(column * blockRowCount),
          limit: UInt32(rank) + missingOffset,
          missingOffset: missingOffset,
          leftChild: root + node.leftChild
        )
      )
    case .categories:
      nodes.append(
        CompiledNode(
          column: UInt32((codeColumns[node.feature] ?? 0) * blockRowCount),
          limit: UInt32(categoryWords.count + node.firstWord),
          missingOffset: CompiledNode.categoryFlag | UInt32(node.levelCount) << 1 | missingOffset,
          leftChild: root + node.leftChild
        )
      )
    }
    values.append(0)
  }
}

/// The numbers in ascending order, each once.
func distinct(_ values: [Double]) -> [Double] {
  var result: [Double] = []
  for value in values.sorted() where result.last != value { result.append(value) }
  return result
}

extension TreeEnsemble {
  /// For each input the thresholds of its splits, and whether some split by sets of its levels.
  var splitsOfInputs: (thresholds: [[Double]], hasSets: [Bool]) {
    var thresholds = [[Double]](repeating: [], count: inputCount)
    var hasSets = [Bool](repeating: false, count: inputCount)
    for node in trees.lazy.flatMap(\.nodes) {
      switch node.kind {
      case .leaf: break
      case .threshold: thresholds[node.feature].append(node.threshold)
      case .categories: hasSets[node.feature] = true
      }
    }
    return (thresholds, hasSets)
  }
}
