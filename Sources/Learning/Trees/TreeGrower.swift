import Models
import Parallel

/// A tree as it was grown: what the model keeps, and what the training rows need.
struct GrownTree {
  /// One for each node: a split's decision, or the leaf's value.
  enum Node {
    case split(Split, leftChild: Int)
    case leaf(value: Double)

    /// A leaf's value.
    var leafValue: Double? {
      if case .leaf(let value) = self { value } else { nil }
    }
  }

  /// A leaf and where its rows are in the partition.
  struct Leaf {
    let node: Int
    let rows: Range<Int>
    let depth: Int
  }

  var nodes: [Node] = []
  var sums: [GradientSum] = []
  var leaves: [Leaf] = []

  /// The leaf value of a row that was not among the training rows, by its bins.
  func value(ofRow row: Int, in matrix: BinnedMatrix) -> Double {
    var index = 0
    while true {
      switch nodes[index] {
      case .leaf(let value): return value
      case .split(let split, let leftChild):
        index = leftChild + 1 - split.leftBins.membership(matrix[row, split.feature])
      }
    }
  }
}

/// Grows one tree after another on the same rows and bins.
///
/// A step takes some open nodes (all of a depth, or the best one), parts their rows, fills the
/// histogram of the smaller child of each, gets the larger one's by subtraction, and finds the
/// children's best splits. Each of these is cut into pieces for the threads; none of them depends on
/// how it is cut.
struct TreeGrower {
  let matrix: BinnedMatrix
  let settings: TreeSettings
  let threadCount: Int
  let partition: RowPartition
  let sampler: Sampler
  let constraints: FeatureConstraints
  var pool: HistogramPool

  /// A node whose split is known and not yet done.
  struct OpenNode {
    let index: Int
    let rows: Range<Int>
    let depth: Int
    let sum: GradientSum
    /// The bounds that monotone constraints leave for the leaves below.
    var bounds = LimitedLeaf.unbounded
    /// The features that were asked for on the way here.
    var path: Set<Int> = []
    var histogram: Int?
    var split: Split?
  }

  /// Histograms that open nodes may keep for their children, in bytes of all slots; no result depends on it.
  let histogramByteLimit: Int
  /// The limit of a grower that has no others beside it.
  static let wholeHistogramByteLimit = 512 << 20
  /// Most nodes that one step takes, so that partial results stay small.
  private static let batchLimit = 64

  init(
    matrix: BinnedMatrix,
    settings: TreeSettings,
    constraints: FeatureConstraints,
    histogramByteLimit: Int = Self.wholeHistogramByteLimit,
    threadCount: Int
  ) {
    self.matrix = matrix
    self.settings = settings
    self.constraints = constraints
    self.histogramByteLimit = histogramByteLimit
    self.threadCount = threadCount
    partition = RowPartition(capacity: matrix.rowCount)
    sampler = Sampler(settings: settings, featureCount: matrix.featureCount)
    pool = HistogramPool(featureCount: matrix.featureCount)
  }

  /// Grows the tree with number `tree` on `rows` of the matrix.
  mutating func grow(
    tree: Int,
    rows: [UInt32],
    gradients: SharedBuffer<Int64>,
    scale: GradientScale
  ) -> GrownTree {
    partition.reset(to: rows.span)
    var step = GrowthStep(
      matrix: matrix,
      settings: settings,
      threadCount: threadCount,
      partition: partition,
      sampler: sampler,
      tree: tree,
      builder: HistogramBuilder(matrix: matrix, gradients: gradients),
      splitter: Splitter(
        mappers: matrix.mappers,
        settings: settings,
        scale: scale,
        constraints: constraints,
        tree: tree
      )
    )
    var grown = GrownTree()
    if settings.growPolicy == .symmetric {
      growSymmetrically(&step, rowCount: rows.count, &grown)
      return grown
    }
    var open: [OpenNode] = []
    settle([step.root(rowCount: rows.count, &pool)], &open, &grown, scale)
    while !open.isEmpty {
      let batch = takeBatch(&open, leafCount: open.count + grown.leaves.count)
      if batch.isEmpty { break }
      for node in step.expand(batch, &pool, &grown) { settle([node], &open, &grown, scale) }
    }
    for node in open { close(node, &grown, scale) }
    return grown
  }

  /// Splits all nodes of a depth alike, then all of the next.
  private mutating func growSymmetrically(
    _ step: inout GrowthStep,
    rowCount: Int,
    _ grown: inout GrownTree
  ) {
    var nodes = [step.root(rowCount: rowCount, &pool)]
    grown.nodes.append(.leaf(value: 0))
    grown.sums.append(nodes[0].sum)
    while nodes.allSatisfy({ step.canSplit($0) }) {
      let histograms = nodes.compactMap { node in node.histogram.map { pool.slots[$0] } }
      let search = SymmetricSearch(
        splitter: step.splitter,
        nodes: Array(zip(nodes.map(\.sum), histograms))
      )
      // All nodes of a depth have the same way behind them.
      let isAllowed = step.allowedFeatures(nodes[0])
      let threads = step.threads(for: nodes.count * matrix.featureCount * 512)
      guard let splits = search.best(isAllowed: isAllowed, threadCount: threads) else { break }
      for index in nodes.indices { nodes[index].split = splits[index] }
      nodes = step.expand(nodes, &pool, &grown)
    }
    for node in nodes { close(node, &grown, step.splitter.scale) }
  }

  /// Nodes with a split stay open, the others become leaves.
  private mutating func settle(
    _ nodes: [OpenNode],
    _ open: inout [OpenNode],
    _ grown: inout GrownTree,
    _ scale: GradientScale
  ) {
    for var node in nodes {
      if grown.nodes.count <= node.index {
        grown.nodes.append(.leaf(value: 0))
        grown.sums.append(node.sum)
      }
      guard node.split != nil else {
        close(node, &grown, scale)
        continue
      }
      if let slot = node.histogram,
        pool.usedCount * pool.elementCount * 8 > histogramByteLimit
      {
        pool.release(slot)
        node.histogram = nil
      }
      open.append(node)
    }
  }

  /// Makes a node a leaf.
  private mutating func close(_ node: OpenNode, _ grown: inout GrownTree, _ scale: GradientScale) {
    if let slot = node.histogram { pool.release(slot) }
    let value = settings.limitedLeaf(within: node.bounds).value(
      gradient: scale.gradient(node.sum),
      hessian: scale.hessian(node.sum)
    )
    grown.nodes[node.index] = .leaf(value: value * settings.learningRate)
    grown.leaves.append(GrownTree.Leaf(node: node.index, rows: node.rows, depth: node.depth))
  }

  /// The nodes to split next; none when the tree has as many leaves as it may.
  private func takeBatch(_ open: inout [OpenNode], leafCount: Int) -> [OpenNode] {
    let budget = settings.maxLeafCount > 0 ? settings.maxLeafCount - leafCount : Self.batchLimit
    guard budget > 0 else { return [] }
    switch settings.growPolicy {
    case .depthwise, .symmetric:
      // Nodes were opened depth by depth, so the first ones are of the least depth.
      let depth = open[0].depth
      let count = min(open.prefix { $0.depth == depth }.count, budget, Self.batchLimit)
      defer { open.removeFirst(count) }
      return Array(open.prefix(count))
    case .lossguide:
      var best = 0
      for index in open.indices where gain(open[index]) > gain(open[best]) { best = index }
      return [open.remove(at: best)]
    }
  }

  private func gain(_ node: OpenNode) -> Double { node.split?.gain ?? 0 }
}
