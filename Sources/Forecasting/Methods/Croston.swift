/// Croston's method (1972): the sizes of demands and the periods between them are smoothed each by
/// itself, at demands only; with the correction of Syntetos and Boylan (2005).
struct Croston: PointForecaster {
  /// The share of an error that sizes and intervals take up.
  private static let share = 0.1

  func forecast(_ history: SeriesHistory, horizon: Int) -> [Double]? {
    guard history.isIntermittent else { return nil }
    return [Double](repeating: Self.rate(history.values, share: Self.share), count: horizon)
  }

  /// The mean demand of a period.
  ///
  /// - Parameters:
  ///   - values: 0 or more; at least one is above 0.
  ///   - share: Above 0 and below 1.
  /// - Returns: The size over the interval, less the correction.
  static func rate(_ values: [Double], share: Double) -> Double {
    var size: Double?
    var interval = 0.0
    var distance = 1.0
    for value in values {
      guard value > 0 else {
        distance += 1
        continue
      }
      if let old = size {
        size = old + share * (value - old)
        interval += share * (distance - interval)
      } else {
        (size, interval) = (value, distance)
      }
      distance = 1
    }
    return (1 - share / 2) * (size ?? 0) / max(interval, 1)
  }
}
