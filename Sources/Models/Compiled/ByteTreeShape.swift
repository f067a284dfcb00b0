/// The shape of a tree, cut into parts whose leaves a byte can count.
///
/// A part ends at leaves and at cuts, where another part begins.
struct ByteTreeShape {
  /// Most ends of a part: a byte counts them, one that stands for other parts, and padding.
  private static let endLimit = 240
  /// Most ends of a tree whose blocks may be padded, by a third.
  private static let paddedEndLimit = 180

  private(set) var nodes: [TreeNode] = []
  private(set) var parents: [Int] = []
  /// The longest way from each node to an end of its part, in splits.
  private(set) var heights: [Int] = []
  /// The roots of the parts.
  private(set) var parts: [Int] = []
  /// The ends below each node, a cut's as those of a part of its own.
  private var endCounts: [Int] = []
  private var cuts: [Bool] = []
  private var isPadded = false

  /// Measures a tree and cuts it.
  mutating func measure(_ tree: Tree) {
    nodes = tree.nodes
    isPadded = tree.leafCount <= Self.paddedEndLimit
    reset(&parents, to: 0)
    reset(&heights, to: 0)
    reset(&endCounts, to: 1)
    reset(&cuts, to: false)
    parts = [0]
    // Children come after their parents.
    for index in nodes.indices.reversed() where nodes[index].kind != .leaf {
      let left = Int(nodes[index].leftChild)
      parents[left] = index
      parents[left + 1] = index
      var endCount = endCounts[left] + endCounts[left + 1]
      if endCount > Self.endLimit {
        let larger = largerChild(of: index)
        cuts[larger] = true
        parts.append(larger)
        endCount += 1 - endCounts[larger]
      }
      endCounts[index] = endCount
      let leftHeight = isEnd(left) ? 0 : heights[left]
      let rightHeight = isEnd(left + 1) ? 0 : heights[left + 1]
      heights[index] = 1 + max(leftHeight, rightHeight)
    }
  }

  private func reset<Element>(_ array: inout [Element], to value: Element) {
    array.removeAll(keepingCapacity: true)
    array.append(contentsOf: repeatElement(value, count: nodes.count))
  }

  /// Whether a node is a leaf, or where another part begins.
  func isEnd(_ node: Int) -> Bool { cuts[node] || nodes[node].kind == .leaf }

  /// Whether another part begins at a node.
  func isCut(_ node: Int) -> Bool { cuts[node] }

  /// The value of a leaf; -0.0 where another part adds its own.
  func value(ofEnd node: Int) -> Double { cuts[node] ? -0.0 : nodes[node].value }

  /// The child with more ends, the left one of two alike.
  func largerChild(of node: Int) -> Int {
    let left = Int(nodes[node].leftChild)
    let isRight = size(of: left + 1) > size(of: left)
    return isRight ? left + 1 : left
  }

  private func size(of node: Int) -> Int { cuts[node] ? 1 : endCounts[node] }

  /// Whether one step finds all leaves below a node: 1, 3 or 7 splits, or nearly so many.
  func isBlock(_ node: Int) -> Bool {
    let splitCount = endCounts[node] - 1
    switch heights[node] {
    case 1: return true
    case 2: return splitCount == 3 || isPadded
    case 3: return splitCount == 7 || isPadded && splitCount >= 5
    default: return false
    }
  }
}

/// A tree all of whose nodes of a level ask the same: which leaf it is has a bit for each level.
struct SymmetricTree {
  /// Most levels, so that a byte counts the leaves.
  private static let depthLimit = 8

  private(set) var levels: [TreeNode] = []
  private(set) var values: [Double] = []

  /// Nil where the tree is of another kind, or the leaves are too many.
  init?(_ tree: Tree) {
    let nodes = tree.nodes
    // Most trees are none by their second level.
    guard nodes.count & (nodes.count + 1) == 0, nodes.count < 2 << Self.depthLimit else {
      return nil
    }
    var row = [0]
    while let first = row.first.map({ nodes[$0] }), first.kind != .leaf {
      guard first.kind == .threshold, row.allSatisfy({ nodes[$0].asksSame(as: first) }) else {
        return nil
      }
      levels.append(first)
      row = row.flatMap { [Int(nodes[$0].leftChild), Int(nodes[$0].leftChild) + 1] }
    }
    guard row.allSatisfy({ nodes[$0].kind == .leaf }) else { return nil }
    values = row.map { nodes[$0].value }
  }
}

extension TreeNode {
  /// Whether two nodes send every row the same way, left or right.
  fileprivate func asksSame(as other: TreeNode) -> Bool {
    header == other.header && payload == other.payload
  }
}
