import Learning
import Parallel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One forecast of many series: trials, weights, intervals, and the forecasts themselves.
struct ForecastRun {
  /// Series that are handed out between two questions to the monitor, for each thread.
  private static let batch = 8

  let table: SeriesTable
  let settings: ForecastSettings
  let threadCount: Int
  let monitor: TrainingMonitor

  /// Runs all of it.
  func result() throws(ForecastingError) -> ForecastResult {
    let periods = settings.seasonalPeriods ?? table.frequency.seasonalPeriods
    let count = table.series.count
    let originCount = settings.originCount(seriesCount: count)
    let scaled = concurrentMap(count: count, threadCount: threadCount) { number in
      ScaledSeries(table.series[number], periods: periods)
    }
    var trials = try inBatches(count, done: 0) { number in
      let series = scaled[number]
      let origins = RollingOrigins(
        count: series.filled.count,
        period: series.history(series.filled.count).period,
        horizon: settings.horizon,
        originCount: originCount
      )
      return SeriesTrial(series, origins: origins, methods: settings.methods)
    }
    let global = GlobalStage(run: self, scaled: scaled, periods: periods)
    try global.addForecasts(to: &trials)
    let weights = BlendWeights(
      trials,
      methodCount: settings.methods.count,
      metric: settings.metric
    )
    let residuals = concurrentMap(count: count, threadCount: threadCount) { [trials] number in
      heldOutResiduals(trials[number], number, weights)
    }
    let intervals = ConformalIntervals(residuals, horizon: settings.horizon)
    let ahead = try global.forecasts(trials, weights)
    let forecasts = try inBatches(count, done: count) { [trials] number in
      let assembly = SeriesAssembly(
        series: table.series[number],
        scaled: scaled[number],
        trial: trials[number],
        residuals: residuals[number],
        globalForecast: ahead[number],
        settings: settings
      )
      return assembly.forecast(weights, number: number, intervals: intervals)
    }
    return ForecastResult(
      quantiles: settings.quantiles,
      series: forecasts,
      methodErrors: weights.relativeErrors(of: settings.methods)
    )
  }

  /// The results of `body` for each series, with reports to the monitor between batches.
  private func inBatches<Result: Sendable>(
    _ count: Int,
    done: Int,
    _ body: @Sendable (Int) -> Result
  ) throws(ForecastingError) -> [Result] {
    var results: [Result] = []
    results.reserveCapacity(count)
    while results.count < count {
      guard !monitor.shouldStop() else { throw .interrupted }
      let first = results.count
      let size = min(Self.batch * max(threadCount, 1), count - first)
      results += concurrentMap(count: size, threadCount: threadCount) { body(first + $0) }
      monitor.progress(done + results.count, 2 * count)
    }
    return results
  }

  /// The errors of blends whose weights did not know the values of their origin.
  private func heldOutResiduals(
    _ trial: SeriesTrial,
    _ number: Int,
    _ weights: BlendWeights
  ) -> [HeldOutResiduals] {
    trial.origins.indices.map { place in
      let origin = trial.origins[place]
      let blend = BlendWeights.blend(
        origin.forecasts,
        weights: weights.weights(
          ofSeries: number,
          without: place,
          isUsable: origin.forecasts.map { $0 != nil }
        ),
        horizon: origin.actual.count
      )
      return HeldOutResiduals(
        errors: origin.actual.indices.map { origin.actual[$0] - (blend?[$0] ?? .nan) },
        deviations: origin.deviations
      )
    }
  }
}
