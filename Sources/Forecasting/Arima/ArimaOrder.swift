/// The order of an autoregressive integrated moving average with a season (Box and Jenkins 1970).
package struct ArimaOrder: Sendable, Hashable {
  /// Earlier values, earlier errors, and those of earlier seasons, that a value is made of.
  package var autoregressive: Int
  package var movingAverage: Int
  package var seasonalAutoregressive: Int
  package var seasonalMovingAverage: Int
  /// Differences of neighbours, and of values a season apart, that are taken first.
  package let difference: Int
  package let seasonalDifference: Int
  /// Whether the differences have a mean other than 0.
  package var hasConstant: Bool
  /// Values after which the season repeats itself; 1 without one.
  package let period: Int

  /// An order of its parts.
  package init(
    _ autoregressive: Int,
    _ difference: Int,
    _ movingAverage: Int,
    seasonal: (Int, Int, Int) = (0, 0, 0),
    period: Int = 1,
    hasConstant: Bool
  ) {
    self.autoregressive = autoregressive
    self.difference = difference
    self.movingAverage = movingAverage
    seasonalAutoregressive = seasonal.0
    seasonalDifference = seasonal.1
    seasonalMovingAverage = seasonal.2
    self.period = period
    self.hasConstant = hasConstant
  }

  /// Coefficients that are fitted, the constant left out.
  var coefficientCount: Int {
    autoregressive + movingAverage + seasonalAutoregressive + seasonalMovingAverage
  }

  /// Parameters that AICc counts: the variance is one.
  var parameterCount: Int { coefficientCount + (hasConstant ? 1 : 0) + 1 }

  /// Orders that differ by one in one part or, of the two kinds of terms together, in two.
  var neighbours: [ArimaOrder] {
    var found: [ArimaOrder] = []
    for change in [-1, 1] {
      for (left, right) in [(1, 0), (0, 1), (1, 1)] {
        var order = self
        order.autoregressive += change * left
        order.movingAverage += change * right
        found.append(order)
        guard period > 1 else { continue }
        order = self
        order.seasonalAutoregressive += change * left
        order.seasonalMovingAverage += change * right
        found.append(order)
      }
    }
    if difference + seasonalDifference < 2 {
      var order = self
      order.hasConstant.toggle()
      found.append(order)
    }
    return found.filter(\.isSmall)
  }

  private var isSmall: Bool {
    (0...3).contains(autoregressive) && (0...3).contains(movingAverage)
      && (0...1).contains(seasonalAutoregressive) && (0...1).contains(seasonalMovingAverage)
      && coefficientCount <= 5
  }
}
