package import Learning
import Parallel

/// Forecasts many series: every method on each, blended by held-out errors, with intervals that hold
/// out of the sample.
package enum Forecaster {
  /// Forecasts all series of a table.
  ///
  /// The result is the same, bit by bit, on any number of threads.
  ///
  /// - Parameters:
  ///   - table: The series.
  ///   - settings: How far, with which quantiles, and what is good.
  ///   - threadCount: Threads to use, the caller's among them.
  ///   - monitor: Told of series that are done, each counted twice: once its methods have been tried, and
  ///     once it is forecast; asked whether to stop.
  /// - Returns: A forecast of every series, those included that have few values or none.
  /// - Throws: `interrupted`.
  /// - Complexity: O(values) for each series, some thousand passes over its last 1,500 values at the
  ///   most.
  package static func forecast(
    _ table: SeriesTable,
    settings: ForecastSettings,
    threadCount: Int,
    monitor: TrainingMonitor = TrainingMonitor()
  ) throws(ForecastingError) -> ForecastResult {
    let run = ForecastRun(
      table: table,
      settings: settings,
      threadCount: threadCount,
      monitor: monitor
    )
    return try run.result()
  }
}
