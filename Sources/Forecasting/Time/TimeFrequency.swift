/// The distance between the values of a series, by the words of `FREQUENCY`.
package enum TimeFrequency: String, Sendable, CaseIterable {
  /// Calendar years.
  case year = "Y"
  /// Calendar quarters: from January, April, July and October on.
  case quarter = "Q"
  /// Calendar months.
  case month = "M"
  /// Seven days, from the weekday of the series' first row on.
  case week = "W"
  /// Days from midnight on, UTC.
  case day = "D"
  /// Hours.
  case hour = "H"
  /// Half hours.
  case thirtyMinutes = "30min"
  /// Quarters of an hour.
  case fifteenMinutes = "15min"
  /// Ten minutes.
  case tenMinutes = "10min"
  /// Five minutes.
  case fiveMinutes = "5min"
  /// Minutes.
  case minute = "1min"

  /// Microseconds of a day.
  static let dayLength = minutes(24 * 60)

  /// The frequency that a word means, whatever the case of its letters; nil for any other text.
  package init?(text: String) {
    let word = text.lowercased()
    guard let found = Self.allCases.first(where: { $0.rawValue.lowercased() == word }) else {
      return nil
    }
    self = found
  }

  /// The months of a period that is made of months; nil for the others.
  var monthCount: Int? {
    switch self {
    case .year: 12
    case .quarter: 3
    case .month: 1
    default: nil
    }
  }

  /// The microseconds of a period; of those that are made of months their mean.
  var length: Int64 {
    switch self {
    case .year: 31_556_952_000_000
    case .quarter: 7_889_238_000_000
    case .month: 2_629_746_000_000
    case .week: 7 * Self.dayLength
    case .day: Self.dayLength
    case .hour: Self.minutes(60)
    case .thirtyMinutes: Self.minutes(30)
    case .fifteenMinutes: Self.minutes(15)
    case .tenMinutes: Self.minutes(10)
    case .fiveMinutes: Self.minutes(5)
    case .minute: Self.minutes(1)
    }
  }

  private static func minutes(_ count: Int64) -> Int64 { count * 60_000_000 }

  /// The time that is `count` periods after `time`, or before it where `count` is below 0.
  ///
  /// Months are those of the calendar: a day that a month lacks becomes its last one, so that a month
  /// after January 31st is the end of February.
  ///
  /// - Parameters:
  ///   - time: Microseconds since 1970, UTC, in the years 1 to 9999.
  ///   - count: -10,000 to 10,000.
  /// - Returns: The time in the same unit.
  package func time(_ time: Int64, advancedBy count: Int) -> Int64 {
    guard let monthCount else { return time + Int64(count) * length }
    let date = CalendarTime(time)
    return CalendarTime.time(
      month: date.month + count * monthCount,
      day: date.day,
      timeOfDay: date.timeOfDay
    )
  }

  /// The numbers of periods after which a series of this frequency may repeat itself, shortest first.
  ///
  /// Months and quarters repeat after a year, weeks after 52; days after a week and a year; hours and
  /// parts of them after a day and a week.
  package var seasonalPeriods: [Int] {
    switch self {
    case .year: []
    case .quarter: [4]
    case .month: [12]
    case .week: [52]
    case .day: [7, 365]
    default: [Int(Self.dayLength / length), 7 * Int(Self.dayLength / length)]
    }
  }
}
