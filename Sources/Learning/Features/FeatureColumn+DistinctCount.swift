package import Models

extension FeatureColumn {
  /// Numbers are counted up to this many different values: so many are too many for classes.
  package static let distinctLimit = 1_001

  /// How many different values there are, NULL not among them: up to `distinctLimit` for numbers, in full for
  /// codes.
  ///
  /// - Complexity: O(rows).
  package var distinctCount: Int {
    switch self {
    case .float(let values): countDistinct(of: values.span)
    case .double(let values): countDistinct(of: values.span)
    case .codes(let codes, let levelCount): countDistinct(of: codes.span, levelCount: levelCount)
    }
  }
}

private func countDistinct(of codes: Span<UInt32>, levelCount: Int) -> Int {
  var isSeen = [Bool](repeating: false, count: levelCount)
  for row in codes.indices where codes[row] < UInt32(levelCount) { isSeen[Int(codes[row])] = true }
  return isSeen.count(where: \.self)
}

/// Small whole numbers are marked in a table, as most classes are; all others go to a set.
private func countDistinct<Number: BinaryFloatingPoint>(of numbers: Span<Number>) -> Int {
  var isSeen = [Bool](repeating: false, count: 4_096)
  let limit = Number(isSeen.count)
  var others: Set<Double> = []
  for row in numbers.indices {
    let number = numbers[row]
    if number >= 0, number < limit, case let whole = Int(number), Number(whole) == number {
      isSeen[whole] = true
    } else if !number.isNaN, others.count < FeatureColumn.distinctLimit {
      others.insert(Double(number))
    }
  }
  return min(isSeen.count(where: \.self) + others.count, FeatureColumn.distinctLimit)
}
