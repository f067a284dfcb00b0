import Models

/// Some rows of a number, in ascending order of it: enough to know how it is distributed, and how
/// the target goes with it.
///
/// Rows without weight or without a finite value are left out.
struct ColumnSample {
  /// Rows that are looked at of one column: quantiles are then known to about half a percent.
  private static let rowLimit = 1 << 14
  /// Rows that are looked at of all columns, unless that left fewer than `leastRowLimit` for each.
  private static let cellLimit = 1 << 20
  private static let leastRowLimit = 1 << 12

  /// The values, ascending.
  let values: [Double]
  /// Each value's target.
  let targets: [Double]
  /// Each value's weight.
  let weights: [Double]
  /// The weight of all values up to each.
  private let weightSums: [Double]

  /// A sample of a numeric column.
  ///
  /// - Complexity: O(n log n) in the rows that are looked at.
  init(_ column: FeatureColumn, of data: TrainingData) {
    let share = Self.cellLimit / max(data.features.columns.count, 1)
    let rows = sampledRows(
      of: data.rowCount,
      limit: min(max(share, Self.leastRowLimit), Self.rowLimit),
      seed: UInt64(data.rowCount)
    )
    let counted = rows.map { Int($0) }.filter { row in
      column.number(row).isFinite && (data.weights.map { $0[row] > 0 } ?? true)
    }
    let order = counted.map { (row: $0, value: column.number($0)) }
      .sorted { ($0.value, $0.row) < ($1.value, $1.row) }
    values = order.map(\.value)
    targets = order.map { data.target[$0.row] }
    weights = order.map { data.weights?[$0.row] ?? 1 }
    var sum = 0.0
    weightSums = weights.map {
      sum += $0
      return sum
    }
  }

  /// The least value with at least this share of the weight up to it.
  ///
  /// - Precondition: there are values.
  func quantile(_ share: Double) -> Double {
    let wanted = share * (weightSums.last ?? 0)
    var (low, high) = (0, values.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if weightSums[middle] < wanted { low = middle + 1 } else { high = middle }
    }
    return values[low]
  }

  /// The values that cut the weight into `count` parts alike, with the ends: ascending, each once.
  func quantiles(_ count: Int) -> [Double] {
    unique((0...count).map { quantile(Double($0) / Double(count)) })
  }

  /// The different values, ascending; nil where there are more than `limit`.
  func distinctValues(limit: Int) -> [Double]? {
    var distinct: [Double] = []
    for value in values where value != distinct.last {
      guard distinct.count < limit else { return nil }
      distinct.append(value)
    }
    return distinct
  }
}

/// Sorted numbers, each once.
private func unique(_ sorted: [Double]) -> [Double] {
  var unique: [Double] = []
  for number in sorted where number != unique.last { unique.append(number) }
  return unique
}
