import Parallel

/// The work of one step of `TreeGrower`, cut into pieces for the threads.
struct GrowthStep {
  let matrix: BinnedMatrix
  let settings: TreeSettings
  let threadCount: Int
  let partition: RowPartition
  let sampler: Sampler
  let tree: Int
  let builder: HistogramBuilder
  let splitter: Splitter

  typealias OpenNode = TreeGrower.OpenNode

  /// A histogram that is filled from rows, by one or more pieces.
  private struct Build {
    let slot: Int
    /// Pieces of rows with the slot that each fills; the first is `slot`.
    var pieces: [(rows: Range<Int>, slot: Int)]
  }

  /// A node whose histogram is ready once `build` was added up and subtracted from `parent`.
  private struct Search {
    let node: Int
    let isAllowed: [Bool]?
  }

  /// Histograms of one family: the built child, and its sibling by subtraction in the parent's slot.
  private struct Family {
    var builds: [Build] = []
    /// `minuend -= subtrahend`, after the builds.
    var subtraction: (minuend: Int, subtrahend: Int)?
    var searches: [Search] = []
  }

  /// The root with its best split.
  mutating func root(rowCount: Int, _ pool: inout HistogramPool) -> OpenNode {
    let slot = pool.take()
    var family = Family()
    family.builds = [build(0..<rowCount, slot, totalRows: rowCount, &pool)]
    run([family], rowCount: rowCount, depth: 0, pool)
    for build in family.builds { add(build, 0..<matrix.featureCount, pool.slots) }
    releasePartials(of: [family], &pool)
    // Each row is in one bin of every feature, so any feature's bins add up to the node.
    let sums = unsafe pool.slots[slot].slice(0..<matrix.mappers[0].binCount)
    let total = unsafe GradientSum(word: sums.reduce(0, &+))
    var root = OpenNode(
      index: 0,
      rows: 0..<rowCount,
      depth: 0,
      sum: total,
      histogram: slot,
      split: nil
    )
    family.builds = []
    if canSplit(root) && settings.growPolicy != .symmetric {
      family.searches = [search(0, root)]
      root.split = finish([family], [root], pool)[0]
    }
    return root
  }

  /// Splits the nodes of a batch, which are of one depth; returns their children, each with its best split.
  mutating func expand(
    _ batch: [OpenNode],
    _ pool: inout HistogramPool,
    _ grown: inout GrownTree
  ) -> [OpenNode] {
    var children = part(batch, &grown)
    let rowCount = batch.reduce(0) { $0 + $1.rows.count }
    var families: [Family] = []
    for (index, parent) in batch.enumerated() {
      families.append(
        family(parent, left: 2 * index, right: 2 * index + 1, &children, rowCount, &pool)
      )
    }
    run(families, rowCount: rowCount, depth: batch[0].depth + 1, pool)
    let splits = finish(families, children, pool)
    for index in children.indices { children[index].split = splits[index] }
    releasePartials(of: families, &pool)
    return children
  }

  /// Parts the rows of a batch and adds the children to the tree.
  private func part(_ batch: [OpenNode], _ grown: inout GrownTree) -> [OpenNode] {
    let splits = batch.compactMap(\.split)
    let tasks = zip(batch, splits).map {
      RowPartition.Task(range: $0.rows, feature: $1.feature, leftBins: $1.leftBins)
    }
    let rowCount = batch.reduce(0) { $0 + $1.rows.count }
    let leftCounts = partition.split(
      tasks,
      depth: batch[0].depth,
      matrix: matrix,
      threadCount: threads(for: rowCount * 2)
    )
    var children: [OpenNode] = []
    for ((parent, split), leftCount) in zip(zip(batch, splits), leftCounts) {
      let left = grown.nodes.count
      grown.nodes[parent.index] = .split(split, leftChild: left)
      let middle = parent.rows.lowerBound + leftCount
      let bounds = childBounds(of: parent, split)
      for (rows, sum, bounds) in [
        (parent.rows.lowerBound..<middle, split.left, bounds.left),
        (middle..<parent.rows.upperBound, parent.sum - split.left, bounds.right),
      ] {
        children.append(
          OpenNode(
            index: grown.nodes.count,
            rows: rows,
            depth: parent.depth + 1,
            sum: sum,
            bounds: bounds,
            path: parent.path.union([split.feature])
          )
        )
        grown.nodes.append(.leaf(value: 0))
        grown.sums.append(sum)
      }
    }
    return children
  }

  /// The bounds that monotone constraints leave for the leaves of each side: a side ends at the
  /// middle of the two, which are in the order that the split's direction asks for.
  private func childBounds(
    of parent: OpenNode,
    _ split: Split
  ) -> (left: ClosedRange<Double>, right: ClosedRange<Double>) {
    guard splitter.constraints.direction(of: split.feature) != 0 else {
      return (parent.bounds, parent.bounds)
    }
    let formula = settings.limitedLeaf(within: parent.bounds)
    let values = [split.left, parent.sum - split.left].map {
      formula.value(
        gradient: splitter.scale.gradient($0),
        hessian: splitter.scale.hessian($0)
      )
    }
    let middle = values[0] / 2 + values[1] / 2
    let lower = parent.bounds.clamped(to: -.infinity...middle)
    let upper = parent.bounds.clamped(to: middle...(.infinity))
    return values[0] <= values[1] ? (lower, upper) : (upper, lower)
  }

  /// Plans the histograms of two children: the smaller one is built, the larger one is what is left.
  private func family(
    _ parent: OpenNode,
    left: Int,
    right: Int,
    _ children: inout [OpenNode],
    _ totalRows: Int,
    _ pool: inout HistogramPool
  ) -> Family {
    let (small, large) =
      children[left].rows.count <= children[right].rows.count ? (left, right) : (right, left)
    let smallSplits = canSplit(children[small])
    let largeSplits = canSplit(children[large])
    var family = Family()
    if largeSplits {
      if let slot = parent.histogram {
        children[large].histogram = slot
      } else {
        let slot = pool.take()
        children[large].histogram = slot
        family.builds.append(build(children[large].rows, slot, totalRows: totalRows, &pool))
      }
    } else if let slot = parent.histogram {
      pool.release(slot)
    }
    if smallSplits || (largeSplits && parent.histogram != nil) {
      let slot = pool.take()
      children[small].histogram = slot
      family.builds.append(build(children[small].rows, slot, totalRows: totalRows, &pool))
      if largeSplits, let minuend = parent.histogram { family.subtraction = (minuend, slot) }
    }
    // Symmetric trees look for one split of all nodes, once all histograms are there.
    if settings.growPolicy == .symmetric { return family }
    if smallSplits { family.searches.append(search(small, children[small])) }
    if largeSplits { family.searches.append(search(large, children[large])) }
    return family
  }

  private func search(_ position: Int, _ node: OpenNode) -> Search {
    Search(node: position, isAllowed: allowedFeatures(node))
  }

  /// Whether each feature was drawn for a node and may follow those above it; nil when all may.
  func allowedFeatures(_ node: OpenNode) -> [Bool]? {
    let drawn = sampler.features(tree: tree, depth: node.depth, node: node.index)
    guard let following = splitter.constraints.allowed(below: node.path) else { return drawn }
    return drawn.map { zip($0, following).map { $0 && $1 } } ?? following
  }

  /// Whether a node could have two children at all.
  func canSplit(_ node: OpenNode) -> Bool {
    if settings.growPolicy == .symmetric { return node.depth < settings.symmetricDepth }
    return (settings.maxDepth == 0 || node.depth < settings.maxDepth) && node.rows.count >= 2
      && splitter.scale.hessian(node.sum) >= 2 * settings.minChildHessian
  }

  /// Cuts a build into pieces when it is a large part of a step's work.
  private func build(
    _ rows: Range<Int>,
    _ slot: Int,
    totalRows: Int,
    _ pool: inout HistogramPool
  ) -> Build {
    let pieceRowCount = threadCount == 1 ? Int.max : max(4096, totalRows / (4 * threadCount))
    let pieceCount = max(1, (rows.count - 1) / pieceRowCount + 1)
    var pieces: [(rows: Range<Int>, slot: Int)] = []
    for piece in 0..<pieceCount {
      let start = rows.lowerBound + rows.count * piece / pieceCount
      let end = rows.lowerBound + rows.count * (piece + 1) / pieceCount
      pieces.append((start..<end, piece == 0 ? slot : pool.take()))
    }
    return Build(slot: slot, pieces: pieces)
  }

  /// Fills the histograms of all pieces, which are of nodes of a depth.
  private func run(_ families: [Family], rowCount: Int, depth: Int, _ pool: HistogramPool) {
    let rowBuffer = partition.rows(atDepth: depth)
    let pieces = families.flatMap { $0.builds.flatMap(\.pieces) }
    let slots = pool.slots
    concurrentPerform(
      pieceCount: pieces.count,
      threadCount: threads(for: rowCount * matrix.featureCount / 2)
    ) { index in
      let (rows, slot) = pieces[index]
      let rowSlice = unsafe rowBuffer.slice(rows)
      let histogramSlice = unsafe slots[slot].all
      var histogram = unsafe histogramSlice.mutableSpan
      builder.build(unsafe rowSlice.span, into: &histogram)
    }
  }

  /// Adds up pieces, subtracts siblings and searches splits, some features at a time; returns the best
  /// split of each node.
  private func finish(
    _ families: [Family],
    _ nodes: [OpenNode],
    _ pool: HistogramPool
  ) -> [Split?] {
    let work = families.count * 3 * matrix.featureCount * 256
    let threads = threads(for: work)
    let rangeCount = threads > 1 && families.count < 4 * threads ? (matrix.featureCount + 7) / 8 : 1
    let featuresPerRange = (matrix.featureCount + rangeCount - 1) / rangeCount
    let found = concurrentMap(count: families.count * rangeCount, threadCount: threads) { piece in
      let family = families[piece / rangeCount]
      let first = piece % rangeCount * featuresPerRange
      let features = first..<max(first, min(first + featuresPerRange, matrix.featureCount))
      return finish(family, features, nodes, pool.slots)
    }
    var splits = [Split?](repeating: nil, count: nodes.count)
    for candidates in found {
      for (node, split) in candidates where split.gain > splits[node]?.gain ?? 0 {
        splits[node] = split
      }
    }
    return splits
  }

  /// The same for one family and a range of features.
  private func finish(
    _ family: Family,
    _ features: Range<Int>,
    _ nodes: [OpenNode],
    _ slots: [SharedBuffer<Int64>]
  ) -> [(node: Int, split: Split)] {
    for build in family.builds { add(build, features, slots) }
    if let (minuend, subtrahend) = family.subtraction {
      let difference = unsafe slots[minuend].all
      var sums = unsafe difference.mutableSpan
      let other = unsafe slots[subtrahend].all
      subtract(unsafe other.span, from: &sums, features, matrix.mappers)
    }
    return family.searches.compactMap { search in
      guard let slot = nodes[search.node].histogram else { return nil }
      let histogram = unsafe slots[slot].all
      let split = splitter.bestSplit(
        in: unsafe histogram.span,
        total: nodes[search.node].sum,
        features: features,
        isAllowed: search.isAllowed,
        bounds: nodes[search.node].bounds,
        node: nodes[search.node].index
      )
      return split.map { (search.node, $0) }
    }
  }

  /// Adds a build's other pieces to its first.
  private func add(_ build: Build, _ features: Range<Int>, _ slots: [SharedBuffer<Int64>]) {
    let target = unsafe slots[build.slot].all
    var sums = unsafe target.mutableSpan
    for piece in build.pieces.dropFirst() {
      let source = unsafe slots[piece.slot].all
      Learning.add(unsafe source.span, to: &sums, features, matrix.mappers)
    }
  }

  /// Returns the slots of all pieces but the first.
  private func releasePartials(of families: [Family], _ pool: inout HistogramPool) {
    for build in families.flatMap(\.builds) {
      for piece in build.pieces.dropFirst() { pool.release(piece.slot) }
    }
  }

  /// One thread for work, in nanoseconds, that would be done before another thread has woken up.
  func threads(for work: Int) -> Int { work > 40_000 ? threadCount : 1 }
}

extension TreeSettings {
  /// The deepest symmetric tree: each level doubles the histograms that are kept.
  static let symmetricDepthLimit = 10

  /// The depth of symmetric trees.
  var symmetricDepth: Int {
    let limit = Self.symmetricDepthLimit
    let byLeaves =
      maxLeafCount > 1 ? maxLeafCount.bitWidth - 1 - maxLeafCount.leadingZeroBitCount : limit
    return min(maxDepth == 0 ? limit : maxDepth, byLeaves, limit)
  }
}
