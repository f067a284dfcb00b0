/// The dynamic optimised theta model on the series without its season.
struct Theta: PointForecaster {
  /// Values that count at the most, unless the season asks for more: older ones change its forecasts no
  /// more.
  private static let longest = 1_500

  func forecast(_ history: SeriesHistory, horizon: Int) -> [Double]? {
    let adjustment = SeasonalAdjustment(
      history.recent(max(Self.longest, 4 * history.period)),
      period: history.period,
      isPositive: history.isPositive
    )
    guard let model = ThetaModel(adjustment.values) else { return nil }
    return adjustment.seasoned(model.forecast(horizon: horizon))
  }
}
