/// One way of splitting a node.
struct Split: Sendable {
  /// The fall of the regularised loss, doubled; above 0.
  var gain: Double
  /// The feature that is asked for.
  var feature: Int
  /// The last value bin of the left side, for splits by threshold.
  var bin: Int
  /// All bins that go left, the missing bin among them where missing values do.
  var leftBins: BinSet
  /// Whether missing values go left.
  var missingGoesLeft: Bool
  /// The sums of the left side.
  var left: GradientSum
}

/// Finds the best split of a node from its histogram.
///
/// Ties go to the lowest feature, then to the first candidate in the order of the scan, so the result
/// depends on the sums only.
struct Splitter: Sendable {
  let mappers: [BinMapper]
  let settings: TreeSettings
  let scale: GradientScale
  var constraints = FeatureConstraints.none
  /// The tree, by which thresholds are drawn.
  var tree = 0

  /// The best split over some features, or nil where none gains anything.
  ///
  /// Shapes: `histogram` has `HistogramPool.elementCount` sums, and `total` is the node's; of
  /// `features`, those that `isAllowed` excludes are skipped. Leaves are kept within `bounds`. Where
  /// thresholds are drawn, they are those of `node`.
  ///
  /// - Complexity: O(bins).
  func bestSplit(
    in histogram: Span<Int64>,
    total: GradientSum,
    features: Range<Int>,
    isAllowed: [Bool]?,
    bounds: ClosedRange<Double> = LimitedLeaf.unbounded,
    node: Int = 0
  ) -> Split? {
    let draw = settings.drawsThresholds ? ThresholdDraw(settings.seed, tree: tree, node: node) : nil
    if settings.hasPlainLeaves && !constraints.isMonotone {
      return bestSplit(
        PlainLeaf(l2Penalty: settings.l2Penalty),
        histogram,
        total,
        features,
        isAllowed,
        draw
      )
    }
    return bestSplit(
      settings.limitedLeaf(within: bounds),
      histogram,
      total,
      features,
      isAllowed,
      draw
    )
  }

  private func bestSplit(
    _ formula: some LeafFormula,
    _ histogram: Span<Int64>,
    _ total: GradientSum,
    _ features: Range<Int>,
    _ isAllowed: [Bool]?,
    _ draw: ThresholdDraw?
  ) -> Split? {
    var best = Candidate(gain: 0)
    for feature in features where isAllowed?[feature] ?? true {
      let sums = histogram.extracting(feature << 8..<feature << 8 + mappers[feature].binCount)
      if mappers[feature].isCategorical {
        scanLevels(of: feature, sums, total, formula, draw, &best)
      } else {
        scanThresholds(of: feature, sums, total, formula, draw, &best)
      }
    }
    return best.split
  }

  /// Tries a threshold after each bin, or after the drawn one, missing values on the right, then on the left.
  private func scanThresholds(
    of feature: Int,
    _ sums: Span<Int64>,
    _ total: GradientSum,
    _ formula: some LeafFormula,
    _ draw: ThresholdDraw?,
    _ best: inout Candidate
  ) {
    let missing = GradientSum(word: sums[sums.count - 1])
    let valueBinCount = sums.count - 1
    let scan = SideScan(
      total: total,
      scale: scale,
      settings: settings,
      formula: formula,
      direction: constraints.direction(of: feature)
    )
    var gain = best.gain
    var found: (bin: Int, missingGoesLeft: Bool)?
    if let draw {
      let bin = draw.bin(of: feature, sums)
      found = scan.betterSide(of: sums, after: bin, missing: missing, &gain).map { (bin, $0) }
    } else {
      // All values left is a split only where missing values stay right.
      let rightCount = missing.word == 0 ? valueBinCount - 1 : valueBinCount
      if let bin = scan.bestPrefix(of: sums, count: rightCount, from: GradientSum(), &gain) {
        found = (bin, false)
      }
      if missing.word != 0,
        let bin = scan.bestPrefix(of: sums, count: valueBinCount - 1, from: missing, &gain)
      {
        found = (bin, true)
      }
    }
    guard let found else { return }
    var left = found.missingGoesLeft ? missing : GradientSum()
    for bin in 0...found.bin { left = left + GradientSum(word: sums[bin]) }
    let missingGoesLeft = missing.word == 0 ? scan.isHeavier(left: left) : found.missingGoesLeft
    var leftBins = BinSet(below: found.bin + 1)
    if missingGoesLeft { leftBins.insert(valueBinCount) }
    best = Candidate(
      gain: gain,
      split: Split(
        gain: gain,
        feature: feature,
        bin: found.bin,
        leftBins: leftBins,
        missingGoesLeft: missingGoesLeft,
        left: left
      )
    )
  }

  /// Orders the node's levels by gradient over hessian and tries each prefix, or the drawn one, as the left
  /// side (Fisher 1958: the best partition is among them).
  ///
  /// The best of all partitions of many levels gains something by chance: `2 / pi * noise` for each
  /// level that says nothing, as ordering takes the absolute value of a normal variable. Half of that
  /// is taken off the gain, and order and gain are smoothed, above `exactLevelLimit` levels. (On real
  /// data of 51 levels among 2,333 rows the log loss fell from 0.150 to 0.129 by this, XGBoost and
  /// LightGBM having 0.138 and 0.166; with all of it taken off, sets of 5 to 10 levels came too late.)
  ///
  /// Levels that the node does not have go to the side with the larger sum of hessians, as missing
  /// values do where the node has none.
  private func scanLevels(
    of feature: Int,
    _ sums: Span<Int64>,
    _ total: GradientSum,
    _ formula: some LeafFormula,
    _ draw: ThresholdDraw?,
    _ best: inout Candidate
  ) {
    let levelCount = sums.count - 1
    let missing = GradientSum(word: sums[levelCount])
    let occupied = (0..<levelCount).filter { sums[$0] != 0 }
    let isSmoothed = occupied.count > Self.exactLevelLimit
    let smoothing = isSmoothed ? Self.levelSmoothing : 0
    let chance = isSmoothed ? scale.noise * Double(occupied.count) / .pi : 0
    let order = levelOrder(of: occupied, sums, smoothing: smoothing)
    let scan = SideScan(
      total: total,
      scale: scale,
      settings: settings,
      formula: formula,
      smoothing: smoothing
    )
    var found: (prefix: Int, missingGoesLeft: Bool, left: GradientSum)?
    var gain = best.gain
    var left = GradientSum()
    let drawn = draw?.place(of: feature, among: max(order.count - 1, 1))
    for (index, level) in order.enumerated() {
      left = left + GradientSum(word: sums[level])
      if let drawn, index != drawn { continue }
      let isLast = index == order.count - 1
      if isLast && missing.word == 0 { break }
      for missingGoesLeft in missing.word == 0 || isLast ? [false] : [false, true] {
        let side = missingGoesLeft ? left + missing : left
        let sideGain = scan.gain(left: side) - chance
        guard sideGain > gain else { continue }
        gain = sideGain
        found = (index + 1, missingGoesLeft, side)
      }
    }
    guard let found else { return }
    let leftIsHeavier = scan.isHeavier(left: found.left)
    var leftBins = BinSet()
    if leftIsHeavier {
      for level in 0..<levelCount where sums[level] == 0 { leftBins.insert(level) }
    }
    for level in order.prefix(found.prefix) { leftBins.insert(level) }
    let missingGoesLeft = missing.word == 0 ? leftIsHeavier : found.missingGoesLeft
    if missingGoesLeft { leftBins.insert(levelCount) }
    best = Candidate(
      gain: gain,
      split: Split(
        gain: gain,
        feature: feature,
        bin: 0,
        leftBins: leftBins,
        missingGoesLeft: missingGoesLeft,
        left: found.left
      )
    )
  }

  /// Levels by their gradient over hessian, smoothed; ties by code.
  private func levelOrder(of levels: [Int], _ sums: Span<Int64>, smoothing: Double) -> [Int] {
    let keys = levels.map { level in
      let sum = GradientSum(word: sums[level])
      return scale.gradient(sum) / max(scale.hessian(sum) + smoothing, .leastNormalMagnitude)
    }
    return levels.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }.map { levels[$0] }
  }

  /// Up to so many levels in a node are partitioned without smoothing.
  static let exactLevelLimit = 4
  /// Hessian that is added to each level, and to each side, when there are more.
  static let levelSmoothing = 10.0

  /// The best split so far and its gain.
  private struct Candidate {
    var gain: Double
    var split: Split?
  }
}

extension TreeSettings {
  /// Whether neither the L1 penalty nor the limit applies.
  var hasPlainLeaves: Bool { l1Penalty == 0 && (maxDeltaStep ?? 0) == 0 }

  /// The formula with all its terms.
  func limitedLeaf(
    within bounds: ClosedRange<Double> = LimitedLeaf.unbounded
  ) -> LimitedLeaf {
    let limit = maxDeltaStep.flatMap { $0 > 0 ? $0 : nil } ?? .infinity
    return LimitedLeaf(
      l1Penalty: l1Penalty,
      l2Penalty: l2Penalty,
      bounds: bounds.clamped(to: -limit...limit)
    )
  }
}
