import Models

/// A design with only those value columns that an absolute penalty may leave a coefficient: where
/// columns are many, most have none, and need not be worked on.
///
/// Columns whose gradient is above the penalty join, the steepest first, until none is left: the
/// conditions of the optimum are checked on all columns, so that nothing is lost (Tibshirani et al.
/// 2012, "Strong rules for discarding predictors in lasso-type problems", section 7).
struct ActiveColumns: Sendable {
  /// With fewer value columns all are worked on.
  static let fewColumns = 256
  /// At least so many columns join at a time.
  private static let leastJoining = 64

  /// The design of the active columns.
  let design: LinearDesign
  /// Which value columns are active, ascending.
  let columns: [Int]
  private let original: LinearDesign

  /// - Complexity: O(rows * `columns.count`).
  init(_ columns: [Int], of original: LinearDesign) {
    let valueCount = original.encoding.valueCount
    let shift = valueCount - columns.count
    self.columns = columns
    self.original = original
    design = LinearDesign(
      original,
      groups: original.groups.map { group in
        let columns = group.columns.lowerBound - shift..<group.columns.upperBound - shift
        return LinearDesign.IndicatorGroup(columns: columns)
      },
      blocks: original.blocks.map {
        $0.with($0.cells.keeping(columns, rowCount: $0.rowCount), slots: $0.slots)
      },
      sample: original.sample?.keeping(columns, valueCount: valueCount),
      columnSquares: columns.map { original.columnSquares[$0] }
        + original.columnSquares[valueCount...],
      isSinglePrecision: original.isSinglePrecision
    )
  }

  /// The active columns' part of the original design's parameters.
  func reduced(_ parameters: [Double]) -> [Double] {
    let (stride, valueCount) = (original.outputStride, original.encoding.valueCount)
    return Swift.stride(from: 0, to: parameters.count, by: stride).flatMap { start in
      columns.map { parameters[start + $0] } + parameters[start + valueCount..<start + stride]
    }
  }

  /// The original design's parameters: 0 for what is not active.
  func expanded(_ reduced: [Double]) -> [Double] {
    let (stride, valueCount) = (original.outputStride, original.encoding.valueCount)
    return Swift.stride(from: 0, to: reduced.count, by: design.outputStride).flatMap { start in
      var values = [Double](repeating: 0, count: valueCount)
      for (place, column) in columns.enumerated() { values[column] = reduced[start + place] }
      return values + reduced[start + columns.count..<start + columns.count + stride - valueCount]
    }
  }

  /// Which columns are to be active next: `active` ones, those with a coefficient, and the steepest of
  /// those whose gradient is above `alpha` by more than `tolerance`; nil where there are none of the last.
  static func next(
    after active: [Int],
    at point: LinearObjective.Evaluation,
    of design: LinearDesign,
    alpha: Double,
    tolerance: Double
  ) -> [Int]? {
    let isActive = Set(active)
    var chosen = isActive
    var steep: [(column: Int, gradient: Double)] = []
    for column in 0..<design.encoding.valueCount where !isActive.contains(column) {
      let places = stride(from: column, to: point.gradient.count, by: design.outputStride)
      let gradient = places.reduce(0) { max($0, abs(point.gradient[$1])) }
      if places.contains(where: { point.parameters[$0] != 0 }) { chosen.insert(column) }
      if gradient > alpha + tolerance { steep.append((column, gradient)) }
    }
    guard !steep.isEmpty || chosen.count > active.count else { return nil }
    steep.sort { ($1.gradient, $0.column) < ($0.gradient, $1.column) }
    for (column, _) in steep.prefix(max(leastJoining, active.count)) { chosen.insert(column) }
    return chosen.sorted()
  }
}
