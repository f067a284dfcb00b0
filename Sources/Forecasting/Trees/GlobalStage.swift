import Parallel

/// The method that sees all series at once, between the trials of the others and the final forecasts.
struct GlobalStage {
  private let run: ForecastRun
  private let scaled: [ScaledSeries]
  private let series: [GlobalSeries]
  private let featureCount: Int
  /// The position of the method among those of the settings; nil where it is not one of them.
  private let place: Int?

  init(run: ForecastRun, scaled: [ScaledSeries], periods: [Int]) {
    self.run = run
    self.scaled = scaled
    place = run.settings.methods.firstIndex(of: .boostedTrees)
    featureCount = GlobalSeries.featureCount(
      periods: periods,
      covariateCount: run.table.series.first?.covariates.count ?? 0
    )
    let table = run.table
    series =
      place == nil
      ? []
      : concurrentMap(count: scaled.count, threadCount: run.threadCount) {
        GlobalSeries(table.series[$0], scaled: scaled[$0])
      }
  }

  /// Trees that know the first values of each series.
  private func trees(limits: [Int]) throws(ForecastingError) -> GlobalTrees? {
    try GlobalTrees(
      series,
      observed: scaled,
      limits: limits,
      horizon: run.settings.horizon,
      featureCount: featureCount,
      seed: run.settings.seed,
      threadCount: run.threadCount,
      monitor: run.monitor
    )
  }

  /// Adds forecasts from every origin by trees that knew no value behind the first origin of any series.
  func addForecasts(to trials: inout [SeriesTrial]) throws(ForecastingError) {
    guard let place else { return }
    let limits = trials.indices.map { trials[$0].origins.first?.count ?? 0 }
    guard let trees = try trees(limits: limits) else { return }
    let (series, scaled) = (series, scaled)
    trials = concurrentMap(count: trials.count, threadCount: run.threadCount) { [trials] number in
      var trial = trials[number]
      for origin in trial.origins.indices {
        let count = trial.origins[origin].count
        let forecast = trees.forecast(
          series[number],
          end: count,
          horizon: trial.origins[origin].actual.count
        )
        trial.origins[origin].forecasts[place] =
          FiniteForecast.checked(forecast, scaled[number].history(count))
      }
      return trial
    }
  }

  /// The forecast of each series from its end, by trees that know all values; nil of those in whose
  /// blend they have no weight.
  func forecasts(
    _ trials: [SeriesTrial],
    _ weights: BlendWeights
  ) throws(ForecastingError) -> [[Double]?] {
    let none = [[Double]?](repeating: nil, count: trials.count)
    guard let place else { return none }
    let isUsable = run.settings.methods.map { _ in true }
    let isUsed = trials.indices.map { number in
      trials[number].origins.contains { $0.forecasts[place] != nil }
        && weights.weights(ofSeries: number, without: nil, isUsable: isUsable)[place] > 0
    }
    guard isUsed.contains(true) else { return none }
    let counts = scaled.map(\.filled.count)
    guard let trees = try trees(limits: counts) else { return none }
    let (series, horizon) = (series, run.settings.horizon)
    return concurrentMap(count: trials.count, threadCount: run.threadCount) { number -> [Double]? in
      guard isUsed[number] else { return nil }
      return trees.forecast(series[number], end: counts[number], horizon: horizon)
    }
  }
}
