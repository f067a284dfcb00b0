import Learning
import Models

/// Chooses rows while they stream by: those whose position hashes lowest, and some of each class.
///
/// Of a class that is rare the sample has more rows than its share: `weights` restore it.
struct RowSample {
  /// Rows of each class that are kept, where there are so many.
  private static let rowsOfClass = 100
  /// Classes take this share of a sample at most.
  private static let shareOfClasses = 0.5

  private let limit: Int
  private let seed: UInt64
  /// The hashes of the rows held now.
  private var hashes: [UInt64] = []
  private var position: UInt64 = 0
  /// The rows held that have been counted.
  private var countedCount = 0
  /// Rows of each class; nil once there are more classes than any model has.
  private var counts: [UInt64: Int]? = [:]
  /// For each row kept how many rows it stands for, 1 on average; nil where all stand for as many.
  private(set) var weights: [Double]?

  /// A sample of at most `limit` rows.
  init(limit: Int, seed: UInt64) {
    self.limit = min(max(limit, 1), Int.max / 4)
    self.seed = SeededGenerator.mixed(seed &+ 0x5EED)
  }

  /// Takes note of `count` further rows; whether enough have gathered to sort out.
  mutating func add(_ count: Int) -> Bool {
    for _ in 0..<count {
      hashes.append(SeededGenerator.mixed(seed ^ position))
      position += 1
    }
    return hashes.count / 2 >= limit + 2_048
  }

  /// Whether more rows are held than the sample may have.
  var isOverfull: Bool { hashes.count > limit }

  /// Which of the rows held are the sample so far, ascending; `target` has a value for each row held.
  ///
  /// - Complexity: O(rows log rows).
  mutating func sortOut(by target: FeatureColumn?) -> [Int] {
    let keys = target?.classKeys
    count(keys)
    let order = hashes.indices.sorted { hashes[$0] < hashes[$1] }
    var kept: [Int]
    var isKept = [Bool](repeating: false, count: hashes.count)
    if let keys, let counts {
      for row in firstOfClasses(order, keys, classCount: counts.count) { isKept[row] = true }
    }
    var room = limit - isKept.count { $0 }
    for row in order where room > 0 && !isKept[row] {
      isKept[row] = true
      room -= 1
    }
    kept = isKept.indices.filter { isKept[$0] }
    let isUniform = order.prefix(limit).allSatisfy { isKept[$0] }
    weights = isUniform ? nil : keys.flatMap { weights(of: kept, $0) }
    hashes = kept.map { hashes[$0] }
    countedCount = hashes.count
    return kept
  }

  /// Counts the classes of the rows that have come since the last time.
  private mutating func count(_ keys: [UInt64?]?) {
    guard let keys, var counts else { return }
    self.counts = nil
    for case let key? in keys[countedCount...] { counts[key, default: 0] += 1 }
    self.counts = counts.count <= PredictedColumn.classLimit ? counts : nil
  }

  /// The first rows of each class, in the order of their hashes.
  private func firstOfClasses(_ order: [Int], _ keys: [UInt64?], classCount: Int) -> [Int] {
    let room = Int(Double(limit) * Self.shareOfClasses) / max(classCount, 1)
    let limit = min(Self.rowsOfClass, max(room, 1))
    var taken: [UInt64: Int] = [:]
    let rows = order.filter { row in
      guard let key = keys[row], taken[key, default: 0] < limit else { return false }
      taken[key, default: 0] += 1
      return true
    }
    return Array(rows.prefix(self.limit))
  }

  /// The rows of a class that each of its rows kept stands for, over what a row stands for on average.
  private func weights(of kept: [Int], _ keys: [UInt64?]) -> [Double]? {
    guard let counts else { return nil }
    var keptCounts: [UInt64: Int] = [:]
    for row in kept { if let key = keys[row] { keptCounts[key, default: 0] += 1 } }
    let average = Double(position) / Double(kept.count)
    return kept.map { row in
      guard let key = keys[row], let all = counts[key], let few = keptCounts[key] else { return 1 }
      return Double(all) / Double(few) / average
    }
  }
}

extension FeatureColumn {
  /// For each row a number that it shares with those of the same value; nil where there is none.
  fileprivate var classKeys: [UInt64?] {
    switch self {
    case .float(let values): values.map { $0.isNaN ? nil : UInt64(($0 + 0).bitPattern) }
    case .double(let values): values.map { $0.isNaN ? nil : ($0 + 0).bitPattern }
    case .codes(let codes, _):
      codes.map { $0 >= FeatureColumn.unseenCode ? nil : UInt64($0) }
    }
  }
}
