/// An autoregressive integrated moving average of the order that the first history asks for; later ones
/// are fitted anew.
struct Arima: PointForecaster {
  /// Values that count at the most.
  private static let longest = 500

  private var order: ArimaOrder?

  mutating func forecast(_ history: SeriesHistory, horizon: Int) -> [Double]? {
    let values = history.recent(max(Self.longest, 10 * min(history.period, 24)))
    let model =
      order.flatMap { ArimaModel(values, order: $0) }
      ?? ArimaSearch.best(values, period: history.period)
    guard let model else { return nil }
    order = model.order
    return model.forecast(horizon: horizon)
  }
}
