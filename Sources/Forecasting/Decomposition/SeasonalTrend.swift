/// A series as trend, season and remainder by local regression: STL, without its robust iterations.
///
/// Cleveland, Cleveland, McRae and Terpenning 1990, Journal of Official Statistics 6.
package struct SeasonalTrend: Sendable {
  /// The season of each value.
  package private(set) var season: [Double]
  /// The trend of each value.
  package private(set) var trend: [Double]

  /// The windows and steps of a decomposition.
  package struct Settings: Sendable {
    /// Values after which the season repeats itself, 2 and up.
    package let period: Int
    /// Values of equal season that are smoothed together: odd, 7 and up.
    package let seasonWindow: Int
    /// The times that season and trend are computed in turn.
    package let passCount: Int
    /// Whether lines are drawn at each value, and not only at each tenth of a window.
    package let isExact: Bool

    /// Settings of a period; with R's two passes, and lines at each tenth of a window.
    package init(period: Int, seasonWindow: Int, passCount: Int = 2, isExact: Bool = false) {
      self.period = period
      self.seasonWindow = seasonWindow
      self.passCount = passCount
      self.isExact = isExact
    }

    /// The least odd number from `number` on.
    private func odd(_ number: Double) -> Int {
      let whole = Int(number.rounded(.up))
      return whole.isMultiple(of: 2) ? whole + 1 : whole
    }

    private func regression(_ window: Int) -> LocalRegression {
      LocalRegression(window: window, jump: isExact ? 1 : (window + 9) / 10)
    }

    var ofSeason: LocalRegression { regression(seasonWindow) }
    var ofTrend: LocalRegression {
      regression(odd(1.5 * Double(period) / (1 - 1.5 / Double(seasonWindow))))
    }
    var ofLevel: LocalRegression { regression(odd(Double(period))) }
  }

  /// Decomposes a series.
  ///
  /// - Parameters:
  ///   - values: Two periods of finite values at least.
  ///   - settings: Period and windows.
  /// - Complexity: O(values x season window), for each pass.
  package init(_ values: [Double], settings: Settings) {
    season = [Double](repeating: 0, count: values.count)
    trend = season
    for _ in 0..<settings.passCount {
      let detrended = zip(values, trend).map { $0 - $1 }
      let cycles = Self.smoothedCycles(detrended, settings)
      let level = settings.ofLevel.smoothed(Self.lowPass(cycles, period: settings.period))
      for place in season.indices {
        season[place] = cycles[place + settings.period] - level[place]
      }
      trend = settings.ofTrend.smoothed(zip(values, season).map { $0 - $1 })
    }
  }

  /// Values of equal season smoothed among themselves, and one more at both ends of each: a period more
  /// at both ends of the series.
  private static func smoothedCycles(_ values: [Double], _ settings: Settings) -> [Double] {
    let period = settings.period
    let regression = settings.ofSeason
    var result = [Double](repeating: 0, count: values.count + 2 * period)
    for phase in 0..<period {
      let cycle = stride(from: phase, to: values.count, by: period).map { values[$0] }
      let smoothed = regression.smoothed(cycle)
      for (place, value) in smoothed.enumerated() { result[(place + 1) * period + phase] = value }
      let count = cycle.count
      let width = min(regression.window, count)
      result[phase] =
        regression.fitted(cycle, at: -1, range: 0...width - 1) ?? smoothed[0]
      result[(count + 1) * period + phase] =
        regression.fitted(cycle, at: count, range: count - width...count - 1) ?? smoothed[count - 1]
    }
    return result
  }

  /// The level within cycles: means of a period, of a period again, and of three.
  private static func lowPass(_ values: [Double], period: Int) -> [Double] {
    movingMeans(movingMeans(movingMeans(values, count: period), count: period), count: 3)
  }

  private static func movingMeans(_ values: [Double], count: Int) -> [Double] {
    var sum = values[..<count].reduce(0, +)
    var means = [sum / Double(count)]
    means.reserveCapacity(values.count - count + 1)
    for place in count..<max(values.count, count) {
      sum += values[place] - values[place - count]
      means.append(sum / Double(count))
    }
    return means
  }

  /// The share of season in all that is not trend: 0 to 1 (Wang, Smith and Hyndman 2006).
  func strength(_ values: [Double]) -> Double {
    func variance(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }
    let rest = variance(values.indices.map { values[$0] - trend[$0] - season[$0] })
    let whole = variance(values.indices.map { values[$0] - trend[$0] })
    return whole > 0 ? min(max(1 - rest / whole, 0), 1) : 0
  }
}
