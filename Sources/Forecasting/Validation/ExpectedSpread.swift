/// The standard deviations of errors that a model expects, before any error of it has been seen.
enum ExpectedSpread {
  /// Those of exponential smoothing where it has been fitted; otherwise those of a random walk whose
  /// steps are the errors of the seasonal naive forecast.
  static func deviations(
    _ history: SeriesHistory,
    _ forecasters: [(any PointForecaster)?],
    horizon: Int
  ) -> [Double] {
    for case let smoothing as ExponentialSmoothing in forecasters
    where smoothing.deviations.count == horizon
      && smoothing.deviations.allSatisfy({ $0.isFinite && $0 > 0 })
    {
      return smoothing.deviations
    }
    let error = SeasonalNaive.error(history.values, period: history.period)
    // Of a normal distribution the deviation is 1.2533 times the mean absolute error.
    let unit = error.isFinite ? error * 1.2533 : 0
    return (0..<horizon).map { unit * Double(1 + $0 / history.period).squareRoot() }
  }
}
