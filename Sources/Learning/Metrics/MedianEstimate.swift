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
    // The keys of negative numbers rise as the numbers themselves do.
    let keys = numbers.map { FallingKey.key(-$0) }
    var counts = [Int](repeating: 0, count: 1 << Self.prefixBits)
    for key in keys { counts[Self.prefix(key)] += 1 }
    self.init(count: numbers.count, counts: counts) { prefixes in
      // Zero has no sign.
      FallingKey.sorted(keys.filter { prefixes.contains(Self.prefix($0)) })
        .map { 0 - FallingKey.number($0) }
    }
  }

  /// The median of numbers that are told apart by prefixes, which rise with them.
  ///
  /// - Parameters:
  ///   - count: the number of numbers, at least one.
  ///   - counts: the number of those of each prefix.
  ///   - sorted: gives the numbers of some prefixes in rising order.
  init(count: Int, counts: [Int], _ sorted: (ClosedRange<Int>) -> [Double]) {
    let reach = Double(count).squareRoot() / 2
    let middle = Double(count - 1) / 2
    let low = max(Int((middle - reach).rounded(.down)), 0)
    let high = min(Int((middle + reach).rounded(.up)), count - 1)
    var (first, before) = (0, 0)
    while before + counts[first] <= low {
      before += counts[first]
      first += 1
    }
    var (last, until) = (first, before + counts[first])
    while until <= high {
      last += 1
      until += counts[last]
    }
    let near = sorted(first...last)
    value = (near[(count - 1) / 2 - before] + near[count / 2 - before]) / 2
    error = count > 1 ? (near[high - before] - near[low - before]) / 2 : .nan
  }

  // The bits that numbers are first told apart by: sign, exponent and four of the fraction.
  private static let prefixBits = 16

  private static func prefix(_ key: UInt64) -> Int {
    Int(truncatingIfNeeded: key >> UInt64(UInt64.bitWidth - prefixBits))
  }
}
