package import Models

/// How well one column alone tells the target: what shows a leak before any training.
package enum SingleColumnStrength {
  /// Rows looked at: more do not change the verdict.
  static let sampledRows = 10_000
  /// Groups that a numeric column's values are cut into.
  static let groupCount = 32
  /// A group of fewer rows tells nothing.
  static let smallestGroup = 5

  /// From 0 (no better than the mean or the largest class) to 1 (tells it completely).
  ///
  /// The column's rows are grouped by quantile or level; each group predicts its own mean or largest class. The result is
  /// the share of the squared error, or of the wrong classes, that goes away.
  ///
  /// - Complexity: O(s log s) for a sample of s rows.
  package static func strength(
    of column: FeatureColumn, target: [Double], isClasses: Bool
  ) -> Double {
    let step = max(1, target.count / sampledRows)
    let rows = Array(stride(from: 0, to: target.count, by: step))
    let groups = grouped(rows, by: column)
    let whole = error(of: rows, target, isClasses: isClasses)
    guard whole > 0 else { return 0 }
    var rest = 0.0
    for group in groups {
      let own = error(of: group, target, isClasses: isClasses)
      // What a small group gets right is chance: it counts as it does in the whole.
      rest +=
        group.count >= smallestGroup ? own : whole * Double(group.count) / Double(rows.count)
    }
    return max(0, 1 - rest / whole)
  }

  private static func grouped(_ rows: [Int], by column: FeatureColumn) -> [[Int]] {
    switch column {
    case .codes(let codes, let levelCount):
      var groups = [[Int]](repeating: [], count: levelCount + 1)
      for row in rows { groups[min(Int(codes[row]), levelCount)].append(row) }
      return groups.filter { !$0.isEmpty }
    case .float(let values): return quantileGroups(rows) { Double(values[$0]) }
    case .double(let values): return quantileGroups(rows) { values[$0] }
    }
  }

  /// Rows by value, cut into about `groupCount` parts that never divide rows of one value; missing values apart.
  private static func quantileGroups(_ rows: [Int], _ value: (Int) -> Double) -> [[Int]] {
    let missing = rows.filter { value($0).isNaN }
    let sorted = rows.filter { !value($0).isNaN }.sorted { value($0) < value($1) }
    let size = max(smallestGroup, sorted.count / groupCount)
    var groups: [[Int]] = missing.isEmpty ? [] : [missing]
    var start = 0
    while start < sorted.count {
      var end = min(start + size, sorted.count)
      while end < sorted.count, value(sorted[end]) == value(sorted[end - 1]) { end += 1 }
      groups.append(Array(sorted[start..<end]))
      start = end
    }
    return groups
  }

  /// The squared error about the rows' mean, or how many rows are not of their largest class.
  private static func error(of rows: [Int], _ target: [Double], isClasses: Bool) -> Double {
    guard isClasses else {
      let mean = rows.reduce(0.0) { $0 + target[$1] } / Double(rows.count)
      return rows.reduce(0.0) { $0 + (target[$1] - mean) * (target[$1] - mean) }
    }
    var counts: [Double: Int] = [:]
    for row in rows { counts[target[row], default: 0] += 1 }
    return Double(rows.count - (counts.values.max() ?? 0))
  }
}
