/// A part of a date or a time, by the engine's name.
enum DatePart: String, CaseIterable {
  case millennium, century, decade, year, quarter, month, week, day, hour, minute, second
  case millisecond, microsecond
  case dayOfWeek = "dow"
  case dayOfYear = "doy"
  case epoch
  case timezone
  case timezoneHour = "timezone_hour"
  case timezoneMinute = "timezone_minute"

  /// Those that a date can be moved by.
  static let steps = allCases.filter { !$0.isOnlyRead }
  /// All of them.
  static let all = allCases

  private var isOnlyRead: Bool {
    switch self {
    case .dayOfWeek, .dayOfYear, .epoch, .timezone, .timezoneHour, .timezoneMinute: true
    default: false
    }
  }

  /// Redshift's names and abbreviations, in lower case.
  var names: Set<String> {
    switch self {
    case .millennium: ["millennium", "millennia", "mil", "mils"]
    case .century: ["century", "centuries", "c", "cent", "cents"]
    case .decade: ["decade", "decades", "dec", "decs"]
    case .year: ["year", "years", "y", "yr", "yrs"]
    case .quarter: ["quarter", "quarters", "qtr", "qtrs"]
    case .month: ["month", "months", "mon", "mons"]
    case .week: ["week", "weeks", "w"]
    case .day: ["day", "days", "d"]
    case .hour: ["hour", "hours", "h", "hr", "hrs"]
    case .minute: ["minute", "minutes", "m", "min", "mins"]
    case .second: ["second", "seconds", "s", "sec", "secs"]
    case .millisecond:
      [
        "millisecond", "milliseconds", "ms", "msec", "msecs", "msecond", "mseconds", "millisec",
        "millisecs", "millisecon",
      ]
    case .microsecond:
      [
        "microsecond", "microseconds", "us", "usec", "usecs", "usecond", "useconds",
        "microsec", "microsecs",
      ]
    case .dayOfWeek: ["dow", "dw", "dayofweek", "weekday"]
    case .dayOfYear: ["doy", "dy", "dayofyear", "yearday"]
    case .epoch: ["epoch"]
    case .timezone: ["timezone"]
    case .timezoneHour: ["timezone_hour"]
    case .timezoneMinute: ["timezone_minute"]
    }
  }
}
