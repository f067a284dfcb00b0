import Forecasting
import Testing

struct TimeFrequencyTests {
  @Test(arguments: [
    ("Y", TimeFrequency.year), ("q", .quarter), ("M", .month), ("w", .week), ("D", .day),
    ("h", .hour),
    ("30MIN", .thirtyMinutes), ("15min", .fifteenMinutes), ("10min", .tenMinutes),
    ("5min", .fiveMinutes), ("1min", .minute),
  ])
  func `words are known whatever their case`(text: String, expected: TimeFrequency) {
    #expect(TimeFrequency(text: text) == expected)
  }

  @Test(arguments: ["", "month", "2D", "min", "60min"])
  func `other words are none`(text: String) {
    #expect(TimeFrequency(text: text) == nil)
  }

  @Test func `a month after the 31st is the end of the next`() {
    let start = ForecastingData.time(2023, 1, 31)
    let ends = [(2, 28), (3, 31), (4, 30), (5, 31)]
    for (count, end) in ends.enumerated() {
      #expect(
        TimeFrequency.month.time(start, advancedBy: count + 1)
          == ForecastingData.time(2023, end.0, end.1)
      )
    }
    #expect(
      TimeFrequency.month.time(start, advancedBy: 13) == ForecastingData.time(2024, 2, 29)
    )
    #expect(
      TimeFrequency.month.time(start, advancedBy: -11) == ForecastingData.time(2022, 2, 28)
    )
  }

  @Test func `years and quarters follow the calendar, also over leap years`() {
    let leap = ForecastingData.time(2024, 2, 29, hour: 5)
    #expect(
      TimeFrequency.year.time(leap, advancedBy: 1)
        == ForecastingData.time(2025, 2, 28, hour: 5)
    )
    #expect(
      TimeFrequency.year.time(leap, advancedBy: 4)
        == ForecastingData.time(2028, 2, 29, hour: 5)
    )
    let old = ForecastingData.time(1899, 11, 30)
    #expect(
      TimeFrequency.quarter.time(old, advancedBy: 1) == ForecastingData.time(1900, 2, 28)
    )
  }

  @Test func `days and hours have a fixed length`() {
    let time = ForecastingData.time(2024, 2, 28)
    #expect(TimeFrequency.day.time(time, advancedBy: 2) == ForecastingData.time(2024, 3, 1))
    #expect(TimeFrequency.week.time(time, advancedBy: 1) == ForecastingData.time(2024, 3, 6))
    #expect(
      TimeFrequency.hour.time(time, advancedBy: 25)
        == ForecastingData.time(2024, 2, 29, hour: 1)
    )
  }

  @Test(arguments: TimeFrequency.allCases)
  func `the frequency of regular times is told`(frequency: TimeFrequency) throws {
    let start = ForecastingData.time(2021, 1, 1)
    let times = (0..<60).reversed().map { frequency.time(start, advancedBy: $0) }
    let found = try #require(FrequencyInference(ofSeries: [times, [start]]))
    #expect(found.frequency == frequency)
    #expect(found.agreement == 1)
  }

  @Test func `working days are days, of which four steps of five agree`() throws {
    let monday = ForecastingData.time(2024, 1, 1)
    let times = (0..<70).filter { $0 % 7 < 5 }
      .map { TimeFrequency.day.time(monday, advancedBy: $0) }
    let found = try #require(FrequencyInference(ofSeries: [times]))
    #expect(found.frequency == .day)
    // 50 days have 49 steps, of which nine are over a weekend.
    #expect(found.agreement == 40.0 / 49)
  }

  @Test func `one time tells no frequency`() {
    let time = ForecastingData.time(2024, 1, 1)
    #expect(FrequencyInference(ofSeries: [[time, time], []]) == nil)
  }
}
