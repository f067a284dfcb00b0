/// The forecasts of all series, and the errors that the same forecasts had of held-out values.
package struct ForecastResult: Sendable, Equatable {
  /// The levels of the quantiles, ascending.
  package let quantiles: [Double]
  /// The forecast of each series, by its number.
  package let series: [SeriesForecast]
  /// For each method its held-out error relative to all methods, below 1 where it is better than most.
  ///
  /// It is the geometric mean over all series; methods that forecast no held-out value are left out.
  package let methodErrors: [MethodWeight]
}

/// A method, and a number that belongs to it.
package struct MethodWeight: Sendable, Equatable {
  /// The method.
  package let method: ForecastMethod
  /// Its weight in a blend, above 0 to 1; or its relative error.
  package let value: Double
}

/// The forecast of one series.
package struct SeriesForecast: Sendable, Equatable {
  /// The times of the forecasts, in microseconds since 1970, UTC.
  package let times: [Int64]
  /// The expected value of each period; NaN where the series has no value at all.
  package let mean: [Double]
  /// For each quantile its value at each period.
  package let quantiles: [[Double]]
  /// The methods and their weights, the largest first; empty where the series has no value at all.
  package let methods: [MethodWeight]
  /// The errors of held-out values; nil where the series is too short to hold any out.
  package let heldOut: HeldOutErrors?
}

/// The errors of forecasts of values that were held out, from all origins of a series together.
///
/// Neither weights nor intervals knew the values that they are judged by.
package struct HeldOutErrors: Sendable, Equatable {
  /// Values that were forecast and are not missing, once for each origin.
  package let count: Int
  /// The mean absolute error over that of the seasonal naive forecast within all values; NaN where that
  /// has no error.
  package let mase: Double
  /// The root of the mean squared error.
  package let rmse: Double
  /// The sum of absolute errors over that of absolute values; NaN where all values are 0.
  package let wape: Double
  /// The mean of absolute errors over absolute values, values of 0 left out; NaN where all are.
  package let mape: Double
  /// The pinball loss of each quantile, twice, over the sum of absolute values, and the mean of all; NaN
  /// without quantiles.
  package let weightedQuantileLoss: Double
  /// The share of values between the lowest and the highest quantile; NaN with fewer than two.
  package let coverage: Double
}
