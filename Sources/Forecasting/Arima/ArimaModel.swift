#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// An autoregressive integrated moving average fitted by the conditional sum of squares (Box and Jenkins
/// 1970, section 7.1): errors before the first that can be told are 0.
package struct ArimaModel: Sendable {
  /// The order.
  package let order: ArimaOrder
  /// Akaike's criterion with the correction for short series, but for a constant.
  package let criterion: Double
  /// The variance of errors.
  package let variance: Double
  private let values: [Double]
  private let differences: [Double]
  private let errors: [Double]
  private let parts: Parts

  /// Variables as what they stand for.
  private struct Parts {
    let autoregression: LagPolynomial
    let movingAverage: LagPolynomial
    let mean: Double
  }

  /// Fits an order; nil where the series is too short for it.
  ///
  /// - Complexity: O(values x coefficients) for each of some hundred evaluations.
  package init?(_ values: [Double], order: ArimaOrder) {
    let differences = Self.differences(values, order)
    let skipped = order.autoregressive + order.seasonalAutoregressive * order.period
    let count = differences.count - skipped
    guard count > order.parameterCount + 2 else { return nil }
    let mean = differences.reduce(0, +) / Double(differences.count)
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let unit = max((squares / Double(differences.count)).squareRoot(), 1e-12)
    let limits = [Double](repeating: 0.98, count: order.coefficientCount)
    let free = order.hasConstant ? [Double.infinity] : []
    let minimiser = BoundedMinimiser(
      lower: (limits + free).map { -$0 },
      upper: limits + free,
      iterationLimit: 30,
      tolerance: 1e-4
    )
    let start = [Double](repeating: 0.05, count: order.coefficientCount) + free.map { _ in 0 }
    var errors = [Double](repeating: 0, count: differences.count)
    let best = minimiser.minimum(from: start) { point in
      let parts = Self.parts(point, order, mean: mean, unit: unit)
      let sum = Self.squares(differences, parts, skipped: skipped, &errors)
      return sum.isFinite ? Double(count) * log(max(sum, 1e-24)) : .infinity
    }
    guard best.value.isFinite else { return nil }
    parts = Self.parts(best.variables, order, mean: mean, unit: unit)
    let sum = Self.squares(differences, parts, skipped: skipped, &errors)
    self.order = order
    self.values = values
    self.differences = differences
    self.errors = errors
    let number = Double(order.parameterCount)
    variance = sum / max(Double(count) - number + 1, 1)
    // Orders skip different numbers of errors: the mean square stands for those of all differences.
    let whole = Double(differences.count)
    criterion =
      whole * log(max(sum / Double(count), 1e-26)) + 2 * number * whole / max(whole - number - 1, 1)
  }

  private static func parts(
    _ point: [Double],
    _ order: ArimaOrder,
    mean: Double,
    unit: Double
  ) -> Parts {
    let ends = [
      order.autoregressive, order.movingAverage, order.seasonalAutoregressive,
      order.seasonalMovingAverage,
    ].reduce(into: [0]) { $0.append(($0.last ?? 0) + $1) }
    // Moving averages are invertible where the autoregression of opposite signs is stationary.
    return Parts(
      autoregression: LagPolynomial(
        near: LagPolynomial.stationary(point[ends[0]..<ends[1]]),
        far: Array(point[ends[2]..<ends[3]]),
        period: order.period
      ),
      movingAverage: LagPolynomial(
        near: LagPolynomial.stationary(point[ends[1]..<ends[2]]),
        far: Array(point[ends[3]..<ends[4]]),
        period: order.period
      ),
      mean: order.hasConstant ? mean + unit * point[ends[4]] : 0
    )
  }

  /// The sum of squared errors behind the first `skipped`; sets the errors.
  private static func squares(
    _ differences: [Double],
    _ parts: Parts,
    skipped: Int,
    _ errors: inout [Double]
  ) -> Double {
    let (autoregression, average) = (parts.autoregression, parts.movingAverage)
    let (earlier, shares) = (autoregression.lags.span, autoregression.coefficients.span)
    let (errorLags, errorShares) = (average.lags.span, average.coefficients.span)
    // The constant's part in a value: the mean less that of the earlier values.
    let constant = parts.mean * (1 - autoregression.coefficients.reduce(0, +))
    let values = differences.span
    var found = errors.mutableSpan
    var sum = 0.0
    for t in 0..<min(skipped, values.count) { found[t] = 0 }
    for t in skipped..<values.count {
      var error = values[t] - constant
      for k in shares.indices { error -= shares[k] * values[t - earlier[k]] }
      for k in errorShares.indices where errorLags[k] <= t {
        error += errorShares[k] * found[t - errorLags[k]]
      }
      found[t] = error
      sum += error * error
    }
    return sum
  }

  /// Differences of the order: those of seasons first.
  private static func differences(_ values: [Double], _ order: ArimaOrder) -> [Double] {
    var result = values
    for lag in lags(order) {
      result = zip(result.dropFirst(lag), result).map { $0 - $1 }
    }
    return result
  }

  private static func lags(_ order: ArimaOrder) -> [Int] {
    [Int](repeating: order.period, count: order.seasonalDifference)
      + [Int](repeating: 1, count: order.difference)
  }

  /// The expected values of the next `horizon` periods.
  package func forecast(horizon: Int) -> [Double] {
    var path = differences
    path.reserveCapacity(path.count + horizon)
    for t in differences.count..<differences.count + horizon {
      var value = parts.mean
      for (lag, coefficient) in zip(parts.autoregression.lags, parts.autoregression.coefficients)
      where lag <= t {
        value += coefficient * (path[t - lag] - parts.mean)
      }
      for (lag, coefficient) in zip(parts.movingAverage.lags, parts.movingAverage.coefficients)
      where t - lag < errors.count && lag <= t {
        value -= coefficient * errors[t - lag]
      }
      path.append(value)
    }
    return integrated(Array(path.suffix(horizon)))
  }

  /// Future differences added up to values.
  private func integrated(_ future: [Double]) -> [Double] {
    let lags = Self.lags(order)
    var levels = [values]
    for lag in lags {
      let last = levels[levels.count - 1]
      levels.append(zip(last.dropFirst(lag), last).map { $0 - $1 })
    }
    var result = future
    for (lag, level) in zip(lags, levels).reversed() {
      var path = Array(level.suffix(lag))
      for step in result.indices { path.append(path[step] + result[step]) }
      result = Array(path.dropFirst(lag))
    }
    return result
  }
}
