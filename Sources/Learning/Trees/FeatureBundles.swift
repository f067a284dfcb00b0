import Models
import Parallel

/// Features of two values of which at most one is high in any row, as one-hot columns are: a row's word
/// then keeps one byte for all of them, the number of the one that is high.
///
/// Ke and others 2017, "exclusive feature bundling", for features of two bins and without conflicts: the
/// sums of each feature, and so the model, are the same as without.
struct FeatureBundles {
  /// Two or more features each, in ascending order.
  private(set) var bundles: [[Int]] = []

  /// Bundles that are open at a time: as many one-hot encoded columns may be mixed.
  private static let openLimit = 16
  /// A byte's values but for 0, which is that no feature is high.
  private static let memberLimit = 255

  /// The bundles among some columns, of all rows or a sample.
  ///
  /// - Complexity: O(rows) for each column of two values.
  init(of columns: [FeatureColumn], _ mappers: [BinMapper], threadCount: Int) {
    var candidates: [(column: Int, edge: Double)] = []
    for (index, mapper) in mappers.enumerated() {
      if case .numeric(let edges) = mapper, edges.count == 1 {
        candidates.append((index, edges[0]))
      }
    }
    let found = candidates
    let highRows = concurrentMap(count: found.count, threadCount: threadCount) {
      Self.highRows(of: columns[found[$0].column], above: found[$0].edge)
    }
    bundles = Self.exclusive(found.map(\.column), highRows, columns.first?.count ?? 0)
  }

  /// The rows whose value is high; nil for a column with missing values.
  private static func highRows(of column: FeatureColumn, above edge: Double) -> [UInt32]? {
    switch column {
    case .float(let values): highRows(values, above: edge)
    case .double(let values): highRows(values, above: edge)
    case .codes: nil
    }
  }

  private static func highRows<Value: BinaryFloatingPoint>(
    _ values: [Value],
    above edge: Double
  ) -> [UInt32]? {
    var rows: [UInt32] = []
    for row in values.indices {
      if Double(values[row]) > edge { rows.append(UInt32(row)) }
      if values[row].isNaN { return nil }
    }
    return rows
  }

  /// Puts each feature into the first bundle that has none of its high rows.
  private static func exclusive(
    _ features: [Int],
    _ highRows: [[UInt32]?],
    _ rowCount: Int
  ) -> [[Int]] {
    var bundles: [(members: [Int], isTaken: [Bool])] = []
    for (feature, rows) in zip(features, highRows) {
      guard let rows else { continue }
      let fitting = bundles.indices.first { index in
        bundles[index].members.count < memberLimit
          && !rows.contains { bundles[index].isTaken[Int($0)] }
      }
      if let fitting {
        bundles[fitting].members.append(feature)
        for row in rows { bundles[fitting].isTaken[Int(row)] = true }
      } else if bundles.count < openLimit {
        bundles.append(([feature], Array(repeating: false, count: rowCount)))
        for row in rows { bundles[bundles.count - 1].isTaken[Int(row)] = true }
      }
    }
    return bundles.map(\.members).filter { $0.count > 1 }
  }
}

/// Where the row-wise words of a `BinnedMatrix` have a feature's bins.
struct BinPlace: Sendable {
  /// The byte of the row.
  let lane: Int
  /// The code of bin 1 there: 1 where the byte is the bin, else the feature's number in its bundle.
  let code: UInt64
  /// Whether the byte is shared.
  let isBundled: Bool
}

extension FeatureBundles {
  /// A place for each of `featureCount` features: a byte of its own, or one of its bundle's.
  func places(featureCount: Int, firstLane: Int) -> [BinPlace] {
    var places = [BinPlace?](repeating: nil, count: featureCount)
    var lane = firstLane
    for bundle in bundles {
      for (index, feature) in bundle.enumerated() {
        places[feature] = BinPlace(lane: lane, code: UInt64(index + 1), isBundled: true)
      }
      lane += 1
    }
    return places.map { place in
      if let place { return place }
      lane += 1
      return BinPlace(lane: lane - 1, code: 1, isBundled: false)
    }
  }
}
