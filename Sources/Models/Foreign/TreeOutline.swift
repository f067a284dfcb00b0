/// A tree as another program numbers its nodes, on its way to a `Tree`.
struct TreeOutline {
  /// A node.
  enum Node {
    case leaf(Double)
    /// Left where the feature is at most a threshold.
    case threshold(feature: Int, Double, missingGoesLeft: Bool, left: Int, right: Int)
    /// Left where the feature's level is in a set, of which each word has 64.
    case levels(feature: Int, Set, missingGoesLeft: Bool, left: Int, right: Int)
  }

  /// A set of levels.
  struct Set: Equatable {
    /// Bit `k` of the words is level `k`.
    private(set) var words: [UInt64]
    /// The number of levels of the feature.
    let levelCount: Int

    /// An empty set.
    init(levelCount: Int) {
      self.levelCount = levelCount
      words = Array(repeating: 0, count: (levelCount + 63) / 64)
    }

    /// Adds a level, which must be one of the feature's.
    mutating func insert(_ level: Int) { words[level / 64] |= 1 << UInt64(level % 64) }
  }

  /// The number of the tree's nodes, as the file counts them.
  let nodeCount: Int
  /// The root's number.
  var root = 0
  /// The rest of the words that the sets of a file's trees may have.
  var wordsLeft = ForeignModel.nodeLimit

  init(nodeCount: Int, root: Int = 0, wordsLeft: Int = ForeignModel.nodeLimit) {
    self.nodeCount = nodeCount
    self.root = root
    self.wordsLeft = wordsLeft
  }

  /// The tree with each node's children side by side; what the root does not lead to is left out.
  ///
  /// `node` is asked for each node once, with its number, and `statistics` too.
  ///
  /// - Throws: `malformed` where children are no nodes, or a node is a child twice.
  /// - Complexity: O(nodes), however deep.
  mutating func tree(
    _ node: (Int) throws(ForeignModelError) -> Node,
    statistics: (Int) -> NodeStatistics = { _ in NodeStatistics(gain: 0, cover: 0) }
  ) throws(ForeignModelError) -> Tree {
    var nodes: [TreeNode] = []
    var allStatistics: [NodeStatistics] = []
    var words: [UInt64] = []
    var order = [root]
    while nodes.count < order.count {
      let number = order[nodes.count]
      guard (0..<nodeCount).contains(number), order.count <= nodeCount else {
        throw .malformed(path: "children")
      }
      allStatistics.append(statistics(number))
      switch try node(number) {
      case .leaf(let value):
        guard value.isFinite else { throw .notFinite(what: "leaf") }
        nodes.append(.leaf(value))
      case .threshold(let feature, let threshold, let missingGoesLeft, let left, let right):
        guard !threshold.isNaN else { throw .notFinite(what: "threshold") }
        nodes.append(
          .split(
            feature: feature,
            threshold: threshold,
            missingGoesLeft: missingGoesLeft,
            leftChild: order.count
          )
        )
        order += [left, right]
      case .levels(let feature, let set, let missingGoesLeft, let left, let right):
        wordsLeft -= set.words.count
        guard wordsLeft >= 0 else {
          throw .tooMany(what: "words of categories", limit: ForeignModel.nodeLimit)
        }
        nodes.append(
          .split(
            feature: feature,
            firstWord: words.count,
            levelCount: set.levelCount,
            missingGoesLeft: missingGoesLeft,
            leftChild: order.count
          )
        )
        words += set.words
        order += [left, right]
      }
    }
    return Tree(nodes: nodes, statistics: allStatistics, categoryWords: words)
  }
}

extension TreeEnsemble {
  /// The ensemble of the trees of each output, in rounds: outputs with fewer trees get leaves of 0.
  static func ofOutputs(
    _ trees: [[Tree]],
    baseScores: [Double],
    featureCount: Int
  ) throws(ForeignModelError) -> TreeEnsemble {
    let roundCount = trees.map(\.count).max() ?? 0
    let (count, overflow) = roundCount.multipliedReportingOverflow(by: trees.count)
    guard !overflow, count <= ForeignModel.nodeLimit else {
      throw .tooMany(what: "nodes", limit: ForeignModel.nodeLimit)
    }
    let nothing = Tree(
      nodes: [.leaf(0)],
      statistics: [NodeStatistics(gain: 0, cover: 0)],
      categoryWords: []
    )
    return TreeEnsemble(
      trees: (0..<roundCount).flatMap { round in
        trees.map { round < $0.count ? $0[round] : nothing }
      },
      baseScores: baseScores,
      featureCount: featureCount
    )
  }
}

/// The largest `Double` whose nearest `Float` is below `bound`: XGBoost compares with `<`, after rounding.
func largestBelow(_ bound: Float) -> Double {
  let below = bound.nextDown
  let middle = (Double(below) + Double(bound)) / 2
  return Float(middle) < bound ? middle : middle.nextDown
}

/// The largest `Double` whose nearest `Float` is at most `bound`.
func largestUpTo(_ bound: Float) -> Double {
  if bound == .infinity { return .infinity }
  guard bound == .greatestFiniteMagnitude else { return largestBelow(bound.nextUp) }
  return (Double(bound) + Double(bound.ulp) / 2).nextDown
}
