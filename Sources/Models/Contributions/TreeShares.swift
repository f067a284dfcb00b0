/// For each node of a tree the share of its parent's training rows that reached it, by the cover; 1
/// for the root.
///
/// Where the covers of two children are not numbers above 0 in sum, as in a model without
/// statistics, each has one half.
func shares(ofNodesOf tree: Tree) -> [Double] {
  var shares = [Double](repeating: 1, count: tree.nodes.count)
  for node in tree.nodes where node.kind != .leaf {
    let left = Int(node.leftChild)
    let covers = [left, left + 1].map { Double(tree.statistics[$0].cover) }
    let sum = covers[0] + covers[1]
    let isKnown = covers[0] >= 0 && covers[1] >= 0 && sum > 0 && sum.isFinite
    shares[left] = isKnown ? covers[0] / sum : 0.5
    shares[left + 1] = isKnown ? covers[1] / sum : 0.5
  }
  return shares
}

/// The mean value of a tree over the training rows: that of each leaf, weighted by its share of them.
///
/// - Complexity: O(nodes).
func meanValue(of tree: Tree, shares: [Double]) -> Double {
  var reached = shares
  var mean = 0.0
  // Each child comes after its parent.
  for (index, node) in tree.nodes.enumerated() {
    if node.kind == .leaf {
      mean += reached[index] * node.value
    } else {
      reached[Int(node.leftChild)] *= reached[index]
      reached[Int(node.leftChild) + 1] *= reached[index]
    }
  }
  return mean
}

/// The columns that an ensemble's nodes ask for, as ranks and codes.
struct RankedColumns: Sendable {
  /// Rows that ranks are made of at once.
  static let blockRowCount = 256

  private let columns: [CompiledColumn]
  private let encodings: [LevelEncoding]
  private let rankColumns: [Int?]
  private let codeColumns: [Int?]

  /// The columns of an ensemble.
  ///
  /// - Complexity: O(nodes x log(nodes)).
  init(_ ensemble: TreeEnsemble) {
    let (thresholds, hasSets) = ensemble.splitsOfInputs
    var columns: [CompiledColumn] = []
    rankColumns = thresholds.enumerated().map { feature, values in
      guard !values.isEmpty else { return nil }
      columns.append(CompiledColumn(feature: feature, thresholds: distinct(values)))
      return columns.count - 1
    }
    codeColumns = hasSets.enumerated().map { feature, hasSets in
      guard hasSets else { return nil }
      columns.append(CompiledColumn(feature: feature, thresholds: nil))
      return columns.count - 1
    }
    self.columns = columns
    encodings = ensemble.encodings
  }

  /// The number of columns.
  var count: Int { columns.count }

  /// The decision of a node.
  ///
  /// - Precondition: it is no leaf.
  func decision(of node: TreeNode, firstWord: Int) -> RankDecision {
    let missingOffset: UInt32 = node.missingGoesLeft ? 1 : 0
    guard node.kind == .threshold, let column = rankColumns[node.feature] else {
      return RankDecision(
        column: codeColumns[node.feature] ?? 0,
        limit: UInt32(firstWord + node.firstWord),
        missingOffset: missingOffset,
        levelCount: node.levelCount
      )
    }
    let rank = lowerBound(of: node.threshold, in: columns[column].thresholds ?? [])
    return RankDecision(
      column: column,
      limit: UInt32(rank) + missingOffset,
      missingOffset: missingOffset,
      levelCount: nil
    )
  }

  /// The ranks of all rows.
  ///
  /// Shapes: a row for each row of `table` in each column, one column after the other.
  func ranks(of table: FeatureTable) -> [UInt32] {
    let inputs = table.columns + encodings.map { .double($0.column(of: table)) }
    var ranks = [UInt32](repeating: 0, count: columns.count * table.rowCount)
    var span = ranks.mutableSpan
    for (index, column) in columns.enumerated() {
      for start in stride(from: 0, to: table.rowCount, by: Self.blockRowCount) {
        let rows = start..<min(start + Self.blockRowCount, table.rowCount)
        let first = index * table.rowCount
        var output = span._mutatingExtracting(first + start..<first + rows.upperBound)
        column.fill(&output, from: inputs[column.feature], rows: rows)
      }
    }
    return ranks
  }
}

/// The question of a node to the rank or code in a column.
struct RankDecision: Sendable {
  /// Which column.
  let column: Int
  /// Left where `rank + missingOffset <= limit`, in arithmetic that wraps around; of a set of
  /// levels its first word.
  let limit: UInt32
  /// 1 where missing values go left.
  let missingOffset: UInt32
  /// The levels of a set; nil for a threshold.
  let levelCount: Int?

  /// Whether a rank or code goes left.
  func goesLeft(_ rank: UInt32, words: Span<UInt64>) -> Bool {
    guard let levelCount else { return rank &+ missingOffset <= limit }
    guard Int(rank) < levelCount else { return missingOffset == 1 }
    return words[Int(limit) + Int(rank) >> 6] >> UInt64(rank & 63) & 1 == 1
  }
}
