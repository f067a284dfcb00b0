import Models

extension Tree {
  /// The model's tree of a grown one: bins become thresholds and sets of levels.
  init(_ grown: GrownTree, mappers: [BinMapper], scale: GradientScale) {
    var categoryWords: [UInt64] = []
    var nodes: [TreeNode] = []
    var statistics: [NodeStatistics] = []
    for (node, sum) in zip(grown.nodes, grown.sums) {
      var gain = 0.0
      switch node {
      case .leaf(let value): nodes.append(.leaf(value))
      case .split(let split, let leftChild):
        gain = split.gain
        let mapper = mappers[split.feature]
        if mapper.isCategorical {
          nodes.append(
            .split(
              feature: split.feature,
              firstWord: categoryWords.count,
              levelCount: mapper.valueBinCount,
              missingGoesLeft: split.missingGoesLeft,
              leftChild: leftChild
            )
          )
          categoryWords += split.leftBins.prefixWords(mapper.valueBinCount)
        } else {
          nodes.append(
            .split(
              feature: split.feature,
              threshold: mapper.threshold(after: split.bin),
              missingGoesLeft: split.missingGoesLeft,
              leftChild: leftChild
            )
          )
        }
      }
      statistics.append(NodeStatistics(gain: Float(gain), cover: Float(scale.hessian(sum))))
    }
    self.init(nodes: nodes, statistics: statistics, categoryWords: categoryWords)
  }
}
