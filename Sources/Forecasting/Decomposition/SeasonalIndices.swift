/// The season of a series as one number for each place of a period, by moving averages.
enum SeasonalIndices {
  /// The classical decomposition: the mean distance, or ratio, of values to a centred moving average of a
  /// period; the indices' mean is 0, or 1.
  ///
  /// - Parameters:
  ///   - values: Two periods at least; above 0 where the season multiplies.
  ///   - period: 2 and up.
  ///   - isMultiplicative: Whether the season multiplies.
  /// - Returns: The index of value `t` at `t % period`.
  /// - Complexity: O(values).
  static func classical(_ values: [Double], period: Int, isMultiplicative: Bool) -> [Double] {
    var sums = [Double](repeating: 0, count: period)
    var counts = sums
    for (place, mean) in centredMeans(values, period: period).enumerated() where mean.isFinite {
      let index = isMultiplicative ? values[place] / mean : values[place] - mean
      sums[place % period] += index
      counts[place % period] += 1
    }
    var indices = zip(sums, counts).map { $1 > 0 ? $0 / $1 : isMultiplicative ? 1 : 0 }
    let mean = indices.reduce(0, +) / Double(period)
    for place in indices.indices {
      if isMultiplicative {
        indices[place] = max(indices[place] / mean, 1e-2)
      } else {
        indices[place] -= mean
      }
    }
    return indices
  }

  /// The mean of a period around each value, whose ends count half where the period is even; NaN where
  /// the period does not fit.
  static func centredMeans(_ values: [Double], period: Int) -> [Double] {
    var means = [Double](repeating: .nan, count: values.count)
    let half = period / 2
    guard values.count > 2 * half else { return means }
    for place in half..<values.count - half {
      var sum = 0.0
      for near in place - half...place + half { sum += values[near] }
      if period.isMultiple(of: 2) { sum -= (values[place - half] + values[place + half]) / 2 }
      means[place] = sum / Double(period)
    }
    return means
  }
}
