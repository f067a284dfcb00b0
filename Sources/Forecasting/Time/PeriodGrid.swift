/// The periods of one series: each has a number, and a time that stands for it.
///
/// A time belongs to the period that it falls into. Where all times of a series are at one place of
/// their periods (the first of a month, its last day, seven in the morning), that place stands for
/// later periods too; otherwise their beginning does.
package struct PeriodGrid: Sendable, Equatable {
  /// The distance of the periods.
  package let frequency: TimeFrequency
  /// The beginning of period 0 where periods have a fixed length.
  private let origin: Int64
  /// Microseconds from a period's beginning; of months those of the day.
  private let placeTime: Int64
  /// Months from a period's beginning.
  private let placeMonth: Int
  /// The day of the month, 1 to 31; the last one where a month lacks it.
  private let placeDay: Int

  /// The grid of a series whose rows are at `times`, which is not empty.
  ///
  /// - Complexity: O(rows).
  init(frequency: TimeFrequency, times: some Collection<Int64>) {
    self.frequency = frequency
    guard let monthCount = frequency.monthCount else {
      let first = times.min() ?? 0
      let day = first.dividedDown(by: TimeFrequency.dayLength) * TimeFrequency.dayLength
      origin = frequency == .week ? Self.modulo(day, frequency.length) : 0
      let start = origin
      let places = times.lazy.map { Self.modulo($0 - start, frequency.length) }
      let place = places.first ?? 0
      placeTime = places.allSatisfy { $0 == place } ? place : 0
      (placeMonth, placeDay) = (0, 1)
      return
    }
    origin = 0
    let dates = times.lazy.map(CalendarTime.init)
    let day = dates.map(\.day).max() ?? 1
    let month = dates.first.map { Self.modulo($0.month, monthCount) } ?? 0
    let time = dates.first?.timeOfDay ?? 0
    let isPlace = dates.allSatisfy {
      Self.modulo($0.month, monthCount) == month && $0.timeOfDay == time
        && $0.day == min(day, $0.lastDay)
    }
    (placeMonth, placeDay, placeTime) = isPlace ? (month, day, time) : (0, 1, 0)
  }

  /// The remainder that is 0 or more.
  private static func modulo<Number: BinaryInteger>(_ value: Number, _ divisor: Number) -> Number {
    value - value.dividedDown(by: divisor) * divisor
  }

  /// The number of the period that a time falls into.
  package func period(of time: Int64) -> Int {
    if let monthCount = frequency.monthCount {
      return CalendarTime(time).month.dividedDown(by: monthCount)
    }
    return Int((time - origin).dividedDown(by: frequency.length))
  }

  /// The time that stands for a period, in microseconds since 1970, UTC.
  package func time(of period: Int) -> Int64 {
    if let monthCount = frequency.monthCount {
      return CalendarTime.time(
        month: period * monthCount + placeMonth,
        day: placeDay,
        timeOfDay: placeTime
      )
    }
    return origin + Int64(period) * frequency.length + placeTime
  }
}
