package import Models
import Parallel

/// A uniform sample of rows that come in parts: those whose position has a hash that ends in so many
/// zeros that at most `limit` rows are left.
///
/// It depends on how many rows there are and on nothing else: not on parts, threads or values. So what is
/// learnt from it is the same whether the rows are kept in memory or read again.
package struct PositionSample: Sendable {
  /// The most rows of a sample; above, it has this many or up to half as many.
  ///
  /// 255 bins have 250 to 500 rows each then.
  package static let limit = 1 << 17

  /// The positions of the rows taken, ascending.
  package private(set) var rows: [Int] = []
  /// The rows' columns.
  package private(set) var columns: [FeatureColumn] = []

  private let limit: Int
  private var zeroBits: UInt64 = 0
  private var rowCount = 0

  /// An empty sample.
  package init(limit: Int = Self.limit) { self.limit = limit }

  /// The positions that a sample of `rowCount` rows takes, ascending.
  ///
  /// - Complexity: O(`rowCount`).
  package static func rows(of rowCount: Int, limit: Int = Self.limit) -> [Int] {
    var sample = PositionSample(limit: limit)
    sample.add([], rowCount: rowCount)
    return sample.rows
  }

  /// Takes its share of further rows.
  ///
  /// `more` has the columns of `rowCount` rows; text columns have more levels from part to part.
  ///
  /// - Complexity: O(`rowCount`); O(`limit` x columns) each time that the rows double.
  package mutating func add(_ more: [FeatureColumn], rowCount moreCount: Int, threadCount: Int = 1)
  {
    let first = rowCount
    rowCount += moreCount
    var taken = (first..<rowCount).filter(isTaken)
    var kept = Array(rows.indices)
    while kept.count + taken.count > limit {
      zeroBits += 1
      taken.removeAll { !isTaken($0) }
      kept.removeAll { !isTaken(rows[$0]) }
    }
    let (before, places) = (columns, taken.map { $0 - first })
    let (keepsAll, takesAll) = (kept.count == rows.count, taken.count == moreCount)
    let keptRows = kept
    columns = concurrentMap(count: more.count, threadCount: threadCount) { index in
      let share = takesAll ? more[index] : more[index].gathered(places)
      guard !before.isEmpty else { return share }
      let old = keepsAll ? before[index] : before[index].gathered(keptRows)
      return old.appending(share)
    }
    rows = kept.map { rows[$0] } + taken
  }

  private func isTaken(_ position: Int) -> Bool {
    mixed(UInt64(position)) & (1 << zeroBits - 1) == 0
  }
}

extension FeatureColumn {
  /// The column with further rows of the same kind, and with their number of levels.
  fileprivate func appending(_ more: FeatureColumn) -> FeatureColumn {
    switch (self, more) {
    case (.float(let values), .float(let others)): .float(values + others)
    case (.double(let values), .double(let others)): .double(values + others)
    case (.codes(let codes, _), .codes(let others, let levelCount)):
      .codes(codes + others, levelCount: levelCount)
    default: preconditionFailure("columns of different kinds")
    }
  }
}
