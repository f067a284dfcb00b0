/// Rows gathered into regular series, each on a grid of its own.
///
/// A time belongs to the period it falls into; several rows of a period are added up, or averaged,
/// without those whose value is missing; covariates are averaged. A period without a value is missing.
/// Missing values before the first and after the last value are left out: a series that ends early
/// is forecast from where it ends.
package struct SeriesTable: Sendable, Equatable {
  /// The distance of values of all series.
  package let frequency: TimeFrequency
  /// The series by their number.
  package let series: [TimeSeries]

  /// Periods of one series at the most: two years of minutes are 1,051,200.
  static let periodLimit = 4_000_000

  /// Gathers rows.
  ///
  /// - Parameters:
  ///   - rows: The rows in any order.
  ///   - seriesCount: The number of series: one without a row is all missing.
  ///   - frequency: The distance of values.
  ///   - aggregation: The value of a period with several rows.
  /// - Throws: `noRows`, `timeOutOfRange`, `tooManyPeriods`; `invalidSetting` for a number of a series
  ///   that is not in 0..<`seriesCount`.
  /// - Complexity: O(rows log rows + periods x columns).
  package init(
    _ rows: SeriesRows,
    seriesCount: Int,
    frequency: TimeFrequency,
    aggregation: RowAggregation = .sum
  ) throws(ForecastingError) {
    guard !rows.times.isEmpty else { throw .noRows }
    for time in rows.times where !CalendarTime.range.contains(time) { throw .timeOutOfRange(time) }
    for number in rows.series where !(0..<seriesCount).contains(number) {
      throw .invalidSetting(
        name: "series",
        value: "\(number)",
        requirement: "0 to \(seriesCount - 1)"
      )
    }
    self.frequency = frequency
    var gathered: [TimeSeries] = []
    for (number, positions) in rows.positions(seriesCount: seriesCount).enumerated() {
      let gathering = SeriesGathering(rows, positions: positions, frequency: frequency)
      guard gathering.periodCount <= Self.periodLimit else {
        throw .tooManyPeriods(
          series: number,
          periods: gathering.periodCount,
          limit: Self.periodLimit
        )
      }
      gathered.append(gathering.series(aggregation))
    }
    series = gathered
  }
}
