extension [UInt8] {
  /// Appends a date, given in days since 1970-01-01.
  mutating func append(date days: Int32) {
    guard days != .max, days != -.max else { return append(days > 0 ? "infinity" : "-infinity") }
    append(finiteDate: Int64(days))
  }

  private mutating func append(finiteDate days: Int64) {
    let date = civil(days: days)
    append(digits: UInt64((date.year > 0 ? date.year : 1 - date.year)), count: 4)
    append("-" as Unicode.Scalar)
    append(digits: UInt64(date.month), count: 2)
    append("-" as Unicode.Scalar)
    append(digits: UInt64(date.day), count: 2)
    if date.year <= 0 { append(" (BC)") }
  }

  /// Appends a time of day, given in ticks since midnight.
  mutating func append(time ticks: Int64, ticksPerSecond: Int64) {
    let seconds = UInt64(ticks / ticksPerSecond)
    append(digits: seconds / 3600, count: 2)
    append(":" as Unicode.Scalar)
    append(digits: seconds / 60 % 60, count: 2)
    append(":" as Unicode.Scalar)
    append(digits: seconds % 60, count: 2)
    append(
      fraction: UInt64(ticks % ticksPerSecond),
      count: String(ticksPerSecond).utf8.count - 1
    )
  }

  /// Appends a time of day and its distance from UTC: `12:00:00+02`, `12:00:00-03:30`.
  mutating func append(_ time: ZonedTime) {
    append(time: time.microseconds, ticksPerSecond: 1_000_000)
    append(time.offset < 0 ? "-" as Unicode.Scalar : "+")
    let seconds = time.offset.magnitude
    append(digits: seconds / 3600, count: 2)
    guard seconds % 3600 != 0 else { return }
    append(":" as Unicode.Scalar)
    append(digits: seconds / 60 % 60, count: 2)
    guard seconds % 60 != 0 else { return }
    append(":" as Unicode.Scalar)
    append(digits: seconds % 60, count: 2)
  }

  /// Appends a point in time, given in ticks since 1970-01-01 00:00:00.
  mutating func append(timestamp ticks: Int64, ticksPerSecond: Int64, zone: String = "") {
    guard ticks != .max, ticks != -.max else {
      return append(ticks > 0 ? "infinity" : "-infinity")
    }
    let ticksPerDay = 86_400 * ticksPerSecond
    let (days, timeOfDay) = floorDivide(ticks, by: ticksPerDay)
    append(finiteDate: days)
    append(" " as Unicode.Scalar)
    append(time: timeOfDay, ticksPerSecond: ticksPerSecond)
    append(zone)
  }

  /// Appends an interval: `1 year 2 months 3 days 04:05:06.7`.
  mutating func append(intervalMonths months: Int32, days: Int32, microseconds: Int64) {
    let start = count
    append(Int64(months / 12), "year", after: start)
    append(Int64(months % 12), "month", after: start)
    append(Int64(days), "day", after: start)
    guard microseconds != 0 || count == start else { return }
    if count > start { append(" " as Unicode.Scalar) }
    if microseconds < 0 { append("-" as Unicode.Scalar) }
    // The most negative number has no positive counterpart in Int64.
    let magnitude = microseconds.magnitude
    let seconds = magnitude / 1_000_000
    append(digits: seconds / 3600, count: 2)
    append(":" as Unicode.Scalar)
    append(digits: seconds / 60 % 60, count: 2)
    append(":" as Unicode.Scalar)
    append(digits: seconds % 60, count: 2)
    append(fraction: magnitude % 1_000_000, count: 6)
  }

  /// Appends a part of an interval, unless it is zero.
  private mutating func append(_ value: Int64, _ unit: String, after start: Int) {
    guard value != 0 else { return }
    if count > start { append(" " as Unicode.Scalar) }
    append(value)
    append(" \(unit)\(value.magnitude == 1 ? "" : "s")")
  }
}

private func floorDivide(_ value: Int64, by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
  let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}

/// The date of the proleptic Gregorian calendar that is `days` after 1970-01-01.
///
/// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`: eras of 400
/// years, and years that begin in March.
private func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
  let (era, dayOfEra) = floorDivide(days + 719_468, by: 146_097)
  let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let monthFromMarch = (5 * dayOfYear + 2) / 153
  let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
  let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return (year, month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
}
