/// The median of numbers, and how uncertain it is.
struct MedianEstimate {
  /// The median.
  let value: Double
  /// Half the width of the interval between the order statistics that are a standard deviation of a binomial
  /// count around it; NaN of one number.
  let error: Double

  /// The median of numbers, at least one, none of which is NaN.
  ///
  /// - Complexity: O(n).
  init(of numbers: [Double]) {
    let count = numbers.count
    let reach = Double(count).squareRoot() / 2
    let middle = Double(count - 1) / 2
    let low = max(Int((middle - reach).rounded(.down)), 0)
    let high = min(Int((middle + reach).rounded(.up)), count - 1)
    let sorted = Self.sorted(numbers, low...high)
    value = (sorted[(count - 1) / 2 - low] + sorted[count / 2 - low]) / 2
    error = count > 1 ? (sorted[high - low] - sorted[0]) / 2 : .nan
  }

  // The bits that numbers are first told apart by: sign, exponent and four of the fraction.
  private static let prefixBits = 16

  /// The numbers at some ranks of all in rising order: only those with the first bits of these are sorted.
  private static func sorted(_ numbers: [Double], _ ranks: ClosedRange<Int>) -> [Double] {
    // The keys of negative numbers rise as the numbers themselves do.
    let keys = numbers.map { FallingKey.key(-$0) }
    var counts = [Int](repeating: 0, count: 1 << prefixBits)
    for key in keys { counts[prefix(key)] += 1 }
    var (first, before) = (0, 0)
    while before + counts[first] <= ranks.lowerBound {
      before += counts[first]
      first += 1
    }
    var (last, until) = (first, before + counts[first])
    while until <= ranks.upperBound {
      last += 1
      until += counts[last]
    }
    let near = FallingKey.sorted(keys.filter { (first...last).contains(prefix($0)) })
    // Zero has no sign.
    return ranks.map { 0 - FallingKey.number(near[$0 - before]) }
  }

  private static func prefix(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: key >> UInt64(UInt64.bitWidth - prefixBits))
  }
}
