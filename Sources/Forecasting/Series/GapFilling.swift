/// Values for missing periods between others: a straight line from neighbour to neighbour, of the series
/// without its season where it has one.
enum GapFilling {
  /// The values with every gap filled.
  ///
  /// - Parameters:
  ///   - values: NaN where missing.
  ///   - period: Values after which the season repeats itself; 1 for no season.
  /// - Returns: As many values; none where all are missing.
  /// - Complexity: O(values).
  static func filled(_ values: [Double], period: Int) -> [Double] {
    let lines = bridged(values)
    guard values.contains(where: \.isNaN), period > 1, lines.count >= 2 * period else {
      return lines
    }
    let season = observedSeason(values, lines, period: period)
    let rest = bridged(values.indices.map { values[$0] - season[$0 % period] })
    return rest.indices.map { values[$0].isNaN ? rest[$0] + season[$0 % period] : values[$0] }
  }

  /// The mean distance of values that are there to the moving average of a period; 0 where none is.
  private static func observedSeason(
    _ values: [Double],
    _ lines: [Double],
    period: Int
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: period)
    var counts = sums
    for (place, mean) in SeasonalIndices.centredMeans(lines, period: period).enumerated() {
      let distance = values[place] - mean
      guard distance.isFinite else { continue }
      sums[place % period] += distance
      counts[place % period] += 1
    }
    return zip(sums, counts).map { $1 > 0 ? $0 / $1 : 0 }
  }

  /// Missing values on straight lines between their neighbours; before the first and after the last
  /// value they are that value.
  private static func bridged(_ values: [Double]) -> [Double] {
    guard let first = values.firstIndex(where: { !$0.isNaN }) else { return [] }
    var result = values
    var last = first
    for place in 0..<first { result[place] = values[first] }
    for place in first..<values.count where !values[place].isNaN {
      let step = (values[place] - values[last]) / Double(max(place - last, 1))
      for gap in last + 1..<max(place, last + 1) {
        result[gap] = values[last] + step * Double(gap - last)
      }
      last = place
    }
    for place in last + 1..<max(values.count, last + 1) { result[place] = values[last] }
    return result
  }
}
