import Models

/// The extent, mean and spread of a numeric column's rows, from one pass over its memory.
///
/// Sums are taken about the mean of the blocks before, so that a column whose mean is large beside
/// its deviation loses no digits; blocks are joined as in Chan, Golub & LeVeque 1983, eq. 2.1.
struct ColumnMoments: Sendable {
  /// The least and the greatest value; the wrong way round where there are none.
  private(set) var (lowest, highest) = (Double.infinity, -Double.infinity)
  /// The weight of the rows that have a value, and of those that have none.
  private(set) var (presentWeight, missingWeight) = (0.0, 0.0)
  /// The weighted mean of the values.
  private(set) var mean = 0.0
  /// The weighted sum of the squares of the values' distances from the mean.
  private(set) var squares = 0.0

  /// Squares of magnitudes between these neither overflow nor vanish.
  private static let magnitudes = 1e-100...1e100
  /// Rows that are worked on together: 32 KB, which stay in the first-level cache.
  private static let blockRowCount = 4096

  /// Passes over the rows; nil where a value is infinite, or all are 0, or some are too large or
  /// all too small to be squared.
  ///
  /// - Complexity: O(rows).
  init?(_ column: FeatureColumn, rows: RowSelection, weights: [Double]?) {
    for block in rows.blocks(of: Self.blockRowCount) {
      if rows.rows == nil, weights == nil, case .double(let values) = column {
        add(values.span.extracting(block))
      } else if let weights {
        add(rows.gather(column, block), weights: rows.gather(weights, block))
      } else {
        let values = rows.gather(column, block)
        add(values.span)
      }
      guard lowest > -.infinity, highest < .infinity else { return nil }
    }
    guard lowest <= highest, Self.magnitudes.contains(max(-lowest, highest)) else { return nil }
  }

  /// Takes in rows that all count once.
  private mutating func add(_ values: Span<Double>) {
    if presentWeight == 0, !values.isEmpty {
      // Any value would do as a centre; the block's mean is best, if it is one.
      let sums = Sums(of: values, about: values[0])
      mean = values[0] + sums.first / Double(values.count)
    }
    let sums = Sums(of: values, about: mean)
    guard sums.first.isFinite, sums.second.isFinite else {
      return addPresent(of: values, weights: [])
    }
    join(sums, weight: Double(values.count))
  }

  /// Takes in rows with weights, of which those of weight 0 count for nothing.
  private mutating func add(_ values: [Double], weights: [Double]) {
    addPresent(of: values.span, weights: weights)
  }

  /// Takes in rows of which some have no value, or weights.
  private mutating func addPresent(of values: Span<Double>, weights: [Double]) {
    var weight = 0.0
    var sums = Sums()
    var centre = presentWeight > 0 ? mean : Double.nan
    for row in values.indices {
      let (value, own) = (values[row], weights.isEmpty ? 1 : weights[row])
      guard own > 0 else { continue }
      guard !value.isNaN else {
        missingWeight += own
        continue
      }
      if centre.isNaN { centre = value }
      weight += own
      sums.lowest = min(sums.lowest, value)
      sums.highest = max(sums.highest, value)
      sums.first += own * (value - centre)
      sums.second += own * (value - centre) * (value - centre)
    }
    guard weight > 0 else { return }
    if presentWeight == 0 { mean = centre }
    join(sums, weight: weight)
  }

  /// Joins a block whose sums are about `mean`.
  private mutating func join(_ sums: Sums, weight: Double) {
    guard weight > 0 else { return }
    lowest = min(lowest, sums.lowest)
    highest = max(highest, sums.highest)
    let shift = sums.first / weight
    let total = presentWeight + weight
    squares +=
      max(sums.second - sums.first * shift, 0) + shift * shift * presentWeight * weight / total
    mean += shift * weight / total
    presentWeight = total
  }
}

/// The extremes of some values, and the sums of their distances from a centre and of the squares.
private struct Sums {
  var (lowest, highest) = (Double.infinity, -Double.infinity)
  var (first, second) = (0.0, 0.0)

  init() {}

  /// Four lanes, added in a fixed order; `first` is not finite where a value is not.
  init(of values: Span<Double>, about centre: Double) {
    var (low0, low1, low2, low3) = (lowest, lowest, lowest, lowest)
    var (high0, high1, high2, high3) = (highest, highest, highest, highest)
    var (sum, squares) = (SIMD4<Double>(), SIMD4<Double>())
    let whole = values.count / 4 * 4
    var row = 0
    while row < whole {
      let (a, b, c, d) = (values[row], values[row + 1], values[row + 2], values[row + 3])
      low0 = a < low0 ? a : low0
      low1 = b < low1 ? b : low1
      low2 = c < low2 ? c : low2
      low3 = d < low3 ? d : low3
      high0 = a > high0 ? a : high0
      high1 = b > high1 ? b : high1
      high2 = c > high2 ? c : high2
      high3 = d > high3 ? d : high3
      let distances = SIMD4(a, b, c, d) - centre
      sum += distances
      squares += distances * distances
      row += 4
    }
    (lowest, highest) = (
      min(min(low0, low1), min(low2, low3)), max(max(high0, high1), max(high2, high3))
    )
    (first, second) = (sum.sum(), squares.sum())
    for row in whole..<values.count {
      let value = values[row]
      lowest = value < lowest ? value : lowest
      highest = value > highest ? value : highest
      first += value - centre
      second += (value - centre) * (value - centre)
    }
  }
}
