#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A season taken out of a series, where it shows, and put back into its forecasts.
struct SeasonalAdjustment {
  /// The series without its season.
  let values: [Double]
  private let indices: [Double]
  private let isMultiplicative: Bool
  private let count: Int

  /// Takes out the season of the classical decomposition where the autocorrelation at its lag is
  /// significant at 90 % (Assimakopoulos and Nikolopoulos 2000).
  ///
  /// - Parameters:
  ///   - values: Finite values.
  ///   - period: Values after which the season repeats itself; 1 for no season.
  ///   - isPositive: Whether all values are above 0: the season multiplies then.
  init(_ values: [Double], period: Int, isPositive: Bool) {
    count = values.count
    isMultiplicative = isPositive
    guard period > 1, values.count >= 2 * period + 1, Self.isSeasonal(values, period: period) else {
      self.values = values
      indices = []
      return
    }
    let found = SeasonalIndices.classical(values, period: period, isMultiplicative: isPositive)
    indices = found
    self.values = values.indices.map {
      let index = found[$0 % period]
      return isPositive ? values[$0] / index : values[$0] - index
    }
  }

  /// Whether the autocorrelation at a lag is beyond what shorter lags and chance explain (Bartlett's
  /// formula).
  static func isSeasonal(_ values: [Double], period: Int) -> Bool {
    let mean = values.reduce(0, +) / Double(values.count)
    let distances = values.map { $0 - mean }
    let variance = distances.reduce(0) { $0 + $1 * $1 }
    guard variance > 0 else { return false }
    func correlation(_ lag: Int) -> Double {
      var sum = 0.0
      for place in lag..<distances.count { sum += distances[place] * distances[place - lag] }
      return sum / variance
    }
    var squares = 0.0
    for lag in 1..<period {
      let value = correlation(lag)
      squares += value * value
    }
    let limit = 1.645 * ((1 + 2 * squares) / Double(values.count)).squareRoot()
    return abs(correlation(period)) > limit
  }

  /// Forecasts of the series without its season, with it.
  func seasoned(_ forecast: [Double]) -> [Double] {
    guard !indices.isEmpty else { return forecast }
    return forecast.indices.map {
      let index = indices[(count + $0) % indices.count]
      return isMultiplicative ? forecast[$0] * index : forecast[$0] + index
    }
  }
}
