/// Several seasons of a series, taken out in turn, the shortest first: MSTL (Bandara, Hyndman and
/// Bergmeir 2021).
package struct SeveralSeasons: Sendable {
  /// For each period the season of each value.
  package let seasons: [[Double]]
  /// The values without their seasons.
  package let rest: [Double]

  /// Decomposes a series.
  ///
  /// - Parameters:
  ///   - values: Two of the longest period at least.
  ///   - periods: Ascending, 2 and up.
  /// - Complexity: O(values) for each period.
  package init(_ values: [Double], periods: [Int]) {
    var seasons = periods.map { _ in [Double](repeating: 0, count: values.count) }
    var rest = values
    for _ in 0..<(periods.count > 1 ? 2 : 1) {
      for (place, period) in periods.enumerated() {
        for index in rest.indices { rest[index] += seasons[place][index] }
        let settings = SeasonalTrend.Settings(period: period, seasonWindow: 11 + 4 * place)
        seasons[place] = SeasonalTrend(rest, settings: settings).season
        for index in rest.indices { rest[index] -= seasons[place][index] }
      }
    }
    self.seasons = seasons
    self.rest = rest
  }

  /// The sum of all seasons for the next `horizon` periods: each as it was last.
  func next(_ periods: [Int], horizon: Int) -> [Double] {
    (0..<horizon).map { step in
      zip(seasons, periods).reduce(0) { sum, season in
        sum + season.0[season.0.count - season.1 + step % season.1]
      }
    }
  }
}
