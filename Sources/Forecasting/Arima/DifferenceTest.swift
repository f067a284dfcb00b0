#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The differences that a series needs before it is stationary.
enum DifferenceTest {
  /// The value of the statistic of Kwiatkowski, Phillips, Schmidt and Shin (1992) that a stationary
  /// series exceeds in 5 of 100 cases.
  private static let limit = 0.463

  /// Differences that neighbours need: 0 to 2.
  static func difference(_ values: [Double]) -> Int {
    var values = values
    var count = 0
    while count < 2, values.count > 4, statistic(values) > limit {
      values = zip(values.dropFirst(), values).map { $0 - $1 }
      count += 1
    }
    return count
  }

  /// The statistic: the mean square of the sums of distances to the mean, over the variance of the mean
  /// (Newey and West, Bartlett weights).
  static func statistic(_ values: [Double]) -> Double {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let distances = values.map { $0 - mean }
    var (sum, squares) = (0.0, 0.0)
    for distance in distances {
      sum += distance
      squares += sum * sum
    }
    let lagCount = Int(3 * count.squareRoot() / 13)
    var variance = distances.reduce(0) { $0 + $1 * $1 }
    for lag in 1..<max(lagCount + 1, 1) {
      var product = 0.0
      for place in lag..<distances.count { product += distances[place] * distances[place - lag] }
      variance += 2 * (1 - Double(lag) / Double(lagCount + 1)) * product
    }
    return variance > 0 ? squares / (count * variance) : 0
  }

  /// Differences that seasons need: one where the season is strong (Wang, Smith and Hyndman 2006).
  static func seasonalDifference(_ values: [Double], period: Int) -> Int {
    guard period > 1, values.count >= 3 * period else { return 0 }
    let settings = SeasonalTrend.Settings(period: period, seasonWindow: 11)
    return SeasonalTrend(values, settings: settings).strength(values) > 0.64 ? 1 : 0
  }
}
