#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// On which scale a number enters a linear model: a strictly monotone function of it.
package enum NumericScale: Sendable, Equatable {
  /// The number itself.
  case plain
  /// `sign(d) * log(1 + |d|)` of the distance `d = (x - centre) / unit`: linear near the centre,
  /// logarithmic far from it, on both sides.
  case log(centre: Double, unit: Double)
  /// The share of the training rows below, linear between the quantiles that are kept.
  case rank(quantiles: [Double])

  /// Writes the scaled values; NaN stays NaN, and so do infinities where the scale has no ends.
  ///
  /// Shapes: `scaled` has an element for each value.
  ///
  /// - Complexity: O(`values.count`), times the logarithm of the quantiles for ranks.
  func fill<T: BinaryFloatingPoint>(_ scaled: inout MutableSpan<Double>, of values: Span<T>) {
    switch self {
    case .plain:
      for index in values.indices { scaled[index] = Double(values[index]) }
    case .log(let centre, let unit):
      for index in values.indices {
        let distance = (Double(values[index]) - centre) / unit
        let size = log1p(distance.magnitude)
        scaled[index] = distance < 0 ? -size : size
      }
    case .rank(let quantiles):
      for index in values.indices {
        scaled[index] = place(of: Double(values[index]), among: quantiles)
      }
    }
  }

  /// Values on the scale.
  package func scaled(_ values: [Double]) -> [Double] {
    var scaled = values
    var span = scaled.mutableSpan
    fill(&span, of: values.span)
    return scaled
  }

  /// One value on the scale.
  package func scaled(_ value: Double) -> Double { scaled([value])[0] }

  /// Whether every number of it is one that a fit gives.
  var isValid: Bool {
    switch self {
    case .plain: true
    case .log(let centre, let unit): centre.isFinite && unit.isFinite && unit > 0
    case .rank(let quantiles):
      quantiles.count >= 2 && quantiles.allSatisfy(\.isFinite) && isAscending(quantiles)
    }
  }
}

/// Where `value` lies among ascending quantiles, from 0 to 1; NaN for NaN.
private func place(of value: Double, among quantiles: [Double]) -> Double {
  let last = quantiles.count - 1
  if !(value > quantiles[0]) { return value.isNaN ? value : 0 }
  if value >= quantiles[last] { return 1 }
  let upper = lowerBound(of: value, in: quantiles)
  let (low, high) = (quantiles[upper - 1], quantiles[upper])
  // Halves do not overflow where the difference of two numbers near 1e308 would.
  let part = (value / 2 - low / 2) / (high / 2 - low / 2)
  return (Double(upper - 1) + part) / Double(last)
}

/// Whether each number is above the one before.
func isAscending(_ numbers: [Double]) -> Bool {
  zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 }
}
