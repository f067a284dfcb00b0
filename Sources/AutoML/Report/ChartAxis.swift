#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An axis of a chart: the range that it spans, and the values that are marked.
struct ChartAxis: Equatable {
  /// A marked value.
  struct Tick: Equatable {
    let value: Double
    let label: String
  }

  /// The quantity, with its unit where it has one.
  let title: String
  /// The least and the greatest value.
  let range: ClosedRange<Double>
  /// The marks, ascending.
  let ticks: [Tick]

  /// The share of the way from the least to the greatest value.
  func share(of value: Double) -> Double {
    let span = range.upperBound - range.lowerBound
    return span > 0 ? (value - range.lowerBound) / span : 0.5
  }

  /// An axis from 0 to 1.
  static func share(_ title: String) -> ChartAxis {
    ChartAxis(title: title, range: 0...1, ticks: marks(0...1, step: 0.2))
  }

  /// An axis of numbers: its ends are marks, unless it is to be `tight` around the values.
  static func numbers(
    _ title: String,
    _ values: some Sequence<Double>,
    about count: Int = 5,
    tight: Bool = false
  ) -> ChartAxis {
    let known = values.lazy.filter { $0.isFinite && $0.magnitude < 1e300 }
    var (low, high) = (known.min() ?? 0, known.max() ?? 1)
    // The digits of a number end where a step would vanish beside it.
    let least = max(low.magnitude, high.magnitude) * 1e-9
    if high - low <= least {
      let margin = max(low.magnitude * 0.1, least, 1e-12)
      (low, high) = low == 0 && high == 0 ? (-1, 1) : (low - margin, high + margin)
    }
    let step = niceStep((high - low) / Double(max(count, 1)))
    guard tight else {
      let range = floor(low / step + 1e-9) * step...ceil(high / step - 1e-9) * step
      return ChartAxis(title: title, range: range, ticks: marks(range, step: step))
    }
    // One mark tells no scale.
    let wide = marks(low...high, step: step)
    let finer = niceStep((high - low) / Double(2 * max(count, 1)))
    let ticks = wide.count > 1 ? wide : marks(low...high, step: finer)
    return ChartAxis(title: title, range: low...high, ticks: ticks)
  }

  /// The step of 1, 2 or 5 times a power of ten that is not below a number.
  static func niceStep(_ least: Double) -> Double {
    let power = pow(10, floor(log10(least)))
    for factor in [1.0, 2, 5] where factor * power >= least * (1 - 1e-9) { return factor * power }
    return 10 * power
  }

  private static func marks(_ range: ClosedRange<Double>, step: Double) -> [Tick] {
    let first = ceil(range.lowerBound / step - 1e-9)
    let last = floor(range.upperBound / step + 1e-9)
    guard last >= first, last - first < 50 else { return [] }
    return stride(from: first, through: last, by: 1).map { index in
      let value = index * step
      return Tick(value: value, label: label(value, step: step))
    }
  }

  private static func label(_ value: Double, step: Double) -> String {
    guard value != 0 else { return "0" }
    guard value.magnitude < 1e9, step >= 1e-6 else { return short(value) }
    let digits = max(0, Int(-floor(log10(step) + 1e-9)))
    return digits == 0 ? grouped(Int(value.rounded())) : fixed(value, digits: digits)
  }
}

// MARK: - Dates and times

extension ChartAxis {
  /// The units that numbers stand for.
  enum Moment {
    /// Days since 1970-01-01.
    case days
    /// Seconds since then.
    case seconds
    /// Seconds since midnight.
    case timeOfDay
  }

  /// An axis of dates or times, tight around the values.
  static func moments(_ title: String, _ values: [Double], _ moment: Moment) -> ChartAxis {
    let known = values.filter { $0.isFinite && $0.magnitude < 1e13 }
    guard let low = known.min(), let high = known.max(), low < high else {
      return numbers(title, values, tight: true)
    }
    let secondsPerUnit = moment == .days ? 86_400.0 : 1
    let isWithinDays = moment == .timeOfDay || (high - low) * secondsPerUnit < 3 * 86_400
    let unit = (isWithinDays ? 3_600 : 86_400) / secondsPerUnit
    // Dates are long: three have room.
    let count = min(isWithinDays ? 3 : 2, max(1, Int((high - low) / unit)))
    let ticks = (0...count).map { index -> Tick in
      let place = low + (high - low) * Double(index) / Double(count)
      let value = min(max((place / unit).rounded() * unit, low), high)
      let seconds = value * secondsPerUnit
      return Tick(
        value: value,
        label: moment == .timeOfDay || isWithinDays ? time(seconds) : date(seconds)
      )
    }
    return ChartAxis(title: title, range: low...high, ticks: ticks)
  }

  private static func time(_ seconds: Double) -> String {
    let minutes = Int(floor(seconds / 60))
    let ofDay = ((minutes % 1440) + 1440) % 1440
    let (hour, minute) = (ofDay / 60, ofDay % 60)
    return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }

  /// The date of seconds since 1970, by the proleptic Gregorian calendar.
  ///
  /// Years are counted from March, so that the leap day is a year's last.
  private static func date(_ seconds: Double) -> String {
    let days = Int(floor(seconds / 86_400)) + 719_468
    let era = (days >= 0 ? days : days - 146_096) / 146_097
    let ofEra = days - era * 146_097
    let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let march = (5 * ofYear + 2) / 153
    let day = ofYear - (153 * march + 2) / 5 + 1
    let month = march < 10 ? march + 3 : march - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
  }
}
