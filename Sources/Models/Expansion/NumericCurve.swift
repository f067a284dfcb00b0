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

  /// How many columns it has: the value's and one for each knot.
  package var columnCount: Int { 1 + knots.count }

  /// Whether every number of it is one that a fit gives.
  var isValid: Bool {
    scale.isValid && isAscending(knots)
      && ([lowest, highest, median] + knots).allSatisfy(\.isFinite)
      && lowest < highest && (highest - lowest).isFinite && lowest <= median && median <= highest
  }

  /// The columns of a batch of values.
  ///
  /// Shapes: `columnCount` columns with an element for each value.
  ///
  /// - Complexity: O(`values.count` * `columnCount`).
  func columns(of values: Span<Double>) -> [FeatureColumn] {
    var distances = [Double](repeating: 0, count: values.count)
    var span = distances.mutableSpan
    scale.fill(&span, of: values)
    // In units of the whole range, so that a `Float` holds 1e300 as well as 1e-300.
    let range = highest - lowest
    for index in span.indices {
      let value = span[index]
      span[index] = ((value > highest ? highest : value < lowest ? lowest : value) - median) / range
    }
    var columns: [FeatureColumn] = [.float(hinge(distances.span, from: nil))]
    for knot in knots {
      columns.append(.float(hinge(distances.span, from: (knot - median) / range)))
    }
    return columns
  }
}

/// How far each distance is above `start`, 0 below; the distance itself where there is no start.
///
/// A missing distance stays missing without a start, and counts as 0 with one.
private func hinge(_ distances: Span<Double>, from start: Double?) -> [Float] {
  var heights = [Float](repeating: 0, count: distances.count)
  var result = heights.mutableSpan
  guard let start else {
    for index in distances.indices { result[index] = Float(distances[index]) }
    return heights
  }
  let atMedian = Float(max(0, -start))
  for index in distances.indices {
    let height = distances[index] - start
    result[index] = height > 0 ? Float(height) : height.isNaN ? atMedian : 0
  }
  return heights
}
