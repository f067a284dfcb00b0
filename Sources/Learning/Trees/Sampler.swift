/// Draws rows and features for each tree: what is drawn depends on the seed, the tree and the place in
/// the tree, never on the order in which nodes are looked at.
struct Sampler: Sendable {
  let settings: TreeSettings
  let featureCount: Int

  /// The rows that a tree is grown on, and the others; both in the order they came.
  struct DrawnRows {
    var drawn: [UInt32]
    var left: [UInt32]
  }

  /// The rows of one tree, each with probability `rowShare`; those of one unit, by a code for each row, are
  /// drawn or left as a whole.
  func rows(of tree: Int, from rows: [UInt32], units: [UInt32]? = nil) -> DrawnRows {
    let key = rowKey(of: tree)
    var result = DrawnRows(drawn: [], left: [])
    for row in rows {
      if uniform(key, units?[Int(row)] ?? row) < settings.rowShare {
        result.drawn.append(row)
      } else {
        result.left.append(row)
      }
    }
    // A tree of no rows would be a wasted round.
    return result.drawn.isEmpty ? DrawnRows(drawn: rows, left: []) : result
  }

  /// The key that makes one tree's rows differ from another's.
  func rowKey(of tree: Int) -> UInt64 {
    SeededGenerator.mixed(settings.seed &+ 0x51ED_270B &+ UInt64(tree) &<< 32)
  }

  /// A number in 0..<1 for a row.
  func uniform(_ key: UInt64, _ row: UInt32) -> Double {
    Double(SeededGenerator.mixed(key ^ UInt64(row)) >> 11) * 0x1p-53
  }

  /// Whether each feature may split a node; nil when all may.
  func features(tree: Int, depth: Int, node: Int) -> [Bool]? {
    let shares = [
      (settings.featureShareByTree, 0), (settings.featureShareByLevel, 1 + depth),
      (settings.featureShareByNode, 1 << 20 + node),
    ]
    guard shares.contains(where: { $0.0 < 1 }) else { return nil }
    var features = Array(0..<featureCount)
    for (share, place) in shares where share < 1 {
      let key = SeededGenerator.mixed(settings.seed &+ UInt64(tree) &<< 32 &+ UInt64(place))
      features = draw(max(1, Int(share * Double(features.count))), of: features, key: key)
    }
    var isAllowed = [Bool](repeating: false, count: featureCount)
    for feature in features { isAllowed[feature] = true }
    return isAllowed
  }

  /// The features with the smallest hashes, in ascending order.
  private func draw(_ count: Int, of features: [Int], key: UInt64) -> [Int] {
    let ranked = features.map {
      (hash: SeededGenerator.mixed(key ^ SeededGenerator.mixed(UInt64($0))), feature: $0)
    }
    .sorted { ($0.hash, $0.feature) < ($1.hash, $1.feature) }
    return ranked.prefix(count).map(\.feature).sorted()
  }
}
