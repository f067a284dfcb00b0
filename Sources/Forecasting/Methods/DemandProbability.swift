/// The method of Teunter, Syntetos and Babai (2011): the size of demands is smoothed at demands, their
/// probability at every period, so that forecasts fall where demands cease.
struct DemandProbability: PointForecaster {
  /// The shares of an error that sizes and probabilities take up.
  private static let shares = (size: 0.2, probability: 0.1)

  func forecast(_ history: SeriesHistory, horizon: Int) -> [Double]? {
    guard history.isIntermittent else { return nil }
    let rate = Self.rate(
      history.values,
      sizeShare: Self.shares.size,
      probabilityShare: Self.shares.probability
    )
    return [Double](repeating: rate, count: horizon)
  }

  /// The mean demand of the next period.
  ///
  /// - Parameters:
  ///   - values: 0 or more; at least one is above 0.
  ///   - sizeShare: Above 0 and below 1.
  ///   - probabilityShare: Above 0 and below 1.
  /// - Returns: The probability times the size.
  static func rate(_ values: [Double], sizeShare: Double, probabilityShare: Double) -> Double {
    var size: Double?
    var probability = (values.first ?? 0) > 0 ? 1.0 : 0.0
    for (place, value) in values.enumerated() {
      let isDemand = value > 0
      if place > 0 { probability += probabilityShare * ((isDemand ? 1 : 0) - probability) }
      if isDemand { size = size.map { $0 + sizeShare * (value - $0) } ?? value }
    }
    return probability * (size ?? 0)
  }
}
