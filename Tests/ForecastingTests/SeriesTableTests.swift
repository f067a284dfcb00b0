import Forecasting
import Testing

struct SeriesTableTests {
  private static func table(
    _ days: [Int],
    _ values: [Double],
    series: [Int]? = nil,
    count: Int = 1,
    aggregation: RowAggregation = .sum,
    covariates: [[Double]] = []
  ) throws -> SeriesTable {
    let start = ForecastingData.time(2024, 1, 1, hour: 7)
    return try SeriesTable(
      SeriesRows(
        series: series ?? days.map { _ in 0 },
        times: days.map { TimeFrequency.day.time(start, advancedBy: $0) },
        values: values,
        covariates: covariates
      ),
      seriesCount: count,
      frequency: .day,
      aggregation: aggregation
    )
  }

  /// Values as text, in which missing ones are equal.
  private static func text(_ values: [Double]) -> String { values.description }

  @Test func `rows are put in order, gaps are missing, ends without a value are left out`() throws {
    let table = try Self.table([5, 0, 2, 1, 7], [6, .nan, 3, 2, .nan])
    let series = table.series[0]
    #expect(Self.text(series.values) == Self.text([2, 3, .nan, .nan, 6]))
    #expect(series.forecastTime(1) == ForecastingData.time(2024, 1, 7, hour: 7))
  }

  @Test func `rows of one period are added up, or averaged, without missing ones`() throws {
    let (days, values) = ([0, 1, 1, 1, 2], [1, 2, .nan, 4, 5])
    #expect(try Self.table(days, values).series[0].values == [1, 6, 5])
    #expect(try Self.table(days, values, aggregation: .mean).series[0].values == [1, 3, 5])
  }

  @Test func `infinite values are missing and counted, sums beyond the range too`() throws {
    let series = try Self.table([0, 1, 2, 2, 3], [1, .infinity, 1e308, 1e308, 4]).series[0]
    #expect(Self.text(series.values) == Self.text([1, .nan, .nan, 4]))
    #expect(series.infiniteCount == 1)
  }

  @Test func `each series ends where it ends`() throws {
    let table = try Self.table(
      [0, 1, 2, 0, 1],
      [1, 2, 3, 4, 5],
      series: [0, 0, 0, 1, 1],
      count: 3
    )
    #expect(table.series.map(\.values) == [[1, 2, 3], [4, 5], []])
    #expect(table.series[1].forecastTime(1) == ForecastingData.time(2024, 1, 3, hour: 7))
  }

  @Test func `covariates reach as far as rows do`() throws {
    let table = try Self.table(
      [0, 1, 2, 3],
      [1, 2, .nan, .nan],
      covariates: [[10, 20, 30, 40]]
    )
    #expect(table.series[0].values == [1, 2])
    #expect(table.series[0].covariates == [[10, 20, 30, 40]])
  }

  @Test func `month ends stay month ends, any other days become the first`() throws {
    func next(_ days: [(Int, Int)]) throws -> Int64 {
      let times = days.map { ForecastingData.time(2024, $0.0, $0.1) }
      let rows = try SeriesRows(
        series: times.map { _ in 0 },
        times: times,
        values: times.map { _ in 1 }
      )
      return try SeriesTable(rows, seriesCount: 1, frequency: .month).series[0].forecastTime(1)
    }
    #expect(try next([(1, 31), (2, 29)]) == ForecastingData.time(2024, 3, 31))
    #expect(try next([(1, 15), (2, 15)]) == ForecastingData.time(2024, 3, 15))
    #expect(try next([(1, 15), (2, 20)]) == ForecastingData.time(2024, 3, 1))
  }

  @Test func `weeks begin on the weekday of the first row`() throws {
    let times = [(1, 3), (1, 10), (1, 26)].map { ForecastingData.time(2024, $0.0, $0.1) }
    let rows = try SeriesRows(series: [0, 0, 0], times: times, values: [1, 2, 3])
    let series = try SeriesTable(rows, seriesCount: 1, frequency: .week).series[0]
    // The 26th is a Friday of the week from Wednesday the 24th on.
    #expect(Self.text(series.values) == Self.text([1, 2, .nan, 3]))
    #expect(series.forecastTime(1) == ForecastingData.time(2024, 1, 31))
  }

  @Test func `bad rows are errors`() throws {
    #expect(throws: ForecastingError.noRows) { try Self.table([], []) }
    #expect(throws: ForecastingError.lengthsDiffer(expected: 2, found: 1)) {
      try Self.table([0, 1], [1])
    }
    #expect(throws: ForecastingError.timeOutOfRange(.max)) {
      let rows = try SeriesRows(series: [0], times: [.max], values: [1])
      _ = try SeriesTable(rows, seriesCount: 1, frequency: .day)
    }
    #expect(
      throws: ForecastingError.invalidSetting(
        name: "series",
        value: "1",
        requirement: "0 to 0"
      )
    ) { try Self.table([0], [1], series: [1]) }
  }

  @Test func `a frequency that is far too fine is an error`() throws {
    let times = [ForecastingData.time(1900, 1, 1), ForecastingData.time(2024, 1, 1)]
    let rows = try SeriesRows(series: [0, 0], times: times, values: [1, 2])
    #expect(throws: ForecastingError.self) {
      try SeriesTable(rows, seriesCount: 1, frequency: .minute)
    }
    #expect(try SeriesTable(rows, seriesCount: 1, frequency: .year).series[0].values.count == 125)
  }
}
