import Parallel

/// Finds the one split that gains most over all nodes of a depth together: symmetric trees
/// (Prokhorenkova and others 2018, "oblivious" trees).
struct SymmetricSearch {
  let splitter: Splitter
  /// The sums and histograms of all nodes of the depth.
  let nodes: [(sum: GradientSum, histogram: SharedBuffer<Int64>)]

  /// One feature's best split.
  private struct Choice {
    let gain: Double
    let feature: Int
    /// The left value bins are the first of these.
    let order: [Int]
    let leftCount: Int
    /// Nil where no node has missing values.
    let missingGoesLeft: Bool?
  }

  /// The best split as each node sees it, in the order of `nodes`; nil where none gains anything.
  ///
  /// Ties go to the lowest feature, then to the first bin.
  ///
  /// - Complexity: O(nodes x bins).
  func best(isAllowed: [Bool]?, threadCount: Int) -> [Split]? {
    let choices = concurrentMap(count: splitter.mappers.count, threadCount: threadCount) {
      feature in
      isAllowed?[feature] ?? true ? choice(of: feature) : nil
    }
    var best: Choice?
    for choice in choices.compactMap(\.self) where choice.gain > best?.gain ?? 0 { best = choice }
    guard let best, best.gain >= splitter.settings.minSplitGain else { return nil }
    return splits(best)
  }

  private func choice(of feature: Int) -> Choice? {
    let formula = splitter.settings
    return formula.hasPlainLeaves
      ? choice(of: feature, PlainLeaf(l2Penalty: formula.l2Penalty))
      : choice(of: feature, formula.limitedLeaf())
  }

  private func choice(of feature: Int, _ formula: some LeafFormula) -> Choice? {
    let mapper = splitter.mappers[feature]
    let order = order(of: feature)
    let isSmoothed = mapper.isCategorical && order.count > Splitter.exactLevelLimit
    let hasMissing = nodes.contains { sum(of: feature, bin: mapper.missingBin, in: $0).word != 0 }
    var gains = [Double](repeating: 0, count: 512)
    for node in nodes where node.sum.hessian > 0 {
      let scan = SideScan(
        total: node.sum,
        scale: splitter.scale,
        settings: splitter.settings,
        formula: formula,
        smoothing: isSmoothed ? Splitter.levelSmoothing : 0
      )
      let sums = order.map { sum(of: feature, bin: $0, in: node).word }
      let missing = sum(of: feature, bin: mapper.missingBin, in: node)
      var all = gains.mutableSpan
      var right = all._mutatingExtracting(0..<256)
      let rightCount = hasMissing ? sums.count : sums.count - 1
      scan.addGains(of: sums.span, count: rightCount, from: GradientSum(), to: &right)
      guard hasMissing else { continue }
      var left = all._mutatingExtracting(256..<512)
      scan.addGains(of: sums.span, count: sums.count - 1, from: missing, to: &left)
    }
    let chance = isSmoothed ? splitter.scale.noise * Double(order.count) / .pi : 0
    var best: Int?
    for index in gains.indices where gains[index] - chance > best.map({ gains[$0] - chance }) ?? 0 {
      best = index
    }
    return best.map {
      Choice(
        gain: gains[$0] - chance,
        feature: feature,
        order: order,
        leftCount: $0 % 256 + 1,
        missingGoesLeft: hasMissing ? $0 >= 256 : nil
      )
    }
  }

  /// Value bins in the order of the scan: of a number all, of levels those that occur, by their
  /// smoothed gradient over hessian.
  private func order(of feature: Int) -> [Int] {
    let mapper = splitter.mappers[feature]
    let bins = Array(0..<mapper.valueBinCount)
    guard mapper.isCategorical else { return bins }
    let totals = bins.map { bin in
      nodes.reduce(GradientSum()) { $0 + sum(of: feature, bin: bin, in: $1) }
    }
    let keys = totals.map {
      splitter.scale.gradient($0) / (splitter.scale.hessian($0) + Splitter.levelSmoothing)
    }
    return bins.filter { totals[$0].word != 0 }.sorted { (keys[$0], $0) < (keys[$1], $1) }
  }

  private func sum(
    of feature: Int,
    bin: Int,
    in node: (sum: GradientSum, histogram: SharedBuffer<Int64>)
  ) -> GradientSum {
    GradientSum(word: node.histogram[feature << 8 + bin])
  }

  /// The choice as a split of each node.
  private func splits(_ choice: Choice) -> [Split] {
    let mapper = splitter.mappers[choice.feature]
    let leftValues = choice.order.prefix(choice.leftCount)
    let lefts = nodes.map { node in
      leftValues.reduce(GradientSum()) { $0 + sum(of: choice.feature, bin: $1, in: node) }
    }
    let total = nodes.reduce(GradientSum()) { $0 + $1.sum }
    let left = lefts.reduce(GradientSum(), +)
    let leftIsHeavier = left.hessian >= (total - left).hessian
    let missingGoesLeft = choice.missingGoesLeft ?? leftIsHeavier
    var leftBins = BinSet()
    for bin in leftValues { leftBins.insert(bin) }
    if leftIsHeavier {
      for bin in Set(0..<mapper.valueBinCount).subtracting(choice.order) { leftBins.insert(bin) }
    }
    if missingGoesLeft { leftBins.insert(mapper.missingBin) }
    return zip(nodes, lefts).map { node, left in
      let missing = sum(of: choice.feature, bin: mapper.missingBin, in: node)
      return Split(
        gain: choice.gain / Double(nodes.count),
        feature: choice.feature,
        bin: choice.leftCount - 1,
        leftBins: leftBins,
        missingGoesLeft: missingGoesLeft,
        left: missingGoesLeft ? left + missing : left
      )
    }
  }
}
