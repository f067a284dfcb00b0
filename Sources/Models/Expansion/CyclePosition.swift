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
  /// How many waves fit into the period: 1 up to this, each with a sine and a cosine.
  package let harmonicCount: Int

  /// A cycle.
  package init(period: Double, harmonicCount: Int) {
    self.period = period
    self.harmonicCount = harmonicCount
  }

  /// How many columns it has: a sine and a cosine for each wave.
  package var columnCount: Int { 2 * harmonicCount }

  /// Whether it is one that a fit gives.
  var isValid: Bool { period.isFinite && period > 0 && (1...16).contains(harmonicCount) }

  /// The columns of a batch of values.
  ///
  /// - Complexity: O(`values.count` * `columnCount`).
  func columns(of values: Span<Double>) -> [FeatureColumn] {
    var columns: [FeatureColumn] = []
    for harmonic in 1...harmonicCount {
      let speed = 2 * Double.pi * Double(harmonic) / period
      var sines = [Float](repeating: 0, count: values.count)
      var cosines = sines
      for index in values.indices where values[index].isFinite {
        sines[index] = Float(sin(speed * values[index]))
        cosines[index] = Float(cos(speed * values[index]))
      }
      columns += [.float(sines), .float(cosines)]
    }
    return columns
  }
}
