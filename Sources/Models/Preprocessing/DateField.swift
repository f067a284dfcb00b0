/// A number that DateTimeVectorizer takes from a date or time, in the order of SageMaker's ordinal mode.
package enum DateField: CaseIterable {
  /// From 1, Monday.
  case weekday
  case year, hour, minute, second, month
  /// The week of the year by ISO 8601, from 1.
  case week

  /// The values that a column has them of.
  package enum Unit: UInt8, Sendable, CaseIterable {
    /// Dates, as days since 1970-01-01.
    case days = 0
    /// Timestamps, as seconds since 1970-01-01 00:00 UTC.
    case seconds = 1
    /// Times of day, as seconds since midnight.
    case secondsOfDay = 2

    /// The fields that tell values of the unit apart.
    var fields: [DateField] {
      switch self {
      case .days: [.weekday, .year, .month, .week]
      case .seconds: DateField.allCases
      case .secondsOfDay: [.hour, .minute, .second]
      }
    }
  }

  /// The ending that the field gives to the column's name.
  var suffix: String { ".\(self)" }

  /// After how much the field repeats; nil where it does not, or not evenly.
  var period: Double? {
    switch self {
    case .weekday: 7
    case .hour: 24
    case .minute, .second: 60
    case .month: 12
    case .year, .week: nil
    }
  }

  /// The field of each row; missing where the value is, or beyond every calendar.
  func values(of column: FeatureColumn, _ unit: Unit) -> FeatureColumn {
    switch column {
    case .float(let values): .float(values.map { value(of: Double($0), unit) })
    case .double(let values): .float(values.map { value(of: $0, unit) })
    case .codes: column
    }
  }

  private func value(of value: Double, _ unit: Unit) -> Float {
    guard value.magnitude < 1.1e12 else { return .nan }
    let days = unit == .days ? value : (value / 86_400).rounded(.down)
    let second = unit == .days ? 0 : Int((value - days * 86_400).rounded(.down))
    return switch self {
    case .weekday: Float(CalendarDay(days).weekday)
    case .year: Float(CalendarDay(days).year)
    case .month: Float(CalendarDay(days).month)
    case .week: Float(Self.week(of: days))
    case .hour: Float(second / 3_600)
    case .minute: Float(second / 60 % 60)
    case .second: Float(second % 60)
    }
  }

  /// The week that a day is in: that of its Thursday, counted in the Thursday's year.
  private static func week(of days: Double) -> Int {
    let thursday = days.rounded(.down) + Double(4 - CalendarDay(days).weekday)
    let year = CalendarDay(thursday).year
    return (Int(thursday) - CalendarDay.daysSince1970(year: year, month: 1, day: 1)) / 7 + 1
  }
}
