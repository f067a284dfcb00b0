/// A tree's contributions as tables: how they are laid out, before they are filled.
///
/// A leaf gives each feature on its path a number that depends on nothing but which of the path's
/// conditions hold, those of one feature being one condition. So leaves are put into groups of
/// neighbours; the pattern of a group has a bit for each feature on the path to it, whether the row
/// meets all its conditions, and one for each split within the group. A table of the group and a
/// feature has the sum over the leaves for each pattern.
struct TabulatedTree {
  /// Bits of a pattern, which is a byte.
  static let bitLimit = 8
  /// Splits on the longest way to a leaf: a tree that is deeper than that has hardly a group that fits.
  static let depthLimit = 16

  /// A split that a path goes through.
  struct Condition {
    /// The node.
    let node: Int
    /// Which way the path goes.
    let isLeft: Bool
  }
  /// The features on a path, in the order in which it meets them, with their conditions.
  typealias Path = [(feature: Int, conditions: [Condition])]

  /// Leaves under one node.
  struct Group {
    /// The node.
    let root: Int
    /// The path to it: bits 0 and up.
    let path: Path
    /// The splits under it, the node itself first: the bits above those.
    let splits: [Int]
    /// The features whose contributions its leaves are in.
    let features: [Int]

    /// The number of bits.
    var bitCount: Int { path.count + splits.count }
  }

  /// The tree.
  let tree: Tree
  /// The groups, which have each leaf once.
  private(set) var groups: [Group] = []

  /// Lays the tree out; nil where a path has too many features.
  init?(_ tree: Tree) {
    self.tree = tree
    guard tree.depth <= Self.depthLimit, append(0, path: []) else { return nil }
  }

  /// The numbers of all tables.
  var tableCount: Int {
    groups.reduce(0) { $0 + $1.features.count << $1.bitCount }
  }

  /// Makes groups of what is under a node; false where that cannot be.
  private mutating func append(_ node: Int, path: Path) -> Bool {
    guard path.count <= Self.bitLimit else { return false }
    if let splits = splits(under: node, atMost: Self.bitLimit - path.count) {
      let features = path.map(\.feature) + splits.map { tree.nodes[$0].feature }
      var distinct: [Int] = []
      for feature in features where !distinct.contains(feature) { distinct.append(feature) }
      groups.append(Group(root: node, path: path, splits: splits, features: distinct))
      return true
    }
    let left = Int(tree.nodes[node].leftChild)
    return append(left, path: Self.extended(path, tree.nodes[node], node, isLeft: true))
      && append(left + 1, path: Self.extended(path, tree.nodes[node], node, isLeft: false))
  }

  /// A path with a condition more.
  static func extended(_ path: Path, _ split: TreeNode, _ node: Int, isLeft: Bool) -> Path {
    var path = path
    let condition = Condition(node: node, isLeft: isLeft)
    if let place = path.firstIndex(where: { $0.feature == split.feature }) {
      path[place].conditions.append(condition)
    } else {
      path.append((split.feature, [condition]))
    }
    return path
  }

  /// The splits under a node, itself first; nil where there are more than a number of them.
  private func splits(under node: Int, atMost limit: Int) -> [Int]? {
    var splits: [Int] = []
    var open = [node]
    while let index = open.popLast() {
      guard tree.nodes[index].kind != .leaf else { continue }
      guard splits.count < limit else { return nil }
      splits.append(index)
      open += [Int(tree.nodes[index].leftChild) + 1, Int(tree.nodes[index].leftChild)]
    }
    return splits
  }
}

extension TabulatedTree {
  /// The tables of a group: for each of its features `1 << bitCount` numbers, one feature after the
  /// other.
  ///
  /// - Complexity: O(leaves x patterns x conditions^2).
  func tables(of group: Group, shares: [Double], rules: UnitQuadratures) -> [Double] {
    var tables = [Double](repeating: 0, count: group.features.count << group.bitCount)
    var open = [(node: group.root, path: group.path)]
    while let (node, path) = open.popLast() {
      let split = tree.nodes[node]
      if split.kind == .leaf {
        add(leaf: split.value, path, of: group, shares, rules, to: &tables)
      } else {
        let left = Int(split.leftChild)
        open.append((left, Self.extended(path, split, node, isLeft: true)))
        open.append((left + 1, Self.extended(path, split, node, isLeft: false)))
      }
    }
    return tables
  }

  /// Adds what one leaf gives the features on its path, for each pattern.
  private func add(
    leaf value: Double,
    _ path: Path,
    of group: Group,
    _ shares: [Double],
    _ rules: UnitQuadratures,
    to tables: inout [Double]
  ) {
    let values = shapleyValues(leaf: value, path, shares, rules)
    // The leaf's own pattern has a bit for each feature on its path.
    let tests = path.map { step in
      step.conditions.compactMap { condition -> (bit: Int, isSet: Bool)? in
        group.splits.firstIndex(of: condition.node)
          .map { (group.path.count + $0, condition.isLeft) }
      } + (group.path.firstIndex { $0.feature == step.feature }.map { [($0, true)] } ?? [])
    }
    let places = path.map { step in
      (group.features.firstIndex(of: step.feature) ?? 0) << group.bitCount
    }
    for pattern in 0..<1 << group.bitCount {
      var own = 0
      for (index, test) in tests.enumerated()
      where test.allSatisfy({ (pattern >> $0.bit & 1 == 1) == $0.isSet }) {
        own |= 1 << index
      }
      for index in path.indices {
        tables[places[index] + pattern] += values[own * path.count + index]
      }
    }
  }

  /// The Shapley values of the features on a leaf's path, for each set of features whose conditions
  /// hold.
  private func shapleyValues(
    leaf value: Double,
    _ path: Path,
    _ shares: [Double],
    _ rules: UnitQuadratures
  ) -> [Double] {
    let pathShares = path.map { step in
      step.conditions.reduce(1.0) { product, condition in
        product * shares[Int(tree.nodes[condition.node].leftChild) + (condition.isLeft ? 0 : 1)]
      }
    }
    let rule = rules.rule(path.count)
    var values = [Double](repeating: 0, count: path.count << path.count)
    var room = [Double](repeating: 0, count: path.count + 1)
    var roomSpan = room.mutableSpan
    var all = values.mutableSpan
    for pattern in 0..<1 << path.count {
      let holds = path.indices.map { pattern >> $0 & 1 == 1 }
      var sums = all._mutatingExtracting(pattern * path.count..<(pattern + 1) * path.count)
      rule.addShapleyValues(
        ofLeaf: value,
        shares: pathShares.span,
        holds: holds.span,
        room: &roomSpan,
        to: &sums
      )
    }
    return values
  }
}
