#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The error that methods are chosen by, with the words of `OBJECTIVE`.
package enum ForecastMetric: String, Sendable, CaseIterable {
  /// The root of the mean squared error.
  case rmse = "RMSE"
  /// The sum of absolute errors over that of absolute values.
  case wape = "WAPE"
  /// The mean of absolute errors over absolute values, values of 0 left out.
  case mape = "MAPE"
  /// The mean absolute error over that of the seasonal naive forecast within the training values.
  case mase = "MASE"
  /// The pinball loss of all quantiles over the sum of absolute values.
  case averageWeightedQuantileLoss = "AverageWeightedQuantileLoss"

  /// The metric that a word means, whatever the case of its letters; nil for any other text.
  package init?(text: String) {
    let word = text.lowercased()
    guard let found = Self.allCases.first(where: { $0.rawValue.lowercased() == word }) else {
      return nil
    }
    self = found
  }

  /// The error of point forecasts within one series, by which methods are ranked; nil where no value
  /// can be compared.
  ///
  /// Divisors that all methods of a series share are left out. Of quantiles the median is ranked by:
  /// the others are made around it.
  func rankingError(_ pairs: [(actual: Double, forecast: Double)]) -> Double? {
    var sum = 0.0
    var count = 0.0
    for (actual, forecast) in pairs where actual.isFinite {
      switch self {
      case .rmse: sum += (actual - forecast) * (actual - forecast)
      case .mape:
        guard actual != 0 else { continue }
        sum += abs((actual - forecast) / actual)
      case .wape, .mase, .averageWeightedQuantileLoss: sum += abs(actual - forecast)
      }
      count += 1
    }
    guard count > 0 else { return nil }
    return self == .rmse ? (sum / count).squareRoot() : sum / count
  }
}
