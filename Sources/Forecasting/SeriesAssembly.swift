/// The forecast of one series, put together from its methods, their weights and the intervals.
struct SeriesAssembly {
  let series: TimeSeries
  let scaled: ScaledSeries
  let trial: SeriesTrial
  let residuals: [HeldOutResiduals]
  /// The forecast of the method that sees all series at once; nil without one.
  let globalForecast: [Double]?
  let settings: ForecastSettings

  /// The forecast from the last value on.
  func forecast(
    _ weights: BlendWeights,
    number: Int,
    intervals: ConformalIntervals
  ) -> SeriesForecast {
    let horizon = settings.horizon
    let times = (1...horizon).map { series.forecastTime($0) }
    guard !scaled.filled.isEmpty else {
      let missing = [Double](repeating: .nan, count: horizon)
      return SeriesForecast(
        times: times,
        mean: missing,
        quantiles: settings.quantiles.map { _ in missing },
        methods: [],
        heldOut: nil
      )
    }
    let history = scaled.history(scaled.filled.count)
    let wanted = weights.weights(
      ofSeries: number,
      without: nil,
      isUsable: settings.methods.map { _ in true }
    )
    var forecasters = settings.methods.map { $0.forecaster() }
    let forecasts = settings.methods.indices.map { method -> [Double]? in
      let isNeeded = wanted[method] > 0 || settings.methods[method] == .exponentialSmoothing
      guard isNeeded else { return nil }
      let isGlobal = settings.methods[method] == .boostedTrees
      let found =
        isGlobal
        ? globalForecast : forecasters[method]?.forecast(history, horizon: horizon)
      return FiniteForecast.checked(found, history)
    }
    let used = forecasts.indices.map { forecasts[$0] == nil ? 0 : wanted[$0] }
    let mean =
      BlendWeights.blend(forecasts, weights: used, horizon: horizon)
      ?? SeasonalNaive().forecast(history, horizon: horizon) ?? []
    let deviations = ExpectedSpread.deviations(history, forecasters, horizon: horizon)
    let distances = intervals.distances(
      settings.quantiles,
      series: residuals,
      deviations: deviations
    )
    return SeriesForecast(
      times: times,
      mean: mean.map(inOwnUnits),
      quantiles: distances.map { zip(mean, $0).map { inOwnUnits($0 + $1) } },
      methods: named(used),
      heldOut: heldOutErrors(intervals)
    )
  }

  /// A number in the units of the series; a series without a value below 0 has no forecast below 0.
  private func inOwnUnits(_ value: Double) -> Double {
    let isNonnegative = scaled.filled.allSatisfy { $0 >= 0 }
    return (isNonnegative ? max(value, 0) : value) * scaled.unit
  }

  /// Methods with a weight, the largest first; the seasonal naive forecast where none has one.
  private func named(_ weights: [Double]) -> [MethodWeight] {
    let sum = weights.reduce(0, +)
    guard sum > 0 else { return [MethodWeight(method: .seasonalNaive, value: 1)] }
    return zip(settings.methods, weights)
      .filter { $0.1 > 0 }
      .map { MethodWeight(method: $0.0, value: $0.1 / sum) }
      .sorted { ($1.value, $0.method) < ($0.value, $1.method) }
  }

  /// The errors of all origins, with intervals that did not know the values of their own.
  private func heldOutErrors(_ intervals: ConformalIntervals) -> HeldOutErrors? {
    var sums = HeldOutErrors.Sums()
    for (place, origin) in trial.origins.enumerated() {
      let mean = zip(origin.actual, residuals[place].errors).map { $0 - $1 }
      let distances = intervals.distances(
        settings.quantiles,
        series: residuals,
        without: place,
        deviations: origin.deviations
      )
      sums.add(
        actual: origin.actual,
        mean: mean,
        levels: settings.quantiles,
        quantiles: distances.map { zip(mean, $0).map { $0 + $1 } }
      )
    }
    let period = scaled.history(scaled.filled.count).period
    return sums.errors(
      unit: scaled.unit,
      naive: SeasonalNaive.error(scaled.values, period: period),
      levelCount: settings.quantiles.count
    )
  }
}
