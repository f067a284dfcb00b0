/// A method that forecasts a series by its own values.
protocol PointForecaster {
  /// The expected values of the next `horizon` periods; nil where the method has no use for the series.
  ///
  /// A forecaster may remember which of its forms a series asked for: the next call is about the same
  /// series, longer by some values.
  mutating func forecast(_ history: SeriesHistory, horizon: Int) -> [Double]?
}

extension ForecastMethod {
  /// The method at work on one series; nil for those that see all series at once.
  func forecaster() -> (any PointForecaster)? {
    switch self {
    case .seasonalNaive: SeasonalNaive()
    case .drift: Drift()
    case .exponentialSmoothing: ExponentialSmoothing()
    case .theta: Theta()
    case .arima: Arima()
    case .decomposition: Decomposition()
    case .croston: Croston()
    case .demandProbability: DemandProbability()
    case .boostedTrees: nil
    }
  }
}
