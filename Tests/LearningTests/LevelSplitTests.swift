import Models
import Parallel
import TestSupport
import Testing

@testable import Learning

/// Splits by sets of levels: up to four levels the best of all partitions, above smoothed by ten units
/// of hessian and less what they gain by chance.
@Suite struct LevelSplitTests {
  /// A node of levels whose hessians are of the order of the smoothing.
  private struct Node {
    let scale = GradientScale(
      GradientMagnitude(gradient: 100, hessian: 400, squaredGradient: 40),
      rowCount: 1
    )
    let levelCount: Int
    let histogram: SharedBuffer<Int64>

    init(levelCount: Int, seed: UInt64) {
      var random = SplitMix64(seed: seed)
      self.levelCount = levelCount
      histogram = SharedBuffer(repeating: 0, count: 2048)
      for level in 0..<levelCount {
        let gradient = Double.random(in: -6..<6, using: &random) * scale.gradientUnits
        let hessian = Double.random(in: 0.5..<20, using: &random) * scale.hessianUnits
        histogram[level] = Int64(gradient) &<< 32 &+ Int64(hessian)
      }
    }

    var splitter: Splitter {
      Splitter(
        mappers: [.categorical(levelCount: levelCount)],
        settings: TreeSettings(minChildHessian: 0, l2Penalty: 0),
        scale: scale
      )
    }

    var total: GradientSum { sum(of: Array(0..<levelCount)) }

    func sum(of levels: some Sequence<Int>) -> GradientSum {
      levels.reduce(GradientSum()) { $0 + GradientSum(word: histogram[$1]) }
    }

    /// The gain of parting `left` from the rest.
    func gain(_ left: some Sequence<Int>, smoothing: Double) -> Double {
      func score(_ sum: GradientSum) -> Double {
        scale.gradient(sum) * scale.gradient(sum) / (scale.hessian(sum) + smoothing)
      }
      let side = sum(of: left)
      return score(side) + score(total - side) - score(total)
    }

    func split() -> Split? {
      splitter.bestSplit(
        in: (0..<2048).map { histogram[$0] }.span,
        total: total,
        features: 0..<1,
        isAllowed: nil
      )
    }
  }

  @Test(arguments: 2...4, 0..<10)
  func `few levels are parted as well as they can be`(levelCount: Int, seed: Int) throws {
    let node = Node(levelCount: levelCount, seed: UInt64(seed))
    let best = (1..<1 << levelCount - 1).map { members in
      node.gain((0..<levelCount).filter { members >> $0 & 1 == 1 }, smoothing: 0)
    }.max()
    let gain = try #require(node.split()).gain
    #expect(abs(gain - (best ?? 0)) < 1e-9 * gain)
  }

  @Test(arguments: [5, 6, 12], 0..<10)
  func `many levels are smoothed, and what they gain by chance is taken off`(
    levelCount: Int,
    seed: Int
  ) {
    let node = Node(levelCount: levelCount, seed: UInt64(seed))
    let smoothed = (0..<levelCount).map { level in
      let sum = GradientSum(word: node.histogram[level])
      return node.scale.gradient(sum) / (node.scale.hessian(sum) + 10)
    }
    let order = (0..<levelCount).sorted { smoothed[$0] < smoothed[$1] }
    // The variance of a gradient is 40 / 400 for each unit of hessian.
    let chance = 0.1 * Double(levelCount) / .pi
    let gains = (1..<levelCount).map { node.gain(order.prefix($0), smoothing: 10) - chance }
    let best = gains.indices.max { gains[$0] < gains[$1] } ?? 0
    let split = node.split()
    #expect((split != nil) == (gains[best] > 0))
    guard let split else { return }
    #expect(abs(split.gain - gains[best]) < 1e-9 * (split.gain + chance))
    for level in 0..<levelCount {
      #expect(split.leftBins.contains(level) == order.prefix(best + 1).contains(level))
    }
  }

  @Test(arguments: [5, 12], 0..<10)
  func `a depth of one node is parted as the node is`(levelCount: Int, seed: Int) {
    let node = Node(levelCount: levelCount, seed: UInt64(seed))
    let splits = SymmetricSearch(
      splitter: node.splitter,
      nodes: [(sum: node.total, histogram: node.histogram)]
    ).best(isAllowed: nil, threadCount: 1)
    let split = node.split()
    #expect((splits?.first == nil) == (split == nil))
    guard let split, let same = splits?.first else { return }
    #expect(abs(same.gain - split.gain) < 1e-9 * (split.gain + 1))
    #expect(
      (0..<levelCount).allSatisfy { same.leftBins.contains($0) == split.leftBins.contains($0) }
    )
  }
}
