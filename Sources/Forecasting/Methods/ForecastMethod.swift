/// The methods that forecasts are blended from.
package enum ForecastMethod: String, Sendable, CaseIterable, Comparable {
  /// The value of one season ago; without a season the last value.
  case seasonalNaive = "SeasonalNaive"
  /// The last value, and the mean change from the first on.
  case drift = "Drift"
  /// Exponential smoothing of the form that fits best.
  case exponentialSmoothing = "ETS"
  /// The dynamic optimised theta model on the series without its season.
  case theta = "Theta"
  /// Autoregressive integrated moving averages of small order.
  case arima = "ARIMA"
  /// One or several seasons by local regression, exponential smoothing of the rest.
  case decomposition = "MSTL"
  /// Croston's method for series with many zeros, with the correction of Syntetos and Boylan.
  case croston = "CrostonSBA"
  /// The method of Teunter, Syntetos and Babai for demands that become rarer.
  case demandProbability = "TSB"
  /// Boosted trees on all series at once.
  case boostedTrees = "GlobalTrees"

  package static func < (left: ForecastMethod, right: ForecastMethod) -> Bool {
    left.place < right.place
  }

  /// The position among all methods.
  var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
