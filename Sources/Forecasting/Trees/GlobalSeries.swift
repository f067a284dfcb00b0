/// One series as trees see it: from any of its values, scaled by what came before.
struct GlobalSeries: Sendable {
  private let values: [Double]
  /// The shortest season that the series is long enough for; 1 without one.
  private let period: Int
  /// The longest such season that is made of whole shortest ones, by which the base goes.
  private let longPeriod: Int
  /// Seasons whose values are features, whether the series is long enough or not.
  private let periods: [Int]
  private let covariates: [[Double]]
  private let firstPeriod: Int
  private let grid: PeriodGrid
  /// Sums of all values, and of all absolute distances to the value a season before, up to each.
  private let sums: [Double]
  private let changes: [Double]

  /// Values that go into the features one by one.
  private static let lagCount = 6
  /// Seasons that the base is a mean of.
  private static let baseSeasons = 3

  /// The series with the values that methods see.
  init(_ series: TimeSeries, scaled: ScaledSeries) {
    values = scaled.filled
    periods = Self.periods(of: scaled.periods)
    let fitting = periods.filter { scaled.filled.count >= 2 * $0 }
    let shortest = fitting.first ?? 1
    period = shortest
    longPeriod = fitting.last { $0.isMultiple(of: shortest) } ?? 1
    covariates = series.covariates
    firstPeriod = series.firstPeriod
    grid = series.grid
    var (sums, changes) = ([0.0], [0.0])
    let lag = shortest
    for (place, value) in scaled.filled.enumerated() {
      sums.append((sums.last ?? 0) + value)
      let change = place >= lag ? abs(value - values[place - lag]) : 0
      changes.append((changes.last ?? 0) + change)
    }
    (self.sums, self.changes) = (sums, changes)
  }

  private static func periods(of periods: [Int]) -> [Int] { Array(periods.prefix(2)) }

  /// Features of series with these periods and so many covariates.
  static func featureCount(periods: [Int], covariateCount: Int) -> Int {
    1 + lagCount + 4 * Self.periods(of: periods).count + 5 + calendarCount + covariateCount
  }

  private static let calendarCount = 5

  /// Fewest values before an origin.
  var leastHistory: Int { max(2 * period, 4) }

  /// The mean of the last `count` of the first `end` values.
  private func mean(_ end: Int, _ count: Int) -> Double {
    let first = max(end - count, 0)
    return end > first ? (sums[end] - sums[first]) / Double(end - first) : .nan
  }

  /// The units that forecasts from an origin are told in: a typical change, and the level.
  ///
  /// - Parameter end: Values before the origin.
  /// - Returns: Nil where the series has not changed.
  func scale(_ end: Int) -> (level: Double, unit: Double)? {
    let first = max(end - max(6 * period, 24), period)
    guard end > first else { return nil }
    let unit = (changes[end] - changes[first]) / Double(end - first)
    let level = mean(end, max(period, 3))
    return unit > 1e-9 * abs(level) ? (level, unit) : nil
  }

  /// A simple forecast that the trees mend: the level, and how far values of that season were from the
  /// level of theirs.
  func base(_ end: Int, step: Int) -> Double {
    let season = end >= 2 * longPeriod ? longPeriod : period
    guard season > 1, end >= season else { return values[end - 1] }
    let back = (step + season - 1) / season * season
    var (sum, count) = (0.0, 0.0)
    for earlier in 0..<Self.baseSeasons where end >= (earlier + 1) * season {
      let place = end + step - 1 - back - earlier * season
      sum += values[place] - mean(end - earlier * season, season)
      count += 1
    }
    return mean(end, season) + sum / max(count, 1)
  }

  /// Writes the features of a forecast.
  ///
  /// - Parameters:
  ///   - row: Room for `featureCount` numbers.
  ///   - end: Values before the origin.
  ///   - step: Periods from the last of them on, 1 and up.
  ///   - scale: What `scale` returned.
  func write(
    into row: inout [Float],
    end: Int,
    step: Int,
    scale: (level: Double, unit: Double)
  ) {
    row.removeAll(keepingCapacity: true)
    func relative(_ place: Int) -> Float {
      guard place >= 0 && place < end else { return .nan }
      return Float((values[place] - scale.level) / scale.unit)
    }
    row.append(Float(step))
    for lag in 1...Self.lagCount { row.append(relative(end - lag)) }
    for period in periods {
      let back = (step + period - 1) / period * period
      let place = end + step - 1 - back
      row += [relative(place), relative(place - period), relative(place - 1), relative(place + 1)]
    }
    let width = max(period, 3)
    row.append(Float((mean(end, 3) - scale.level) / scale.unit))
    row.append(Float((mean(end, 4 * width) - scale.level) / scale.unit))
    row.append(Float((mean(end, width) - mean(end - width, width)) / scale.unit))
    row.append(Float((base(end, step: step) - scale.level) / scale.unit))
    row.append(Float(scale.level / scale.unit))
    let time = grid.time(of: firstPeriod + end + step - 1)
    let date = CalendarTime(time)
    row.append(Float(date.month - date.month.dividedDown(by: 12) * 12))
    row.append(Float(date.weekday))
    row.append(Float(date.day))
    row.append(Float(date.timeOfDay / 60_000_000))
    row.append(Float(date.lastDay - date.day))
    for covariate in covariates {
      let place = end + step - 1
      row.append(place < covariate.count ? Float(covariate[place]) : .nan)
    }
  }
}
