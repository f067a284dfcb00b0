import Models
import TestSupport
import Testing

@testable import Learning

@Suite struct SplitterTests {
  @Test(arguments: Array(UInt64(0)..<40))
  func `the best split is the best of all splits`(seed: UInt64) {
    let node = RandomNode(seed: seed)
    let split = node.splitter.bestSplit(
      in: node.histogram.span,
      total: node.total,
      features: 0..<2,
      isAllowed: nil
    )
    let expected = node.bestGain()
    #expect(split?.gain == expected, "seed \(seed)")
  }

  @Test func `a split that gains less than the minimum is none`() {
    let node = RandomNode(seed: 3, minSplitGain: 1e12)
    let split = node.splitter.bestSplit(
      in: node.histogram.span,
      total: node.total,
      features: 0..<2,
      isAllowed: nil
    )
    #expect(split == nil)
  }

  @Test func `of equal splits the first feature and bin win`() {
    let node = RandomNode(seed: 5, duplicatesFeature: true)
    let split = node.splitter.bestSplit(
      in: node.histogram.span,
      total: node.total,
      features: 0..<2,
      isAllowed: nil
    )
    #expect(split?.feature == 0)
    let other = node.splitter.bestSplit(
      in: node.histogram.span,
      total: node.total,
      features: 0..<2,
      isAllowed: [false, true]
    )
    #expect(other?.feature == 1)
    #expect(other?.gain == split?.gain)
  }

  @Test func `levels are split by their gradients and not by their codes`() throws {
    // Levels 0, 2 and 4 pull one way, 1 and 3 the other; level 5 is not in the node.
    let mapper = BinMapper.categorical(levelCount: 6)
    var histogram = [Int64](repeating: 0, count: 2048)
    for level in 0..<5 { histogram[level] = (level % 2 == 0 ? -100 : 100) &<< 32 &+ 100 }
    let scale = GradientScale(GradientMagnitude(gradient: 1, hessian: 1), rowCount: 1)
    let splitter = Splitter(
      mappers: [mapper],
      settings: TreeSettings(minChildHessian: 0),
      scale: scale
    )
    let found = splitter.bestSplit(
      in: histogram.span,
      total: GradientSum(word: histogram.reduce(0, &+)),
      features: 0..<1,
      isAllowed: nil
    )
    let split = try #require(found)
    let sides = (0..<5).map { split.leftBins.contains($0) }
    #expect(sides == [true, false, true, false, true])
    // The left side is the heavier one, so what the node does not know goes there.
    #expect(split.leftBins.contains(5))
    #expect(split.missingGoesLeft)
  }
}

/// A node with two numeric features, missing values among them, and its splits by brute force.
private struct RandomNode {
  let splitter: Splitter
  var histogram = [Int64](repeating: 0, count: 2048)
  let total: GradientSum

  init(seed: UInt64, minSplitGain: Double = 0, duplicatesFeature: Bool = false) {
    var random = SplitMix64(seed: seed)
    let counts = [Int.random(in: 1...30, using: &random), Int.random(in: 1...30, using: &random)]
    let mappers = (0..<2).map { feature in
      BinMapper.numeric(
        edges: (0..<counts[duplicatesFeature ? 0 : feature] - 1).map { Double($0) }
      )
    }
    for _ in 0..<60 {
      let word =
        Int64.random(in: -50...50, using: &random) &<< 32 &+ Int64.random(in: 1...9, using: &random)
      let first = Int.random(in: 0...mappers[0].missingBin, using: &random)
      let second = Int.random(in: 0...mappers[1].missingBin, using: &random)
      histogram[first] &+= word
      histogram[256 + (duplicatesFeature ? first : second)] &+= word
    }
    total = GradientSum(word: histogram[0..<256].reduce(0, &+))
    let settings = TreeSettings(
      minChildHessian: 5 / 0x1p20,
      minSplitGain: minSplitGain,
      l1Penalty: seed % 3 == 0 ? 4 / 0x1p20 : 0,
      l2Penalty: 1 / 0x1p20,
      maxDeltaStep: seed % 4 == 0 ? 2 : 0
    )
    // A sum of 2^11 gives 2^20 units each.
    let scale = GradientScale(GradientMagnitude(gradient: 0x1p10, hessian: 0x1p11), rowCount: 1)
    splitter = Splitter(mappers: mappers, settings: settings, scale: scale)
  }

  /// The largest gain over both features, all bins and both directions of missing values.
  func bestGain() -> Double? {
    var best: Double?
    for (feature, mapper) in splitter.mappers.enumerated() {
      let bins = histogram[feature << 8..<feature << 8 + mapper.binCount].map(GradientSum.init)
      for bin in 0..<mapper.valueBinCount {
        for missingGoesLeft in [false, true] {
          var left = bins[0...bin].reduce(GradientSum(), +)
          if missingGoesLeft { left = left + bins[mapper.missingBin] }
          guard let gain = gain(left: left) else { continue }
          best = max(best ?? 0, gain)
        }
      }
    }
    return best
  }

  private func gain(left: GradientSum) -> Double? {
    let right = total - left
    let scale = splitter.scale
    let limit = splitter.settings.minChildHessian
    guard left.hessian > 0, right.hessian > 0, scale.hessian(left) >= limit,
      scale.hessian(right) >= limit
    else { return nil }
    let gain = score(left) + score(right) - score(total)
    return gain > 1e-9 * (score(left) + score(right)) ? gain : nil
  }

  private func score(_ sum: GradientSum) -> Double {
    let g = splitter.scale.gradient(sum)
    let h = splitter.scale.hessian(sum)
    let settings = splitter.settings
    if settings.hasPlainLeaves {
      return g * g / (h + settings.l2Penalty)
    }
    return settings.limitedLeaf().score(gradient: g, hessian: h)
  }
}
