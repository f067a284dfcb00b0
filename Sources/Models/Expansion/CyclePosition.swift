#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A month, weekday or hour as a point on a circle, so that the last is next to the first.
///
/// NULL and NaN, and infinities, are the circle's centre.
package struct CyclePosition: Sendable, Equatable {
  /// After how much the values repeat: 12 for months.
  package let period: Double
  /// The number of waves, each with a sine and a cosine: the first fits once into the
  /// period, the second twice, and so on.
  package let harmonicCount: Int

  /// A cycle.
  package init(period: Double, harmonicCount: Int) {
    self.period = period
    self.harmonicCount = harmonicCount
  }

  /// The number of columns: a sine and a cosine for each wave.
  package var columnCount: Int { 2 * harmonicCount }

  /// Whether it is one that a fit gives.
  var isValid: Bool { period.isFinite && period > 0 && (1...16).contains(harmonicCount) }

  /// The number of a column for a value.
  package func cell(_ column: Int, of value: Double) -> Double {
    guard value.isFinite else { return 0 }
    let angle = 2 * Double.pi * Double(column / 2 + 1) / period * value
    return column % 2 == 0 ? sin(angle) : cos(angle)
  }

  /// The columns of a batch of values.
  ///
  /// - Complexity: O(`values.count` * `columnCount`).
  func columns<T: BinaryFloatingPoint>(of values: Span<T>) -> [FeatureColumn] {
    (0..<columnCount).map { column in
      .float(values.indices.map { Float(cell(column, of: Double(values[$0]))) })
    }
  }
}
