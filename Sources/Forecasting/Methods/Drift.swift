/// The last value and the mean change so far, on the series without its season.
struct Drift: PointForecaster {
  /// Values that count at the most, unless the season asks for more.
  private static let longest = 1_500

  func forecast(_ history: SeriesHistory, horizon: Int) -> [Double]? {
    let adjustment = SeasonalAdjustment(
      history.recent(max(Self.longest, 4 * history.period)),
      period: history.period,
      isPositive: history.isPositive
    )
    let values = adjustment.values
    guard let first = values.first, let last = values.last else { return nil }
    let slope = values.count > 1 ? (last - first) / Double(values.count - 1) : 0
    return adjustment.seasoned((1...horizon).map { last + slope * Double($0) })
  }
}
