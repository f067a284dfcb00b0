#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The seasons of a series by local regression, and exponential smoothing of what is left.
struct Decomposition: PointForecaster {
  /// Values that count at the most, unless the longest period asks for more.
  private static let longest = 2_000

  private var form: SmoothingForm?

  mutating func forecast(_ history: SeriesHistory, horizon: Int) -> [Double]? {
    guard let longest = history.periods.last else { return nil }
    let values = history.recent(max(Self.longest, 4 * longest))
    let parts = SeveralSeasons(values, periods: history.periods)
    let rest = Array(parts.rest.suffix(1_000))
    let fit =
      form.flatMap { SmoothingFit(rest, form: $0, period: 1) }
      ?? SmoothingSearch.best(rest, period: 1, isPositive: false)
    guard let fit else { return nil }
    form = fit.form
    let season = parts.next(history.periods, horizon: horizon)
    return zip(fit.forecast(horizon: horizon), season).map { $0 + $1 }
  }
}
