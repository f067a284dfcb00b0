import Models
import TestSupport
import Testing

@testable import Learning

@Suite struct ThresholdDrawTests {
  /// Sums of bins 3, 4 and 9 of 12, and missing values.
  private static let sums: [Int64] = (0..<13).map { bin in
    [3, 4, 9].contains(bin) ? Int64(bin - 5) &<< 32 &+ 10 : bin == 12 ? 2 &<< 32 &+ 5 : 0
  }

  @Test func `thresholds part the bins that have rows, each as likely`() {
    var counts = [Int](repeating: 0, count: 13)
    for node in 0..<6_000 {
      counts[ThresholdDraw(1, tree: 0, node: node).bin(of: 0, Self.sums.span)] += 1
    }
    // After bins 3 to 8: 1,000 each, within five standard errors.
    for bin in 0..<13 {
      let isBetween = (3...8).contains(bin)
      #expect(isBetween ? abs(counts[bin] - 1_000) < 145 : counts[bin] == 0)
    }
  }

  @Test func `a threshold depends on the seed, the tree, the node and the feature`() {
    func bins(seed: UInt64 = 1, tree: Int = 0, feature: Int = 0) -> [Int] {
      (0..<20).map { ThresholdDraw(seed, tree: tree, node: $0).bin(of: feature, Self.sums.span) }
    }
    #expect(bins() == bins())
    for other in [bins(seed: 2), bins(tree: 1), bins(feature: 1)] { #expect(other != bins()) }
  }

  @Test func `a single bin is parted from missing values`() throws {
    var sums = [Int64](repeating: 0, count: 2048)
    sums[2] = -100 &<< 32 &+ 100
    sums[3] = 100 &<< 32 &+ 100
    let splitter = Splitter(
      mappers: [.numeric(edges: [0, 1])],
      settings: TreeSettings(minChildHessian: 0, drawsThresholds: true),
      scale: GradientScale(GradientMagnitude(gradient: 1, hessian: 1), rowCount: 1)
    )
    let found = splitter.bestSplit(
      in: sums.span,
      total: GradientSum(word: sums.reduce(0, &+)),
      features: 0..<1,
      isAllowed: nil
    )
    let split = try #require(found)
    #expect(split.bin == 2 && !split.missingGoesLeft && split.left.word == sums[2])
  }

  @Test(arguments: Array(UInt64(0)..<30))
  func `a drawn split gains what its sides say, and missing values go the better way`(seed: UInt64)
  {
    var random = SplitMix64(seed: seed)
    var sums = [Int64](repeating: 0, count: 2048)
    for _ in 0..<40 {
      sums[Int.random(in: 0...8, using: &random)] &+=
        Int64.random(in: -50...50, using: &random) &<< 32 &+ Int64.random(in: 1...9, using: &random)
    }
    let total = GradientSum(word: sums.reduce(0, &+))
    let settings = TreeSettings(minChildHessian: 0, drawsThresholds: true, seed: seed)
    let scale = GradientScale(GradientMagnitude(gradient: 0x1p10, hessian: 0x1p11), rowCount: 1)
    let splitter = Splitter(
      mappers: [.numeric(edges: (0..<7).map { Double($0) })],
      settings: settings,
      scale: scale,
      tree: 3
    )
    let split = splitter.bestSplit(
      in: sums.span,
      total: total,
      features: 0..<1,
      isAllowed: nil,
      node: 5
    )
    let bin = ThresholdDraw(seed, tree: 3, node: 5).bin(of: 0, sums.span.extracting(0..<9))
    let scan = SideScan(
      total: total,
      scale: scale,
      settings: settings,
      formula: PlainLeaf(l2Penalty: 1)
    )
    let values = sums[0...bin].reduce(GradientSum()) { $0 + GradientSum(word: $1) }
    let gains = [scan.gain(left: values), scan.gain(left: values + GradientSum(word: sums[8]))]
    let best = gains.max() ?? 0
    #expect(split?.gain == (best > 0 ? best : nil))
    if let split { #expect(split.missingGoesLeft == (gains[1] > gains[0])) }
  }

  @Test func `the levels of a node are parted at a drawn place`() throws {
    var sums = [Int64](repeating: 0, count: 2048)
    for level in 0..<6 { sums[level] = Int64(level * 10 - 25) &<< 32 &+ 20 }
    var counts: [Int: Int] = [:]
    for tree in 0..<500 {
      let splitter = Splitter(
        mappers: [.categorical(levelCount: 6)],
        settings: TreeSettings(minChildHessian: 0, drawsThresholds: true),
        scale: GradientScale(GradientMagnitude(gradient: 1, hessian: 1), rowCount: 1),
        tree: tree
      )
      let found = splitter.bestSplit(
        in: sums.span,
        total: GradientSum(word: sums.reduce(0, &+)),
        features: 0..<1,
        isAllowed: nil
      )
      if let found { counts[(0..<6).count { found.leftBins.contains($0) }, default: 0] += 1 }
    }
    // The smoothed gain of the outer places may be none.
    #expect(Set(counts.keys).isSuperset(of: [2, 3, 4]) && counts.values.allSatisfy { $0 < 250 })
  }

  @Test func `symmetric trees refuse drawn thresholds`() {
    #expect(throws: LearningError.self) {
      try TreeSettings(hyperparameters: [("extra_trees", "1"), ("grow_policy", "symmetric")])
    }
  }

  @Test func `boosted trees with drawn thresholds learn, and are the same on any threads`() throws {
    let data = MixedData(rowCount: 800, seed: 3)
    let settings = TreeSettings(roundCount: 40, maxDepth: 4, drawsThresholds: true)
    let rows = Array(UInt32(0)..<600)
    let held = Array(UInt32(600)..<800)
    let fits = try [1, 3].map {
      try data.fit(
        .binaryLogistic,
        settings,
        rows: rows,
        validationRows: held,
        threadCount: $0
      )
    }
    #expect(fits[0].ensemble == fits[1].ensemble)
    let sought = try data.fit(
      .binaryLogistic,
      TreeSettings(roundCount: 40, maxDepth: 4),
      rows: rows
    )
    #expect(sought.ensemble != fits[0].ensemble)
    let scores = try #require(fits[0].validationScores)
    #expect(data.logLoss(scores, held) < 0.6)
  }
}
