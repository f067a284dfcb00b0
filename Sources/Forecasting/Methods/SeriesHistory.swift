/// The values that a forecast is made from, without gaps, and what is known about them.
struct SeriesHistory: Sendable {
  /// At least one finite value.
  let values: [Double]
  /// Numbers of values after which the series may repeat itself, shortest first; those that fit twice.
  let periods: [Int]
  /// Whether all values are above 0.
  let isPositive: Bool
  /// Whether values are 0 or more, and many of them 0, with demands between.
  let isIntermittent: Bool

  /// Values, with those of `periods` that they are long enough for.
  init(_ values: [Double], periods: [Int]) {
    self.values = values
    self.periods = periods.filter { values.count >= 2 * $0 }
    isPositive = values.allSatisfy { $0 > 0 }
    let demands = values.count { $0 > 0 }
    // Syntetos, Boylan and Croston 2005: intermittent where demands are 1.32 periods apart on average.
    isIntermittent =
      demands > 0 && values.allSatisfy { $0 >= 0 } && Double(values.count) > 1.32 * Double(demands)
  }

  /// The shortest period; 1 without one.
  var period: Int { periods.first ?? 1 }

  /// The last values, as many as a method of short memory needs.
  func recent(_ count: Int) -> [Double] { Array(values.suffix(count)) }
}
