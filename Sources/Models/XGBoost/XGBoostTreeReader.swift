/// One tree of a file on its way to a `Tree`.
struct XGBoostTreeReader {
  /// The arrays of the file.
  let arrays: XGBoostTreeArrays
  /// The levels of its splits.
  let sets: XGBoostTreeArrays.Sets
  /// The number of levels of each feature, 0 for a number.
  let levelCounts: [Int]
  /// For each feature the level of each of the file's codes; none where they are the same.
  let ranks: [[Int32]]

  /// The tree with each node's children side by side; nodes that the root does not lead to are pruned ones.
  ///
  /// - Complexity: O(nodes), however deep.
  func tree() throws(ForeignModelError) -> Tree {
    var nodes: [TreeNode] = []
    var statistics: [NodeStatistics] = []
    var words: [UInt64] = []
    var order: [Int32] = [0]
    while nodes.count < order.count {
      let index = Int(order[nodes.count])
      let isLeaf = arrays.leftChildren[index] == -1
      statistics.append(
        NodeStatistics(gain: isLeaf ? 0 : arrays.gains[index], cover: arrays.covers[index])
      )
      if isLeaf {
        let value = arrays.conditions[index]
        guard value.isFinite else { throw .notFinite(what: "leaf") }
        nodes.append(.leaf(Double(value)))
        continue
      }
      nodes.append(try split(index, leftChild: order.count, &words))
      for child in [arrays.leftChildren[index], arrays.rightChildren[index]] {
        // More nodes than the file has are a loop.
        guard (0..<arrays.nodeCount).contains(Int(child)), order.count < arrays.nodeCount else {
          throw .malformed(path: "left_children")
        }
        order.append(child)
      }
    }
    return Tree(nodes: nodes, statistics: statistics, categoryWords: words)
  }

  private func split(
    _ index: Int,
    leftChild: Int,
    _ words: inout [UInt64]
  ) throws(ForeignModelError) -> TreeNode {
    let feature = Int(arrays.features[index])
    guard (0..<ForeignModel.featureLimit).contains(feature) else {
      throw .malformed(path: "split_indices")
    }
    let missingGoesLeft = arrays.missingGoesLeft[index]
    guard let rightLevels = sets[index] else {
      let bound = arrays.conditions[index]
      guard !bound.isNaN else { throw .notFinite(what: "threshold") }
      return .split(
        feature: feature,
        threshold: largestBelow(bound),
        missingGoesLeft: missingGoesLeft,
        leftChild: leftChild
      )
    }
    guard feature < levelCounts.count, levelCounts[feature] > 0 else {
      throw .unknownLevelCount(feature: feature)
    }
    let levelCount = levelCounts[feature]
    let firstWord = words.count
    words += (0..<(levelCount + 63) / 64).map { word in
      let bits = min(64, levelCount - word * 64)
      return bits == 64 ? .max : 1 << UInt64(bits) - 1
    }
    for level in arrays.levels[rightLevels].lazy.map(Int.init) {
      // A set may have the first level beyond, so that it is not empty.
      guard (0...levelCount).contains(level) else {
        throw .levelOutOfRange(feature: feature, level: level)
      }
      guard level < levelCount else { continue }
      let rank =
        ranks.indices.contains(feature) && level < ranks[feature].count
        ? Int(ranks[feature][level]) : level
      words[firstWord + rank / 64] &= ~(1 << UInt64(rank % 64))
    }
    return .split(
      feature: feature,
      firstWord: firstWord,
      levelCount: levelCount,
      missingGoesLeft: missingGoesLeft,
      leftChild: leftChild
    )
  }
}
