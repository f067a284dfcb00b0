/// Trees whose contributions are found by two passes over the nodes for each row: any tree, in time
/// that is linear in its size.
///
/// A Shapley value of a leaf is an integral over u from 0 to 1 of the product of the other
/// conditions' factors, `share * (1 - u) + (holds ? u : 0)`, times `holds - share`. At each point
/// of a rule the first pass has the product of all factors on the path to each node, and the second
/// their sum over the leaves under it, times the values; a condition's rate, `(holds - share) /
/// factor`, then gives its part of all leaves under it at once (compare Yu and others 2022, "Linear
/// TreeShap"). Where a feature comes again its condition is another one for the leaves below: the
/// difference of the rates counts.
struct WalkedTrees: Sendable {
  private var trees: [WalkedTree] = []
  /// For each feature the input that its contribution counts for.
  private let inputs: [Int]

  /// No trees yet.
  init(inputs: [Int]) { self.inputs = inputs }

  /// Adds a tree, whose sets of levels begin at a word among those of all trees.
  mutating func append(_ tree: Tree, columns: RankedColumns, shares: [Double], firstWord: Int) {
    guard tree.nodes.count > 1 else { return }
    trees.append(WalkedTree(tree, columns: columns, shares: shares, firstWord: firstWord))
  }

  /// Adds the contributions of all trees for some rows.
  ///
  /// Shapes: as of `ContributionTables`.
  ///
  /// - Complexity: O(rows x nodes x features on a path / 16), at least O(rows x nodes).
  func add(
    ranks: Span<UInt32>,
    words: Span<UInt64>,
    rowCount: Int,
    to sums: inout MutableSpan<Double>
  ) {
    for tree in trees {
      var passes = WalkedPasses(nodeCount: tree.edges.count)
      for row in 0..<rowCount {
        passes.decide(tree) { decision in
          decision.goesLeft(ranks[decision.column * rowCount + row], words: words)
        }
        for points in tree.points {
          passes.run(tree, points) { feature, value in
            sums[inputs[feature] * rowCount + row] += value
          }
        }
      }
    }
  }
}

/// Eight points of a rule.
private struct QuadraturePoints: Sendable {
  let points: SIMD8<Double>
  /// 0 where there are fewer points.
  let weights: SIMD8<Double>

  /// The points of a rule, eight at a time.
  static func all(of rule: UnitQuadrature) -> [QuadraturePoints] {
    stride(from: 0, to: rule.points.count, by: 8).map { start in
      var points = SIMD8<Double>(repeating: 0.5)
      var weights = SIMD8<Double>.zero
      for lane in 0..<min(8, rule.points.count - start) {
        points[lane] = rule.points[start + lane]
        weights[lane] = rule.weights[start + lane]
      }
      return QuadraturePoints(points: points, weights: weights)
    }
  }
}

/// A tree as the passes read it.
private struct WalkedTree: Sendable {
  /// The way from a node's parent to the node.
  struct Edge: Sendable {
    var parent = 0
    var isLeft = false
    /// The feature that the parent asks for.
    var feature = 0
    /// The last edge above with that feature; nil where there is none.
    var previous: Int?
    /// The product of the shares of this edge and those above with that feature.
    var share = 1.0
  }

  let nodes: [TreeNode]
  /// One for each split, nil for leaves.
  let decisions: [RankDecision?]
  /// One for each node; that of the root says nothing.
  private(set) var edges: [Edge]
  private(set) var points: [QuadraturePoints] = []

  init(_ tree: Tree, columns: RankedColumns, shares: [Double], firstWord: Int) {
    nodes = tree.nodes
    decisions = tree.nodes.map {
      $0.kind == .leaf ? nil : columns.decision(of: $0, firstWord: firstWord)
    }
    edges = [Edge](repeating: Edge(), count: tree.nodes.count)
    let conditionCount = connect(shares)
    points = QuadraturePoints.all(of: UnitQuadrature(conditionCount: conditionCount))
  }

  /// Fills the edges in, depth first; gives the most different features on a path.
  private mutating func connect(_ shares: [Double]) -> Int {
    var last: [Int: Int] = [:]
    var most = 0
    var open = [(node: 0, isDone: false)]
    while let (node, isDone) = open.popLast() {
      if isDone {
        last[edges[node].feature] = edges[node].previous
        continue
      }
      if node > 0 {
        let previous = last[edges[node].feature]
        edges[node].previous = previous
        edges[node].share = shares[node] * (previous.map { edges[$0].share } ?? 1)
        last[edges[node].feature] = node
        most = max(most, last.count)
        open.append((node, true))
      }
      let split = nodes[node]
      guard split.kind != .leaf else { continue }
      let left = Int(split.leftChild)
      for child in [left + 1, left] {
        edges[child].parent = node
        edges[child].isLeft = child == left
        edges[child].feature = split.feature
        open.append((child, false))
      }
    }
    return most
  }
}

/// The numbers of the nodes of a tree for one row.
private struct WalkedPasses {
  /// Whether the row goes left.
  private var goesLeft: [Bool]
  /// Whether the row meets all conditions of the edge's feature down to a node.
  private var holds: [Bool]
  /// The products of all factors on the path to a node.
  private var products: [SIMD8<Double>]
  /// The factor of the condition that a node's edge ends; 1 in place of 0.
  private var factors: [SIMD8<Double>]
  /// The rates of those conditions.
  private var rates: [SIMD8<Double>]

  /// Room for a tree.
  init(nodeCount: Int) {
    goesLeft = [Bool](repeating: false, count: nodeCount)
    holds = goesLeft
    products = [SIMD8<Double>](repeating: .one, count: nodeCount)
    factors = products
    rates = products
  }

  /// Finds which way the row goes at each node, and which conditions it meets.
  mutating func decide(_ tree: WalkedTree, _ decide: (RankDecision) -> Bool) {
    for node in tree.nodes.indices {
      if let decision = tree.decisions[node] { goesLeft[node] = decide(decision) }
      guard node > 0 else { continue }
      let edge = tree.edges[node]
      let isAsked = goesLeft[edge.parent] == edge.isLeft
      holds[node] = isAsked && (edge.previous.map { holds[$0] } ?? true)
    }
  }

  /// Calls `found` for each edge with its feature and what it adds to that feature's contribution.
  mutating func run(
    _ tree: WalkedTree,
    _ rule: QuadraturePoints,
    _ found: (Int, Double) -> Void
  ) {
    let rest = 1 - rule.points
    let missed = -1 / rest
    products[0] = .one
    // Parents come before their children.
    for node in 1..<tree.nodes.count {
      let edge = tree.edges[node]
      let factor = rest * edge.share + (holds[node] ? rule.points : .zero)
      var product = products[edge.parent] * factor
      if let previous = edge.previous { product /= factors[previous] }
      products[node] = product
      factors[node] = factor.replacing(with: 1, where: factor .== 0)
      rates[node] = holds[node] ? (1 - edge.share) / factor : missed
    }
    // From here on the products are the sums of those of the leaves, times their values.
    for node in stride(from: tree.nodes.count - 1, to: 0, by: -1) {
      let split = tree.nodes[node]
      let left = Int(split.leftChild)
      let sum =
        split.kind == .leaf
        ? products[node] * split.value : products[left] + products[left + 1]
      products[node] = sum
      let edge = tree.edges[node]
      let rate = rates[node] - (edge.previous.map { rates[$0] } ?? .zero)
      found(edge.feature, (rate * rule.weights * sum).sum())
    }
  }
}
