/// One series on its grid: a value for each period from its first to its last, NaN where missing.
package struct TimeSeries: Sendable, Equatable {
  /// The times of the periods.
  package let grid: PeriodGrid
  /// The period of the first value.
  package let firstPeriod: Int
  /// A value for each period, of which the first and the last are not missing; empty where all are.
  package let values: [Double]
  /// For each covariate a value for each period from the first on, and for as many after the last value
  /// as rows tell; NaN where missing.
  package let covariates: [[Double]]
  /// Rows whose value was infinite, which counts as missing.
  package let infiniteCount: Int

  /// The time of the period that is `step` after the last value, 1 and up.
  package func forecastTime(_ step: Int) -> Int64 {
    grid.time(of: firstPeriod + values.count - 1 + step)
  }
}
