/// The formats of dates and timestamps that the engine's cast does not read, as its reader of CSV
/// knows them: parts in any order, with these separators, and years of two digits.
enum DateFormats {
  /// The formats of dates with years of two digits.
  static let shortDates = dates(year: "%y")
  /// The formats of dates with whole years, which take years of two digits for those of the first century.
  static let longDates = dates(year: "%Y")

  /// The formats of timestamps that begin with dates of these.
  static func timestamps(_ dates: [String]) -> [String] {
    ["%H:%M:%S", "%H:%M:%S.%f", "%I:%M:%S %p", "%H:%M"].flatMap { time in
      dates.map { "\($0) \(time)" }
    }
  }

  private static func dates(year: String) -> [String] {
    ["/", "-", ".", " "].flatMap { separator in
      [[year, "%m", "%d"], ["%d", "%m", year], ["%m", "%d", year]].map {
        $0.joined(separator: separator)
      }
    }
  }
}
