import DuckDB
import Forecasting

/// The values that some series had, read again by the statement that forecast them.
struct ForecastHistory {
  private var series: [String?: TimeSeries] = [:]

  /// Reads series by their ids; one that is not there any more has no values.
  ///
  /// - Throws: what the engine refuses.
  init(
    of plan: ForecastPlan,
    _ frequency: TimeFrequency,
    ids: [String?],
    on connection: Connection
  ) throws {
    let read = try ForecastRows(of: plan, wanted: plan.item == nil ? nil : ids, on: connection)
    guard !read.rows.times.isEmpty else { return }
    let table = try SeriesTable(read.rows, seriesCount: read.ids.count, frequency: frequency)
    for (id, series) in zip(read.ids, table.series) { self.series[id] = series }
  }

  /// The last values of a series, each with its microseconds since 1970; missing ones are NaN.
  func last(_ count: Int, of id: String?) -> [(time: Int64, value: Double)] {
    guard let series = series[id] else { return [] }
    let first = max(series.values.count - count, 0)
    return series.values[first...].enumerated().map { index, value in
      (series.grid.time(of: series.firstPeriod + first + index), value)
    }
  }
}
