/// The value of one season ago, of the shortest season; without one the last value.
struct SeasonalNaive: PointForecaster {
  func forecast(_ history: SeriesHistory, horizon: Int) -> [Double]? {
    let last = history.values.suffix(history.period)
    return (0..<horizon).map { last[last.startIndex + $0 % last.count] }
  }

  /// The mean absolute error of the same within the values, by which MASE is scaled (Hyndman and
  /// Koehler 2006); NaN for fewer than two values.
  static func error(_ values: [Double], period: Int) -> Double {
    let lag = values.count > period ? period : 1
    guard values.count > lag else { return .nan }
    var sum = 0.0
    var count = 0.0
    for place in lag..<values.count {
      let error = abs(values[place] - values[place - lag])
      guard error.isFinite else { continue }
      sum += error
      count += 1
    }
    return count > 0 ? sum / count : .nan
  }
}
