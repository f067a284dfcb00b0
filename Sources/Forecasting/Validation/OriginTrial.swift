/// Forecasts of one series from one origin, beside the values that followed.
struct OriginTrial: Sendable {
  /// Values before the origin.
  let count: Int
  /// The values that followed; NaN where missing.
  let actual: [Double]
  /// For each method its forecasts, one for each of `actual`; nil where it made none.
  var forecasts: [[Double]?]
  /// The standard deviation of errors that a model expects, a step each.
  let deviations: [Double]
}

/// All trials of one series, and a forecaster for each method that has learnt what the series asks for.
struct SeriesTrial: Sendable {
  var origins: [OriginTrial]

  /// Forecasts a series from each of some origins by each of some methods.
  ///
  /// Methods that see all series at once leave no forecasts here.
  init(_ series: ScaledSeries, origins: RollingOrigins, methods: [ForecastMethod]) {
    var forecasters = methods.map { $0.forecaster() }
    self.origins = origins.counts.map { count in
      let history = series.history(count)
      let forecasts = forecasters.indices.map {
        FiniteForecast.checked(
          forecasters[$0]?.forecast(history, horizon: origins.horizon),
          history
        )
      }
      return OriginTrial(
        count: count,
        actual: Array(series.values[count..<count + origins.horizon]),
        forecasts: forecasts,
        deviations: ExpectedSpread.deviations(history, forecasters, horizon: origins.horizon)
      )
    }
  }
}

/// Forecasts that can be worked with.
enum FiniteForecast {
  /// Times the largest value that a forecast may be: a trend that leads further is an error of the fit.
  private static let excess = 100.0

  /// The forecast; nil where one of its values is not finite or far beyond all that was seen.
  static func checked(_ forecast: [Double]?, _ history: SeriesHistory) -> [Double]? {
    let largest = history.values.reduce(0) { max($0, abs($1)) }
    guard let forecast,
      forecast.allSatisfy({ abs($0) <= excess * max(largest, .leastNormalMagnitude) })
    else { return nil }
    return forecast
  }
}
