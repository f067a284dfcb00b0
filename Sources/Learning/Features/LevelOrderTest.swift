import Models

/// A look at whether the order of a whole number's values tells of the target, or only each for itself.
///
/// Between the means of neighbouring values there is less difference than between those of any two where
/// the order tells: von Neumann's ratio (1941, Annals of Mathematical Statistics 12), here of the
/// variances that remain once the noise within each value is taken off.
struct LevelOrderTest {
  /// The different values, ascending.
  let values: [Double]
  /// The variance of the values' means as their neighbours show it, divided by that of all: 0 for a smooth
  /// order, 1 for none; nil where the values tell nothing of the target.
  let unrest: Double?

  /// Fewer values than these have an order by chance.
  private static let leastValues = 5
  /// Trees keep a set of so many values in a few words.
  private static let mostValues = 254
  /// Rows of a value on average from which on its mean is known.
  private static let rowsOfValue = 8
  /// Standard deviations of chance that the means must differ by in all.
  private static let certainty = 4.0

  /// Looks at a column, whose rows have these targets: numbers, or for classes one column for each.
  ///
  /// Nil where the column is not of whole numbers, or of too few or too many.
  ///
  /// - Complexity: O(rows x (log(values) + columns)).
  init?(_ column: FeatureColumn, targets: [[Double]]) {
    guard let values = Self.values(of: column) else { return nil }
    self.values = values
    let codes = column.codes(of: values)
    var (between, successive, noise) = (0.0, 0.0, 0.0)
    var scale: (all: Double, pairs: Double) = (0, 0)
    for target in targets {
      let levels = LevelMoments(codes: codes, levelCount: values.count, target: target)
      between += levels.between
      successive += levels.successive
      noise += levels.noise
      scale = levels.scale
    }
    let expected = noise * Double(values.count - 1)
    let chance = Self.certainty * noise * (2 * Double(values.count - 1)).squareRoot()
    guard between - expected > chance, scale.all > 0, scale.pairs > 0 else {
      unrest = nil
      return
    }
    unrest = (successive - expected) / scale.pairs / ((between - expected) / scale.all)
  }

  /// The different values of a column of whole numbers that an integer holds; nil for any other.
  private static func values(of column: FeatureColumn) -> [Double]? {
    if case .codes = column { return nil }
    var seen: Set<Double> = []
    for row in 0..<column.count {
      let value = column.number(row)
      if value.isNaN { continue }
      guard value.magnitude < 0x1p53, value == value.rounded() else { return nil }
      if seen.insert(value + 0).inserted, seen.count > mostValues { return nil }
    }
    guard seen.count >= leastValues, column.count >= rowsOfValue * seen.count else { return nil }
    return seen.sorted()
  }
}

extension FeatureColumn {
  /// The place of each row's number among these values, ascending; NULL and others are missing.
  package func codes(of values: [Double]) -> [UInt32] {
    let places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, UInt32($0)) })
    return (0..<count).map { places[number($0) + 0] ?? Self.missingCode }
  }
}

/// The moments of a target by the values of a column.
private struct LevelMoments {
  /// The squared distances of the values' means from that of all, by their rows.
  let between: Double
  /// The squared differences of neighbouring values' means, by their rows.
  let successive: Double
  /// The variance within the values.
  let noise: Double
  /// The factors of the means' variance in `between`, and of twice it in `successive`.
  let scale: (all: Double, pairs: Double)

  init(codes: [UInt32], levelCount: Int, target: [Double]) {
    var counts = [Double](repeating: 0, count: levelCount)
    var sums = counts
    var squares = 0.0
    for (row, code) in codes.enumerated() where code < levelCount {
      counts[Int(code)] += 1
      sums[Int(code)] += target[row]
      squares += target[row] * target[row]
    }
    let means = zip(sums, counts).map { $0 / $1 }
    let count = counts.reduce(0, +)
    let mean = sums.reduce(0, +) / count
    let explained = zip(means, counts).reduce(0.0) { $0 + $1.1 * $1.0 * $1.0 }
    between = max(0, explained - count * mean * mean)
    noise = max(0, squares - explained) / max(count - Double(levelCount), 1)
    var (successive, pairs) = (0.0, 0.0)
    for level in 1..<levelCount {
      let weight = counts[level] * counts[level - 1] / (counts[level] + counts[level - 1])
      let step = means[level] - means[level - 1]
      successive += weight * step * step
      pairs += 2 * weight
    }
    self.successive = successive
    scale = (count - counts.reduce(0.0) { $0 + $1 * $1 } / count, pairs)
  }
}
