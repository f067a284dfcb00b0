import LinearAlgebra

/// Trees of any size and kind, walked from the root; slower than `ByteTrees`, for what those do not take.
///
/// Each batch's values become ranks among the ensemble's thresholds first (`CompiledColumn`), and a node
/// compares two integers. Leaves point at themselves, so all rows of a tree take the same number of steps
/// and eight of them are walked side by side without a branch to mispredict.
struct NodeTrees: Sendable {
  private let columns: [CompiledColumn]
  private let nodes: [CompiledNode]
  private let values: [Double]
  private let trees: [CompiledTree]
  private let categoryWords: [UInt64]

  /// Rows whose ranks are in the L1 cache while all trees look at them.
  static let blockRowCount = 128

  /// Compiles an ensemble.
  ///
  /// - Complexity: O(nodes x log(nodes)).
  init(_ ensemble: TreeEnsemble) {
    var builder = TreeCompiler(ensemble)
    builder.compile(ensemble)
    columns = builder.columns
    nodes = builder.nodes
    values = builder.values
    trees = builder.trees
    categoryWords = builder.categoryWords
  }

  /// Adds all trees' values to the scores of the rows of some columns.
  func add(to scores: inout Matrix, _ inputs: [FeatureColumn]) {
    var ranks = [UInt32](repeating: 0, count: columns.count * Self.blockRowCount)
    for start in stride(from: 0, to: scores.rowCount, by: Self.blockRowCount) {
      let rows = start..<min(start + Self.blockRowCount, scores.rowCount)
      var rankSpan = ranks.mutableSpan
      for (index, column) in columns.enumerated() {
        let first = index * Self.blockRowCount
        var output = rankSpan._mutatingExtracting(first..<first + rows.count)
        column.fill(&output, from: inputs[column.feature], rows: rows)
      }
      addTrees(ranks.span, rows, &scores)
    }
  }

  /// Adds all trees' values to the scores of one block of rows.
  private func addTrees(_ ranks: Span<UInt32>, _ rows: Range<Int>, _ scores: inout Matrix) {
    let outputCount = scores.columnCount
    for (index, tree) in trees.enumerated() {
      let offset = index % outputCount * scores.rowCount + rows.lowerBound
      var output = scores.values.mutableSpan
      var block = output._mutatingExtracting(offset..<offset + rows.count)
      if categoryWords.isEmpty {
        add(tree, ranks, &block, ThresholdSplits())
      } else {
        add(tree, ranks, &block, AnySplits(categoryWords: categoryWords))
      }
    }
  }

  /// Adds one tree's values to the scores of a block.
  ///
  /// Shapes: `ranks` has `blockRowCount` elements for each column; `scores` at most as many.
  @inline(__always)
  private func add(
    _ tree: CompiledTree,
    _ ranks: Span<UInt32>,
    _ scores: inout MutableSpan<Double>,
    _ splits: some CompiledSplits
  ) {
    let nodes = nodes.span
    let values = values.span
    var start = 0
    while start < scores.count {
      // A last group that is not full walks some rows of the block again, for nothing.
      let first = min(start, max(scores.count - 8, 0))
      var places = InlineArray<8, UInt32>(repeating: tree.root)
      for _ in 0..<tree.depth {
        for lane in 0..<8 {
          let node = nodes[Int(places[lane])]
          let rank = ranks[Int(node.column) &+ first &+ lane]
          places[lane] = node.leftChild &+ (splits.goesLeft(rank, node) ? 0 : 1)
        }
      }
      for lane in start - first..<min(8, scores.count - first) {
        scores[first + lane] += values[Int(places[lane])]
      }
      start = first + 8
    }
  }
}

/// One node: left when `rank + missingOffset <= limit`, in arithmetic that wraps around.
///
/// A missing value has the largest rank, so an offset of 1 makes it 0 and sends it left.
struct CompiledNode: BitwiseCopyable, Sendable, Equatable {
  /// Where the column's ranks begin in a block; the feature's codes for a category split.
  var column: UInt32
  /// The threshold's rank plus the offset; where the set begins, for a category split.
  var limit: UInt32
  /// 1 where missing values go left, plus `categoryFlag` and the number of levels for a category split.
  var missingOffset: UInt32
  /// The left child; a leaf's own index.
  var leftChild: UInt32

  /// Marks a category split in `missingOffset`, above the levels.
  static let categoryFlag: UInt32 = 1 << 31
}

/// Where a tree begins and how many steps its rows take.
struct CompiledTree: Sendable, Equatable {
  var root: UInt32
  var depth: Int
}

/// The decision of a node; two types, so that ensembles without categories do not test for them.
private protocol CompiledSplits {
  func goesLeft(_ rank: UInt32, _ node: CompiledNode) -> Bool
}

private struct ThresholdSplits: CompiledSplits {
  @inline(__always)
  func goesLeft(_ rank: UInt32, _ node: CompiledNode) -> Bool {
    rank &+ node.missingOffset <= node.limit
  }
}

private struct AnySplits: CompiledSplits {
  let categoryWords: [UInt64]

  @inline(__always)
  func goesLeft(_ rank: UInt32, _ node: CompiledNode) -> Bool {
    guard node.missingOffset & CompiledNode.categoryFlag != 0 else {
      return rank &+ node.missingOffset <= node.limit
    }
    let levelCount = (node.missingOffset & ~CompiledNode.categoryFlag) >> 1
    guard rank < levelCount else { return node.missingOffset & 1 == 1 }
    return categoryWords[Int(node.limit) + Int(rank) >> 6] >> UInt64(rank & 63) & 1 == 1
  }
}
