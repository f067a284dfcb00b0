/// The order that a series asks for: from a few to the best of their neighbours, as long as one is
/// better (Hyndman and Khandakar 2008).
package enum ArimaSearch {
  /// Longest period of a season.
  static let longestPeriod = 24
  /// Orders that are fitted at the most.
  private static let orderLimit = 40

  /// The best model that was found; nil for a series that is too short for any.
  ///
  /// - Parameters:
  ///   - values: Finite values.
  ///   - period: Values after which the season repeats itself; 1 for no season.
  /// - Returns: The model, fitted to all values.
  /// - Complexity: O(values) for each of some hundred evaluations of up to 40 orders.
  package static func best(_ values: [Double], period: Int) -> ArimaModel? {
    let period = period <= longestPeriod ? period : 1
    let seasonalDifference = DifferenceTest.seasonalDifference(values, period: period)
    var differenced = values
    if seasonalDifference > 0 {
      differenced = zip(values.dropFirst(period), values).map { $0 - $1 }
    }
    let difference = DifferenceTest.difference(differenced)
    let isSeasonal = period > 1 && values.count >= 3 * period
    var tried: Set<ArimaOrder> = []
    var best: ArimaModel?
    func attempt(_ order: ArimaOrder) -> Bool {
      guard tried.count < orderLimit, tried.insert(order).inserted else { return false }
      guard let model = ArimaModel(values, order: order) else { return false }
      guard model.criterion < best?.criterion ?? .infinity else { return false }
      best = model
      return true
    }
    let hasConstant = difference + seasonalDifference < 2
    for (near, far) in [((2, 2), (1, 1)), ((0, 0), (0, 0)), ((1, 0), (1, 0)), ((0, 1), (0, 1))] {
      _ = attempt(
        ArimaOrder(
          near.0,
          difference,
          near.1,
          seasonal: isSeasonal ? (far.0, seasonalDifference, far.1) : (0, seasonalDifference, 0),
          period: isSeasonal ? period : 1,
          hasConstant: hasConstant
        )
      )
    }
    while let order = best?.order, order.neighbours.contains(where: attempt) {}
    return best
  }
}
