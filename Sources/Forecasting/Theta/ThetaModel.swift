#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The dynamic optimised theta model: a line through all values so far, weighed against a smoothed level.
///
/// Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler 2016, International Journal of Forecasting 32;
/// equations are its.
package struct ThetaModel: Sendable {
  /// The share of an error that the level takes up, 0 to 1.
  package let alpha: Double
  /// The weight of curvature, 1 and up: the larger, the more of the line is in the forecast.
  package let theta: Double
  /// The mean of squared errors of one step.
  package let variance: Double
  private let state: State

  /// The state after some values: their count, their mean, the line through them, and the level.
  private struct State {
    var count = 0.0
    var mean = 0.0
    var intercept = 0.0
    var slope = 0.0
    var level: Double
    /// `(1 - alpha)` to the power of the count.
    var power = 1.0

    /// The forecast of the next value (equation 14).
    @inline(__always)
    func forecast(alpha: Double, lineShare: Double) -> Double {
      level + lineShare * (power * intercept + (1 - power * (1 - alpha)) / alpha * slope)
    }

    /// Takes in a value (equations 15 to 18).
    @inline(__always)
    mutating func take(_ value: Double, alpha: Double) {
      count += 1
      level = alpha * value + (1 - alpha) * level
      slope = ((count - 2) * slope + 6 * (value - mean) / count) / (count + 1)
      if count == 1 { slope = 0 }
      mean = ((count - 1) * mean + value) / count
      intercept = mean - slope * (count + 1) / 2
      power *= 1 - alpha
    }
  }

  /// Fits the model by least squares; nil for fewer than four values.
  ///
  /// - Parameter values: Finite values without a season.
  /// - Complexity: O(values) for each of some hundred evaluations.
  package init?(_ values: [Double]) {
    guard values.count >= 4, let first = values.first else { return nil }
    let size = values.reduce(0) { $0 + abs($1) } / Double(values.count)
    guard size > 0 else { return nil }
    let spread = values.reduce(0) { $0 + abs($1 - first) } / Double(values.count)
    let unit = max(spread, 1e-9 * size)
    let minimiser = BoundedMinimiser(
      lower: [-.infinity, 0.01, 1],
      upper: [.infinity, 0.99, 1e4]
    )
    // Starts on both sides of the smoothing: the sum of squares may have a valley on each.
    let points = [0.2, 0.7].map { alpha in
      minimiser.minimum(from: [0, alpha, 2]) { point in
        let start = State(level: first + point[0] * unit)
        return log(Self.squares(values, start, alpha: point[1], theta: point[2]).sum)
      }
    }
    let best = points[0].value <= points[1].value ? points[0] : points[1]
    guard best.value < .infinity else { return nil }
    (alpha, theta) = (best.variables[1], best.variables[2])
    let start = State(level: first + best.variables[0] * unit)
    let (sum, state) = Self.squares(values, start, alpha: alpha, theta: theta)
    self.state = state
    variance = sum / Double(values.count - 3 > 0 ? values.count - 3 : 1)
  }

  /// The sum of squared errors of all values but the first two, through which any line goes, and the
  /// state after the last one.
  private static func squares(
    _ values: [Double],
    _ start: State,
    alpha: Double,
    theta: Double
  ) -> (sum: Double, state: State) {
    var state = start
    let lineShare = 1 - 1 / theta
    var sum = 0.0
    for t in values.indices {
      let error = values[t] - state.forecast(alpha: alpha, lineShare: lineShare)
      if t >= 2 { sum += error * error }
      state.take(values[t], alpha: alpha)
    }
    return (sum, state)
  }

  /// The expected values of the next `horizon` periods, each taken in as if it had been seen.
  package func forecast(horizon: Int) -> [Double] {
    var state = state
    return (0..<horizon).map { _ in
      let value = state.forecast(alpha: alpha, lineShare: 1 - 1 / theta)
      state.take(value, alpha: alpha)
      return value
    }
  }
}
