/// Regression by a straight line through the values near each place, the nearer the heavier (loess,
/// Cleveland 1979), on values at 1, 2, ...: the one that STL is made of.
struct LocalRegression: Sendable {
  /// Values that each line goes through: odd, 3 and up.
  let window: Int
  /// Places from one line to the next; values between are interpolated.
  let jump: Int

  /// The smoothed values.
  ///
  /// - Complexity: O(values x window / jump).
  func smoothed(_ values: [Double]) -> [Double] {
    let count = values.count
    guard count > 1 else { return values }
    let step = min(jump, count - 1)
    var result = [Double](repeating: 0, count: count)
    var place = 0
    while true {
      result[place] =
        fitted(values, at: place, range: range(around: place, count: count))
        ?? values[place]
      if place == count - 1 { break }
      place = min(place + step, count - 1)
    }
    guard step > 1 else { return result }
    var left = 0
    while left < count - 1 {
      let right = min(left + step, count - 1)
      let slope = (result[right] - result[left]) / Double(right - left)
      for between in left + 1..<max(right, left + 1) {
        result[between] = result[left] + slope * Double(between - left)
      }
      left = right
    }
    return result
  }

  /// The places of the values nearest to one.
  private func range(around place: Int, count: Int) -> ClosedRange<Int> {
    guard window < count else { return 0...count - 1 }
    let first = min(max(place - window / 2, 0), count - window)
    return first...first + window - 1
  }

  /// The line's value at a place, which may be outside of the range; nil where no value has a weight.
  func fitted(_ values: [Double], at place: Int, range: ClosedRange<Int>) -> Double? {
    var reach = Double(max(place - range.lowerBound, range.upperBound - place))
    if window > values.count { reach += Double((window - values.count) / 2) }
    var (sum, first) = (0.0, 0.0)
    for near in range {
      let weight = Self.weight(Double(abs(near - place)), reach)
      sum += weight
      first += weight * Double(near)
    }
    guard sum > 0 else { return nil }
    let centre = first / sum
    var spread = 0.0
    for near in range {
      let weight = Self.weight(Double(abs(near - place)), reach) / sum
      spread += weight * (Double(near) - centre) * (Double(near) - centre)
    }
    var slope = 0.0
    if spread.squareRoot() > 0.001 * Double(values.count - 1) {
      slope = (Double(place) - centre) / spread
    }
    var result = 0.0
    for near in range {
      let weight = Self.weight(Double(abs(near - place)), reach) / sum
      result += weight * (1 + slope * (Double(near) - centre)) * values[near]
    }
    return result
  }

  /// Tukey's cube of cubes, cut off at the ends as in the code of STL's authors.
  @inline(__always)
  private static func weight(_ distance: Double, _ reach: Double) -> Double {
    if distance > 0.999 * reach { return 0 }
    if distance <= 0.001 * reach { return 1 }
    let share = distance / reach
    let rest = 1 - share * share * share
    return rest * rest * rest
  }
}
