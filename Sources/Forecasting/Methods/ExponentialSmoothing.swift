/// Exponential smoothing of the form that the first history asks for; later ones are fitted anew.
struct ExponentialSmoothing: PointForecaster {
  /// Values that count at the most: the weight of older ones is below a thousandth.
  private static let longest = 1_000

  private var form: SmoothingForm?
  /// The standard deviation of the last forecast's errors, a period each; empty where there is none.
  private(set) var deviations: [Double] = []

  mutating func forecast(_ history: SeriesHistory, horizon: Int) -> [Double]? {
    deviations = []
    let values = history.recent(Self.longest)
    let isPositive = history.isPositive
    let known = form.flatMap { isPositive || !$0.isMultiplicative ? $0 : nil }
    let fit =
      known.flatMap { SmoothingFit(values, form: $0, period: history.period) }
      ?? SmoothingSearch.best(values, period: history.period, isPositive: isPositive)
    guard let fit else { return nil }
    form = fit.form
    deviations = fit.deviations(horizon: horizon)
    return fit.forecast(horizon: horizon)
  }
}
