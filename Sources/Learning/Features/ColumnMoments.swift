internal import CKernels
import Models

/// The extent, mean and spread of a numeric column's rows, from one pass over its memory.
///
/// Sums are taken about the mean of the blocks before, so that a column whose mean is large beside
/// its deviation loses no digits; blocks are joined as in Chan, Golub & LeVeque 1983, eq. 2.1.
package struct ColumnMoments: Sendable {
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
  static let blockRowCount = 4096

  /// The moments of no rows.
  init() {}

  /// Whether a value is infinite.
  var hasInfinity: Bool { lowest == -.infinity || highest == .infinity }

  /// Whether no value is infinite, and the greatest magnitude can be squared.
  var areFinite: Bool {
    !hasInfinity && lowest <= highest
      && Self.magnitudes.contains(max(-lowest, highest))
  }

  /// Passes over the rows; nil where a value is infinite, or all are 0, or some are too large or
  /// all too small to be squared.
  ///
  /// - Complexity: O(rows).
  init?(_ column: FeatureColumn, rows: RowSelection, weights: [Double]?) {
    for block in rows.blocks(of: Self.blockRowCount) {
      if let weights {
        add(rows.gather(column, block), weights: rows.gather(weights, block))
      } else if case .double(let values) = column, rows.rows == nil {
        add(values.span.extracting(block))
      } else if case .float(let values) = column, rows.rows == nil {
        add(values.span.extracting(block))
      } else {
        let values = rows.gather(column, block)
        add(values.span)
      }
      if hasInfinity { return nil }
    }
    guard areFinite else { return nil }
  }

  /// Takes in rows that all count once, at most `blockRowCount` of them.
  mutating func add<Value: MeasuredNumber>(_ values: Span<Value>) {
    var centre = mean
    if presentWeight == 0 {
      // Any value would do as a centre; the block's mean is best, if it is one.
      guard let first = values.indices.first(where: { !values[$0].isNaN }) else {
        missingWeight += Double(values.count)
        return
      }
      let sums = Value.moments(of: values, about: Double(values[first]))
      centre = Double(values[first]) + sums.first / Double(values.count - Int(sums.missing))
    }
    let sums = Value.moments(of: values, about: centre)
    missingWeight += Double(sums.missing)
    if presentWeight == 0 { mean = centre }
    join(sums, weight: Double(values.count - Int(sums.missing)))
  }

  /// Takes in rows with weights, of which those of weight 0 count for nothing.
  private mutating func add(_ values: [Double], weights: [Double]) {
    var weight = 0.0
    var sums = automl_moments(missing: 0, low: .infinity, high: -.infinity, first: 0, second: 0)
    var centre = presentWeight > 0 ? mean : Double.nan
    for (value, own) in zip(values, weights) where own > 0 {
      guard !value.isNaN else {
        missingWeight += own
        continue
      }
      if centre.isNaN { centre = value }
      weight += own
      sums.low = min(sums.low, value)
      sums.high = max(sums.high, value)
      sums.first += own * (value - centre)
      sums.second += own * (value - centre) * (value - centre)
    }
    guard weight > 0 else { return }
    if presentWeight == 0 { mean = centre }
    join(sums, weight: weight)
  }

  /// Joins a block whose sums are about `mean`.
  private mutating func join(_ sums: automl_moments, weight: Double) {
    guard weight > 0 else { return }
    lowest = min(lowest, sums.low)
    highest = max(highest, sums.high)
    let shift = sums.first / weight
    let total = presentWeight + weight
    squares +=
      max(sums.second - sums.first * shift, 0) + shift * shift * presentWeight * weight / total
    mean += shift * weight / total
    presentWeight = total
  }
}
