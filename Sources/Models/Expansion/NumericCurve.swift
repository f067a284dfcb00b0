/// A piecewise-linear function of one number: its value on a scale, and hinges `max(0, value - knot)`.
///
/// A linear model of these columns bends at each knot (Friedman 1991, "Multivariate adaptive
/// regression splines", section 3.2); beyond the ends of the training range it stays as it is there.
///
/// - NULL and NaN: the value column is missing, which `NumericEncoding` has its rule for; hinges are
///   those of the median.
/// - Infinities and values outside the training range take its nearest end.
package struct NumericCurve: Sendable, Equatable {
  /// The scale of all that follows.
  package let scale: NumericScale
  /// The least value that counts, on the scale.
  package let lowest: Double
  /// The greatest value that counts, on the scale.
  package let highest: Double
  /// The median of training, on the scale: the value column is the distance from it.
  package let median: Double
  /// Where the function bends, ascending, between `lowest` and `highest`.
  package let knots: [Double]

  /// Stores what a fit found.
  package init(
    scale: NumericScale,
    lowest: Double,
    highest: Double,
    median: Double,
    knots: [Double]
  ) {
    self.scale = scale
    self.lowest = lowest
    self.highest = highest
    self.median = median
    self.knots = knots
  }

  /// The number of columns: the value's and one for each knot.
  package var columnCount: Int { 1 + knots.count }

  /// Whether every number of it is one that a fit gives.
  var isValid: Bool {
    let ends = [lowest] + knots + [highest]
    return scale.isValid && ends.allSatisfy(\.isFinite) && isAscending(ends)
      && (highest - lowest).isFinite && median >= lowest && median <= highest
      && knots.count < EdgeRanks.edgeLimit
  }

  /// Writes each value on the scale, brought between the ends; NaN stays NaN.
  ///
  /// - Complexity: O(`values.count`).
  func fill<T: BinaryFloatingPoint>(_ positions: inout MutableSpan<Double>, of values: Span<T>) {
    scale.fill(&positions, of: values)
    let (lowest, highest) = (lowest, highest)
    for index in values.indices {
      let value = positions[index]
      positions[index] = value > highest ? highest : value < lowest ? lowest : value
    }
  }

  /// The number of a column at a position on the scale, NaN where the value is missing.
  package func cell(_ column: Int, at position: Double) -> Double {
    // In units of the whole range, so that a `Float` holds 1e300 as well as 1e-300.
    let range = highest - lowest
    if column == 0 { return (position - median) / range }
    let height = ((position.isNaN ? median : position) - knots[column - 1]) / range
    return height > 0 ? height : 0
  }

  /// The columns of a batch of values.
  ///
  /// Shapes: `columnCount` columns with an element for each value.
  ///
  /// - Complexity: O(`values.count` * `columnCount`).
  func columns<T: BinaryFloatingPoint>(of values: Span<T>) -> [FeatureColumn] {
    var positions = [Double](repeating: 0, count: values.count)
    var span = positions.mutableSpan
    fill(&span, of: values)
    return (0..<columnCount).map { column in
      .float(positions.map { Float(cell(column, at: $0)) })
    }
  }
}
