import Models

/// A moment by the calendar: its month, counted from the year 0 on, its day and the time of that day.
struct CalendarTime {
  /// Twelve times the year, and 0 to 11.
  let month: Int
  /// 1 to 31.
  let day: Int
  /// Microseconds since midnight.
  let timeOfDay: Int64
  /// 1 (Monday) to 7 (Sunday).
  let weekday: Int

  /// The first and the last microsecond that can be computed with: years 1 to 9999.
  static let range: ClosedRange<Int64> = -62_135_596_800_000_000...253_402_300_799_999_999

  /// The moment of a timestamp, in microseconds since 1970, UTC.
  init(_ time: Int64) {
    let days = time.dividedDown(by: TimeFrequency.dayLength)
    let date = CalendarDay(Double(days))
    month = date.year * 12 + date.month - 1
    day = date.day
    weekday = date.weekday
    timeOfDay = time - days * TimeFrequency.dayLength
  }

  /// The last day of the month.
  var lastDay: Int { Self.lastDay(ofMonth: month) }

  static func lastDay(ofMonth month: Int) -> Int {
    let year = month.dividedDown(by: 12)
    return CalendarDay.count(ofMonth: month - year * 12 + 1, year: year)
  }

  /// The timestamp of a day, or of the last one where the month lacks that day.
  static func time(month: Int, day: Int, timeOfDay: Int64) -> Int64 {
    let year = month.dividedDown(by: 12)
    let days = CalendarDay.daysSince1970(
      year: year,
      month: month - year * 12 + 1,
      day: min(day, lastDay(ofMonth: month))
    )
    return Int64(days) * TimeFrequency.dayLength + timeOfDay
  }
}

extension BinaryInteger {
  /// The quotient rounded towards minus infinity.
  func dividedDown(by divisor: Self) -> Self {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}
