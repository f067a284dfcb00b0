/// The places in a series from which its later values are forecast to see how well that goes (rolling
/// origins, Tashman 2000).
struct RollingOrigins: Sendable, Equatable {
  /// Values before each origin, ascending; empty where the series is too short.
  let counts: [Int]
  /// Values that are forecast from each.
  let horizon: Int

  /// Fewest values before an origin.
  private static let leastHistory = 3

  /// Origins of a series.
  ///
  /// The last leaves `horizon` values, or a third of a series that is shorter than three horizons;
  /// those before are a horizon apart, or less where at least half of the values, and two seasons, would
  /// not be left before the first.
  ///
  /// - Parameters:
  ///   - count: Values of the series.
  ///   - period: Values after which the season repeats itself; 1 for no season.
  ///   - horizon: Values that will be forecast.
  ///   - originCount: Origins at the most.
  init(count: Int, period: Int, horizon: Int, originCount: Int) {
    self.horizon = min(horizon, max(count / 3, 1))
    let last = count - self.horizon
    guard last >= Self.leastHistory else {
      counts = []
      return
    }
    let first = min(max(count / 2, 2 * period + 1, Self.leastHistory), last)
    let gaps = min(originCount - 1, last - first)
    let step = gaps > 0 ? min(self.horizon, (last - first) / gaps) : 0
    counts = (0...max(gaps, 0)).reversed().map { last - $0 * step }
  }
}
