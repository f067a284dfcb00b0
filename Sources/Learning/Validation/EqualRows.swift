package import Models

/// Rows that are copies of each other: equal in all features, and more often than by chance.
///
/// A copy in the held-out rows of one that was trained on is known, not predicted.
package struct EqualRows: Sendable {
  /// For each row a code that it shares with those it equals.
  package let codes: [UInt32]
  /// Rows that equal another.
  package let count: Int

  /// Fewer different rows than these are the values that rows can have, and not copies.
  private static let leastDifferentRows = 100
  /// Pairs of equal rows for each that independent columns would have by chance, from which on they
  /// are copies.
  private static let leastRatio = 10.0
  /// Pairs of rows from which chance is told.
  private static let pairCount = 20_000

  /// Looks for copies; nil where there are none.
  ///
  /// - Complexity: O(rows x features).
  package init?(in features: FeatureTable, seed: UInt64) {
    let hashes = features.rowHashes
    var keys = hashes.indices.map { UInt64(hashes[$0] >> 32) << 32 | UInt64($0) }
    radixSort(&keys)
    var codes = [UInt32](repeating: 0, count: hashes.count)
    var (code, equalCount, pairs, start) = (UInt32(0), 0, 0.0, 0)
    // Halves of hashes may agree by chance, wholes do not: a unit ends where either differs.
    let order = keys.map { Int($0 & 0xFFFF_FFFF) }
    for end in 1...max(order.count, 1) where !order.isEmpty {
      if end < order.count, hashes[order[end]] == hashes[order[start]] { continue }
      let size = end - start
      for place in start..<end { codes[order[place]] = code }
      if size > 1 { equalCount += size }
      pairs += Double(size) * Double(size - 1) / 2
      code += 1
      start = end
    }
    guard equalCount > 0, Int(code) >= Self.leastDifferentRows,
      pairs > Self.leastRatio * Self.pairsByChance(in: features, seed: seed)
    else { return nil }
    self.codes = codes
    count = equalCount
  }

  /// The pairs of equal rows that there would be, were the columns independent of each other.
  private static func pairsByChance(in features: FeatureTable, seed: UInt64) -> Double {
    let rowCount = features.rowCount
    var generator = SeededGenerator(seed: seed)
    let pairs = (0..<pairCount).map { _ in
      (generator.below(rowCount), generator.below(rowCount))
    }.filter { $0 != $1 }
    let shares = features.columns.map { column in
      let equalCount = pairs.count { column.hash(ofRow: $0) == column.hash(ofRow: $1) }
      return (Double(equalCount) + 0.5) / Double(pairs.count + 1)
    }
    return shares.reduce(Double(rowCount) * Double(rowCount - 1) / 2, *)
  }
}

extension FeatureTable {
  /// A hash of each row.
  fileprivate var rowHashes: [UInt64] {
    var hashes = [UInt64](repeating: 0, count: rowCount)
    for column in columns {
      for row in hashes.indices {
        hashes[row] = SeededGenerator.mixed(hashes[row] ^ column.hash(ofRow: row))
      }
    }
    return hashes
  }
}

extension FeatureColumn {
  /// The bits of a row's value; of all missing ones the same.
  fileprivate func hash(ofRow row: Int) -> UInt64 {
    switch self {
    case .float(let values): values[row].isNaN ? .max : UInt64((values[row] + 0).bitPattern)
    case .double(let values): values[row].isNaN ? .max : (values[row] + 0).bitPattern
    case .codes(let codes, _): UInt64(codes[row])
    }
  }
}
