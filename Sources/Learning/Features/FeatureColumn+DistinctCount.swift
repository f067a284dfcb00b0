package import Models

extension FeatureColumn {
  /// Numbers are counted up to this many different values: so many are too many for classes.
  package static let distinctLimit = 1_001

  /// The number of different values, NULL not among them: up to `distinctLimit` for numbers, in
  /// full for codes.
  ///
  /// - Complexity: O(rows).
  package var distinctCount: Int {
    switch self {
    case .float(let values):
      let values = values.span
      return countDistinct(values.count) { Double(values[$0]) }
    case .double(let values):
      let values = values.span
      return countDistinct(values.count) { values[$0] }
    case .codes(let codes, let levelCount):
      return countDistinct(of: codes.span, levelCount: levelCount)
    }
  }
}

private func countDistinct(of codes: Span<UInt32>, levelCount: Int) -> Int {
  var isSeen = [Bool](repeating: false, count: levelCount)
  for row in codes.indices where codes[row] < UInt32(levelCount) { isSeen[Int(codes[row])] = true }
  return isSeen.count(where: \.self)
}

/// Small whole numbers are marked in a table, as most classes are; all others go to a set.
@inline(__always)
private func countDistinct(_ count: Int, _ number: (Int) -> Double) -> Int {
  var isSeen = [Bool](repeating: false, count: 4_096)
  var others: Set<Double> = []
  for row in 0..<count {
    let number = number(row)
    if number >= 0, number < 4_096, case let whole = Int(number), Double(whole) == number {
      isSeen[whole] = true
    } else if !number.isNaN, others.count < FeatureColumn.distinctLimit {
      others.insert(number)
    }
  }
  return min(isSeen.count(where: \.self) + others.count, FeatureColumn.distinctLimit)
}
