package import Models

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
  package mutating func add(_ more: [FeatureColumn], rowCount moreCount: Int) {
    let first = rowCount
    rowCount += moreCount
    var taken = (first..<rowCount).filter(isTaken)
    var kept = Array(rows.indices)
    while kept.count + taken.count > limit {
      zeroBits += 1
      taken.removeAll { !isTaken($0) }
      kept.removeAll { !isTaken(rows[$0]) }
    }
    let places = taken.map { $0 - first }
    if columns.isEmpty {
      columns = taken.count == moreCount ? more : more.map { $0.gathered(places) }
    } else {
      for index in columns.indices { columns[index].keep(kept, andOf: more[index], places) }
    }
    rows = kept.map { rows[$0] } + taken
  }

  private func isTaken(_ position: Int) -> Bool {
    SeededGenerator.mixed(UInt64(position)) & (1 << zeroBits - 1) == 0
  }
}

extension FeatureColumn {
  /// Keeps these rows, ascending, and appends those of a column of the same kind, with its number of levels.
  ///
  /// In place: memory that is taken anew costs more than what is written there.
  fileprivate mutating func keep(_ kept: [Int], andOf more: FeatureColumn, _ places: [Int]) {
    let taken = self
    self = .float([])
    switch (consume taken, more) {
    case (.float(var values), .float(let others)):
      values.keep(kept, andOf: others, places)
      self = .float(values)
    case (.double(var values), .double(let others)):
      values.keep(kept, andOf: others, places)
      self = .double(values)
    case (.codes(var codes, _), .codes(let others, let levelCount)):
      codes.keep(kept, andOf: others, places)
      self = .codes(codes, levelCount: levelCount)
    default: preconditionFailure("columns of different kinds")
    }
  }
}

extension Array where Element: BitwiseCopyable {
  /// `keep` of a column's values.
  fileprivate mutating func keep(_ kept: [Int], andOf others: [Element], _ places: [Int]) {
    reserveCapacity(PositionSample.limit)
    for (place, index) in kept.enumerated() where place != index { self[place] = self[index] }
    removeLast(count - kept.count)
    for place in places { append(others[place]) }
  }
}
