package import Models
import Parallel

/// How well one column alone tells the target: what shows a leak before any training.
package enum SingleColumnStrength {
  /// Rows looked at: more do not change the verdict.
  static let sampledRows = 2_000
  /// Groups that a numeric column's values are cut into.
  static let groupCount = 32
  /// A group of fewer rows tells nothing.
  static let smallestGroup = 5

  /// From 0 (no better than the mean or the largest class) to 1 (tells it completely), column by
  /// column.
  ///
  /// A column's rows are grouped by quantile or level; each group predicts its own mean or largest
  /// class. The result is the share of the squared error, or of the wrong classes, that goes away.
  ///
  /// `target` has values, or classes in `0..<classCount` where that is not nil.
  ///
  /// - Complexity: O(s log s) for each column, for a sample of s rows.
  package static func strengths(
    of columns: [FeatureColumn],
    target: [Double],
    classCount: Int?,
    threadCount: Int
  ) -> [Double] {
    let step = max(1, target.count / sampledRows)
    let rows = Array(stride(from: 0, to: target.count, by: step))
    let error = GroupError(target: target, classCount: classCount)
    let whole = error.ofGroup(rows)
    guard whole > 0 else { return columns.map { _ in 0 } }
    return concurrentMap(count: columns.count, threadCount: threadCount) { index in
      var rest = 0.0
      for group in groups(rows, by: columns[index]) {
        // What a small group gets right is chance: it counts as it does in the whole.
        rest +=
          group.count >= smallestGroup
          ? error.ofGroup(group) : whole * Double(group.count) / Double(rows.count)
      }
      return max(0, 1 - rest / whole)
    }
  }

  private static func groups(_ rows: [Int], by column: FeatureColumn) -> [[Int]] {
    switch column {
    case .codes(let codes, let levelCount):
      let keyed = rows.map { (key: Double(min(Int(codes[$0]), levelCount)), row: $0) }
      return cut(keyed.sorted { $0.key < $1.key }, size: 1)
    case .float(let values): return quantileGroups(rows.map { (Double(values[$0]), $0) })
    case .double(let values): return quantileGroups(rows.map { (values[$0], $0) })
    }
  }

  /// Rows by value, cut into about `groupCount` parts; missing values apart.
  private static func quantileGroups(_ keyed: [(key: Double, row: Int)]) -> [[Int]] {
    let missing = keyed.filter { $0.key.isNaN }.map(\.row)
    let sorted = keyed.filter { !$0.key.isNaN }.sorted { $0.key < $1.key }
    let size = max(smallestGroup, sorted.count / groupCount)
    return cut(sorted, size: size) + (missing.isEmpty ? [] : [missing])
  }

  /// Cuts sorted rows into parts of at least `size`, never between rows of one key.
  private static func cut(_ sorted: [(key: Double, row: Int)], size: Int) -> [[Int]] {
    var groups: [[Int]] = []
    var start = 0
    while start < sorted.count {
      var end = min(start + size, sorted.count)
      while end < sorted.count, sorted[end].key == sorted[end - 1].key { end += 1 }
      groups.append(sorted[start..<end].map(\.row))
      start = end
    }
    return groups
  }
}

/// What is wrong in a group of rows when all are predicted alike.
private struct GroupError: Sendable {
  let target: [Double]
  let classCount: Int?

  /// The squared error about the rows' mean, or how many rows are not of their largest class.
  func ofGroup(_ rows: [Int]) -> Double {
    guard let classCount else {
      let mean = rows.reduce(0.0) { $0 + target[$1] } / Double(rows.count)
      return rows.reduce(0.0) { $0 + (target[$1] - mean) * (target[$1] - mean) }
    }
    var counts = [Int](repeating: 0, count: classCount)
    for row in rows { counts[Int(target[row])] += 1 }
    return Double(rows.count - (counts.max() ?? 0))
  }
}
