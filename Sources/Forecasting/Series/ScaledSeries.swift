/// A series in units in which its values are about 1, so that no square overflows, without gaps.
struct ScaledSeries: Sendable {
  /// The power of two that `values` are multiplied by to be those of the series.
  let unit: Double
  /// The values in that unit; NaN where missing.
  let values: [Double]
  /// The same with gaps filled; empty where all are missing.
  let filled: [Double]
  /// Numbers of values after which the series may repeat itself, shortest first.
  let periods: [Int]

  /// A series and the periods that it may have.
  init(_ series: TimeSeries, periods: [Int]) {
    let largest = series.values.reduce(0) { $1.isNaN ? $0 : max($0, abs($1)) }
    unit =
      largest > 0
      ? Double(
        sign: .plus,
        exponent: min(max(Int(largest.exponent), -1_000), 1_000),
        significand: 1
      )
      : 1
    let inverse = 1 / unit
    values = series.values.map { $0 * inverse }
    self.periods = periods
    let period = periods.first { series.values.count >= 2 * $0 } ?? 1
    filled = GapFilling.filled(values, period: period)
  }

  /// The first `count` values as a method sees them.
  func history(_ count: Int) -> SeriesHistory {
    SeriesHistory(Array(filled[..<count]), periods: periods)
  }
}
