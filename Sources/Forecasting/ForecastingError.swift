/// Why series or settings are refused: each case is the user's to mend.
package enum ForecastingError: Error, Equatable, Sendable {
  /// No row at all.
  case noRows
  /// A time outside of the years 1 to 9999, in microseconds since 1970.
  case timeOutOfRange(Int64)
  /// A series whose first and last row are more periods apart than can be kept: a wrong frequency.
  case tooManyPeriods(series: Int, periods: Int, limit: Int)
  /// A setting that is out of its range; `requirement` says what is in it.
  case invalidSetting(name: String, value: String, requirement: String)
  /// A column that is not as long as the times are.
  case lengthsDiffer(expected: Int, found: Int)
  /// Stopped before there was a forecast of every series.
  case interrupted
}
