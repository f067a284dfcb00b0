/// The thresholds that are drawn for a node: they depend on the seed, the tree, the node and the feature.
struct ThresholdDraw {
  private let key: UInt64

  init(_ seed: UInt64, tree: Int, node: Int) {
    let place = SeededGenerator.mixed(seed &+ 0x7C3F_9D11 &+ UInt64(tree) &<< 32)
    key = SeededGenerator.mixed(place ^ UInt64(node))
  }

  /// A place below `count`, each as likely.
  func place(of feature: Int, among count: Int) -> Int {
    let hash = SeededGenerator.mixed(key ^ SeededGenerator.mixed(UInt64(feature)))
    return Int(((hash >> 32) &* UInt64(count)) >> 32)
  }

  /// The last bin of the left side: one of those with rows, or between them, but for the last one with rows;
  /// that one where it is the only one, and parts values from missing ones.
  ///
  /// - Complexity: O(bins).
  func bin(of feature: Int, _ sums: Span<Int64>) -> Int {
    var (first, last) = (0, max(sums.count - 2, 0))
    while first < last, sums[first] == 0 { first += 1 }
    while last > first, sums[last] == 0 { last -= 1 }
    return first + (last > first ? place(of: feature, among: last - first) : 0)
  }
}

extension SideScan {
  /// Whether missing values go left of a threshold after `bin`: nil where neither way gains more than `best`,
  /// which becomes the larger gain.
  ///
  /// - Complexity: O(`bin`).
  func betterSide(
    of sums: Span<Int64>,
    after bin: Int,
    missing: GradientSum,
    _ best: inout Double
  ) -> Bool? {
    var left = GradientSum()
    for index in 0...bin where index < sums.count - 1 {
      left = left + GradientSum(word: sums[index])
    }
    var result: Bool?
    for missingGoesLeft in missing.word == 0 ? [false] : [false, true] {
      let side = missingGoesLeft ? left + missing : left
      let gain = gain(left: side)
      if gain > best, bin == sums.count - 2 || isOrdered(left: side) {
        best = gain
        result = missingGoesLeft
      }
    }
    return result
  }
}
