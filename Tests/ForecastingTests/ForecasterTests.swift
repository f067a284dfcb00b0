import Learning
import Synchronization
import Testing

@testable import Forecasting

struct ForecasterTests {
  private static func forecast(
    _ series: [[Double]],
    horizon: Int = 6,
    quantiles: [Double] = [0.1, 0.5, 0.9],
    methods: Set<ForecastMethod> = Set(ForecastMethod.allCases),
    threadCount: Int = 2
  ) throws -> ForecastResult {
    try Forecaster.forecast(
      try ForecastingData.table(series),
      settings: ForecastSettings(horizon: horizon, quantiles: quantiles, methods: methods),
      threadCount: threadCount
    )
  }

  @Test func `threads change no bit`() throws {
    let series = ForecastingData.seasonal(40, length: 90, seed: 11)
    let results = try [1, 2, 3].map { try Self.forecast(series, threadCount: $0) }
    #expect(results[0].methodErrors.contains { $0.method == .boostedTrees })
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }

  @Test func `a season and a line are forecast better than naively`() throws {
    let length = 90
    let full = ForecastingData.seasonal(30, length: length + 12, seed: 31)
    let result = try Self.forecast(full.map { Array($0.prefix(length)) }, horizon: 12)
    var (own, naive, noise) = (0.0, 0.0, 0.0)
    for (values, forecast) in zip(full, result.series) {
      for step in 0..<12 {
        own += abs(values[length + step] - forecast.mean[step])
        naive += abs(values[length + step] - values[length + step - 12])
        noise += 1
      }
    }
    // Noise of deviation 3 leaves a mean absolute error of 2.4, which no forecast can avoid; the naive
    // one has sqrt(2) of it, and the slope.
    #expect(own / noise < 2.4 * 1.25)
    #expect(own < 0.8 * naive)
  }

  @Test func `stated intervals hold their share of later values`() throws {
    let length = 80
    let full = ForecastingData.seasonal(150, length: length + 8, seed: 77)
    let result = try Self.forecast(
      full.map { Array($0.prefix(length)) },
      horizon: 8,
      methods: [.exponentialSmoothing, .theta, .seasonalNaive]
    )
    var covered = 0.0
    for (values, forecast) in zip(full, result.series) {
      for step in 0..<8 {
        let value = values[length + step]
        if value >= forecast.quantiles[0][step] && value <= forecast.quantiles[2][step] {
          covered += 1
        }
      }
    }
    // 1,200 values, those of one series not quite independent: a standard error of about 1.5 %.
    #expect(abs(covered / 1_200 - 0.8) < 0.045)
    let told = result.series.compactMap(\.heldOut?.coverage)
    #expect(abs(told.reduce(0, +) / Double(told.count) - 0.8) < 0.03)
  }

  @Test func `quantiles ascend, and the median is the forecast`() throws {
    let series = ForecastingData.seasonal(4, length: 50, seed: 3)
    let result = try Self.forecast(series, quantiles: [0.9, 0.25, 0.5, 0.05, 0.9])
    #expect(result.quantiles == [0.05, 0.25, 0.5, 0.9])
    for forecast in result.series {
      for step in 0..<6 {
        let values = forecast.quantiles.map { $0[step] }
        #expect(values == values.sorted() && Set(values).count == 4)
        #expect(forecast.quantiles[2][step] == forecast.mean[step])
      }
    }
  }

  @Test func `weights add up to 1, and times go on by months`() throws {
    let result = try Self.forecast(ForecastingData.seasonal(3, length: 60, seed: 8))
    for forecast in result.series {
      #expect(abs(forecast.methods.reduce(0) { $0 + $1.value } - 1) < 1e-12)
      #expect(forecast.methods.map(\.value) == forecast.methods.map(\.value).sorted(by: >))
      #expect(forecast.times[0] == ForecastingData.time(2005, 1, 1))
      #expect(forecast.times[5] == ForecastingData.time(2005, 6, 1))
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 7, 12, 13, 23, 24, 25])
  func `short series have a forecast near their values`(length: Int) throws {
    let values = ForecastingData.seasonal(1, length: length, seed: 5)[0]
    let forecast = try Self.forecast([values], horizon: 24).series[0]
    #expect(forecast.mean.count == 24)
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    for step in 0..<24 {
      #expect(forecast.mean[step] > low - 100 && forecast.mean[step] < high + 100)
      #expect(forecast.quantiles[0][step] <= forecast.mean[step])
    }
    #expect((forecast.heldOut == nil) == (length < 4))
  }

  @Test func `constant, missing and single values have the forecasts they can have`() throws {
    let result = try Self.forecast([
      [Double](repeating: 7, count: 30), [.nan, .nan, .nan], [5], [0, 0, 0, 0, 0, 0],
      [.infinity, 3],
    ])
    #expect(result.series[0].mean.allSatisfy { abs($0 - 7) < 1e-9 })
    #expect(result.series[0].quantiles[0].allSatisfy { abs($0 - 7) < 1e-6 })
    #expect(result.series[1].mean.allSatisfy { $0.isNaN })
    #expect(result.series[1].methods.isEmpty && result.series[1].heldOut == nil)
    #expect(result.series[2].mean.allSatisfy { abs($0 - 5) < 1e-14 })
    #expect(result.series[3].mean == [Double](repeating: 0, count: 6))
    // Weights add up to 1 but for a rounding.
    #expect(result.series[4].mean.allSatisfy { abs($0 - 3) < 1e-14 })
  }

  @Test(arguments: [1e-300, 1e-12, 1e12, 1e300])
  func `magnitudes change nothing but the unit`(size: Double) throws {
    let values = ForecastingData.seasonal(1, length: 60, seed: 14)[0]
    let one = try Self.forecast([values]).series[0]
    let other = try Self.forecast([values.map { $0 / 256 * size }]).series[0]
    for step in 0..<6 {
      let expected = one.mean[step] / 256 * size
      // The unit is a power of two; values are rounded once more, and minimisers see that.
      #expect(abs(other.mean[step] - expected) < 1e-3 * expected)
      #expect(other.quantiles[2][step].isFinite)
    }
  }

  @Test func `values below 0 are forecast, and only they`() throws {
    let values = ForecastingData.normal(60, seed: 2)
    let mixed = try Self.forecast([values.map { $0 * 5 - 20 }]).series[0]
    #expect(mixed.mean.allSatisfy { $0 < 0 })
    let counts = values.map { max(($0 * 2).rounded(), 0) }
    let demand = try Self.forecast([counts]).series[0]
    #expect(demand.quantiles.joined().allSatisfy { $0 >= 0 })
    #expect(demand.mean.allSatisfy { $0 >= 0 })
  }

  @Test func `gaps change the forecast little`() throws {
    let values = ForecastingData.seasonal(1, length: 96, seed: 41)[0]
    let whole = try Self.forecast([values]).series[0]
    let gaps = values.indices.map { $0 % 11 == 5 ? .nan : values[$0] }
    let holed = try Self.forecast([gaps]).series[0]
    for step in 0..<6 {
      // The noise has a deviation of 3.
      #expect(abs(holed.mean[step] - whole.mean[step]) < 3)
    }
  }

  @Test func `progress is told to the end, and a stop is an error`() throws {
    let table = try ForecastingData.table(ForecastingData.seasonal(5, length: 40, seed: 1))
    let settings = try ForecastSettings(horizon: 3)
    let seen = Mutex<[Int]>([])
    let monitor = TrainingMonitor(progress: { done, total in
      #expect(total == 10)
      seen.withLock { $0.append(done) }
    })
    _ = try Forecaster.forecast(table, settings: settings, threadCount: 1, monitor: monitor)
    let told = seen.withLock(\.self)
    #expect(told.last == 10 && told == told.sorted())
    #expect(throws: ForecastingError.interrupted) {
      try Forecaster.forecast(
        table,
        settings: settings,
        threadCount: 1,
        monitor: TrainingMonitor(shouldStop: { true })
      )
    }
  }

  @Test func `a covariate that tells the value is used`() throws {
    let noise = ForecastingData.normal(60 * 126, seed: 90)
    let start = ForecastingData.time(2015, 1, 1)
    var series: [Int] = []
    var times: [Int64] = []
    var (values, promotions): ([Double], [Double]) = ([], [])
    for number in 0..<60 {
      for t in 0..<126 {
        let promotion = noise[number * 126 + (t * 31) % 126] > 0.8 ? 1.0 : 0.0
        series.append(number)
        times.append(TimeFrequency.day.time(start, advancedBy: t))
        values.append(t < 120 ? 50 + noise[number * 126 + t] + 20 * promotion : .nan)
        promotions.append(promotion)
      }
    }
    let rows = try SeriesRows(
      series: series,
      times: times,
      values: values,
      covariates: [promotions]
    )
    let result = try Forecaster.forecast(
      try SeriesTable(rows, seriesCount: 60, frequency: .day),
      settings: ForecastSettings(horizon: 6),
      threadCount: 2
    )
    var sums = (with: 0.0, without: 0.0, withCount: 0.0, withoutCount: 0.0)
    for number in 0..<60 {
      for step in 0..<6 {
        let mean = result.series[number].mean[step]
        if promotions[number * 126 + 120 + step] > 0 {
          sums.with += mean
          sums.withCount += 1
        } else {
          sums.without += mean
          sums.withoutCount += 1
        }
      }
    }
    // The promotion adds 20, of which the blend follows most.
    #expect(sums.with / sums.withCount - sums.without / sums.withoutCount > 10)
  }

  @Test func `settings out of range are errors`() throws {
    #expect(throws: ForecastingError.self) { try ForecastSettings(horizon: 0) }
    #expect(throws: ForecastingError.self) { try ForecastSettings(horizon: 5_001) }
    #expect(throws: ForecastingError.self) { try ForecastSettings(horizon: 1, quantiles: [1]) }
    #expect(throws: ForecastingError.self) { try ForecastSettings(horizon: 1, quantiles: [.nan]) }
    #expect(throws: ForecastingError.self) {
      try ForecastSettings(horizon: 1, seasonalPeriods: [1])
    }
    #expect(throws: ForecastingError.self) { try ForecastSettings(horizon: 1, methods: []) }
    #expect(throws: ForecastingError.self) { try ForecastSettings(horizon: 1, originCount: 0) }
  }
}
