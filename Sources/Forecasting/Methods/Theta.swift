/// The dynamic optimised theta model on the series without its season.
struct Theta: PointForecaster {
  /// Values that count at the most: older ones change its forecasts no more.
  private static let longest = 1_500

  func forecast(_ history: SeriesHistory, horizon: Int) -> [Double]? {
    let adjustment = SeasonalAdjustment(
      history.recent(Self.longest),
      period: history.period,
      isPositive: history.isPositive
    )
    guard let model = ThetaModel(adjustment.values) else { return nil }
    return adjustment.seasoned(model.forecast(horizon: horizon))
  }
}
