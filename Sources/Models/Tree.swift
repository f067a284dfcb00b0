/// One node of a tree, in 16 bytes; children lie side by side, so the left one's index is enough.
package struct TreeNode: BitwiseCopyable, Sendable, Equatable {
  /// The kinds of nodes, by what they ask of a row.
  package enum Kind: UInt32, Sendable {
    /// Nothing: `value` is what the tree adds to the score.
    case leaf = 0
    /// Left when the feature is at most `threshold`.
    case threshold = 1
    /// Left when the feature's level is in a set.
    case categories = 2
  }

  /// Features are counted in 29 bits, beside the kind and the default direction.
  package static let featureLimit = 1 << 29

  /// The threshold or leaf value's bits, or where the category set is.
  let payload: UInt64
  /// Bits 0...28: the feature; 29: missing values go left; 30...31: the kind.
  let header: UInt32
  /// The left child's index, which the right one follows; 0 in a leaf.
  package let leftChild: UInt32

  init(payload: UInt64, header: UInt32, leftChild: UInt32) {
    self.payload = payload
    self.header = header
    self.leftChild = leftChild
  }

  private init(payload: UInt64, kind: Kind, feature: Int, missingGoesLeft: Bool, leftChild: Int) {
    precondition(feature < Self.featureLimit, "feature \(feature)")
    self.payload = payload
    header = UInt32(feature) | (missingGoesLeft ? 1 << 29 : 0) | kind.rawValue << 30
    self.leftChild = UInt32(leftChild)
  }

  /// A node that adds `value` to the score.
  package static func leaf(_ value: Double) -> TreeNode {
    TreeNode(
      payload: value.bitPattern,
      kind: .leaf,
      feature: 0,
      missingGoesLeft: false,
      leftChild: 0
    )
  }

  /// A node that sends values up to `threshold` left.
  package static func split(
    feature: Int,
    threshold: Double,
    missingGoesLeft: Bool,
    leftChild: Int
  ) -> TreeNode {
    TreeNode(
      payload: threshold.bitPattern,
      kind: .threshold,
      feature: feature,
      missingGoesLeft: missingGoesLeft,
      leftChild: leftChild
    )
  }

  /// A node that sends the levels of a set left: bit `k` of the words from `firstWord` on is level `k`.
  package static func split(
    feature: Int,
    firstWord: Int,
    levelCount: Int,
    missingGoesLeft: Bool,
    leftChild: Int
  ) -> TreeNode {
    TreeNode(
      payload: UInt64(UInt32(firstWord)) | UInt64(UInt32(levelCount)) << 32,
      kind: .categories,
      feature: feature,
      missingGoesLeft: missingGoesLeft,
      leftChild: leftChild
    )
  }

  /// The kind of the node; bits that are no kind read as a leaf (archives with such bits are
  /// refused).
  package var kind: Kind { Kind(rawValue: header >> 30) ?? .leaf }
  /// Which feature a split asks for.
  package var feature: Int { Int(header & (1 << 29 - 1)) }
  /// Where a row goes whose value is NULL, NaN or a level that training did not see.
  package var missingGoesLeft: Bool { header & 1 << 29 != 0 }
  /// The threshold of a `.threshold` node.
  package var threshold: Double { Double(bitPattern: payload) }
  /// The value of a `.leaf` node.
  package var value: Double { Double(bitPattern: payload) }
  /// Where a `.categories` node's set begins in `Tree.categoryWords`.
  package var firstWord: Int { Int(payload & 0xFFFF_FFFF) }
  /// The number of levels of a `.categories` node's feature; a code beyond counts as missing.
  package var levelCount: Int { Int(payload >> 32) }
}

/// The statistics of training at a node, for importance and dumps.
package struct NodeStatistics: BitwiseCopyable, Sendable, Equatable {
  /// The fall of the regularised loss by the split, doubled; 0 in a leaf.
  package let gain: Float
  /// The sum of hessians of the node's rows.
  package let cover: Float

  /// Statistics of one node.
  package init(gain: Float, cover: Float) {
    self.gain = gain
    self.cover = cover
  }
}

/// One regression tree as a flat array of nodes, the root first, each child after its parent.
package struct Tree: Sendable, Equatable {
  /// The nodes; `nodes[0]` is the root.
  package let nodes: [TreeNode]
  /// One for each node.
  package let statistics: [NodeStatistics]
  /// The bit sets of all category splits, one after another.
  package let categoryWords: [UInt64]

  /// A tree over `nodes`.
  ///
  /// - Precondition: at least one node, one statistic for each, and what `isValid(featureCount:)` checks.
  package init(nodes: [TreeNode], statistics: [NodeStatistics], categoryWords: [UInt64]) {
    self.nodes = nodes
    self.statistics = statistics
    self.categoryWords = categoryWords
  }

  /// The number of leaves.
  package var leafCount: Int { (nodes.count + 1) / 2 }

  /// The longest way from the root to a leaf, in splits.
  package var depth: Int {
    var depths = [Int](repeating: 0, count: nodes.count)
    for (index, node) in nodes.enumerated() where node.kind != .leaf {
      depths[Int(node.leftChild)] = depths[index] + 1
      depths[Int(node.leftChild) + 1] = depths[index] + 1
    }
    return depths.max() ?? 0
  }

  /// Whether a level is in a node's set; nil for a code that the feature does not have.
  package func contains(_ code: UInt32, in node: TreeNode) -> Bool? {
    let level = Int(code)
    guard level < node.levelCount else { return nil }
    return categoryWords[node.firstWord + level >> 6] >> UInt64(level & 63) & 1 == 1
  }

  /// The contribution of the tree to the score of one row: the obvious walk.
  package func value(of row: Int, in table: FeatureTable) -> Double {
    var node = nodes[0]
    while node.kind != .leaf {
      node = nodes[Int(node.leftChild) + (goesLeft(at: node, row: row, of: table) ? 0 : 1)]
    }
    return node.value
  }

  /// Whether a row goes left at a node that is no leaf.
  func goesLeft(at node: TreeNode, row: Int, of table: FeatureTable) -> Bool {
    decision(of: node, for: table.columns[node.feature], row: row) ?? node.missingGoesLeft
  }

  /// Whether a row goes left, or nil where its value is missing.
  private func decision(of node: TreeNode, for column: FeatureColumn, row: Int) -> Bool? {
    switch (column, node.kind) {
    case (.float(let values), .threshold):
      values[row].isNaN ? nil : Double(values[row]) <= node.threshold
    case (.double(let values), .threshold):
      values[row].isNaN ? nil : values[row] <= node.threshold
    case (.codes(let codes, _), .threshold):
      codes[row] >= FeatureColumn.unseenCode ? nil : Double(codes[row]) <= node.threshold
    case (.codes(let codes, _), .categories): contains(codes[row], in: node)
    default: nil
    }
  }

  /// Whether every index is in range, every child comes after its parent and has one parent only.
  package func isValid(featureCount: Int) -> Bool {
    guard !nodes.isEmpty, nodes.count % 2 == 1, statistics.count == nodes.count else {
      return false
    }
    var nextChild = [Bool](repeating: false, count: nodes.count)
    for (index, node) in nodes.enumerated() {
      guard Kind.isKnown(node) else { return false }
      if node.kind == .leaf { continue }
      let left = Int(node.leftChild)
      guard left > index, left % 2 == 1, left + 1 < nodes.count, !nextChild[left],
        node.feature < featureCount, !node.threshold.isNaN || node.kind == .categories,
        node.kind == .threshold
          || node.firstWord + (node.levelCount + 63) / 64 <= categoryWords.count
      else { return false }
      nextChild[left] = true
    }
    return true
  }

  private typealias Kind = TreeNode.Kind
}

extension TreeNode.Kind {
  /// Whether a node's two kind bits mean anything.
  fileprivate static func isKnown(_ node: TreeNode) -> Bool {
    TreeNode.Kind(rawValue: node.header >> 30) != nil
  }
}
