import Models
import Parallel

extension LinearEncoding {
  /// Columns that all levels of all categories may have.
  static let networkLevelLimit = 1_024

  /// Fits the encoding to rows as networks read them: numbers by median and quarters, of categories
  /// the levels of some weight.
  ///
  /// Levels of a single row share a column with those never seen, and so do as many of the rarest as
  /// leave at most `networkLevelLimit` columns. Each column is one piece of work, so that the result
  /// does not depend on `threadCount`.
  ///
  /// - Complexity: O(rows x features), and sorting a sample of each number.
  static func robust(
    _ data: TrainingData,
    rows: RowSelection,
    threadCount: Int
  ) -> LinearEncoding {
    let columns = data.features.columns
    var weight = 2.0
    while true {
      let leastWeight = weight
      let encoding = LinearEncoding(
        features: concurrentMap(count: columns.count, threadCount: threadCount) { index in
          switch columns[index] {
          case .codes(let codes, let levelCount):
            .category(
              CategoryEncoding(
                fitting: codes,
                levelCount: levelCount,
                rows: rows,
                weights: data.weights,
                minimumLevelWeight: leastWeight
              )
            )
          case .float, .double:
            .numeric(NumericEncoding(robust: columns[index], rows: rows, weights: data.weights))
          }
        }
      )
      let levelCount = encoding.columnCount - encoding.valueCount
      if levelCount <= networkLevelLimit || weight > Double(Int.max) { return encoding }
      weight *= 2
    }
  }
}

extension NumericEncoding {
  /// Values that quarters are taken of.
  private static let sampleLimit = 1 << 16

  /// Finds the median and the distance of the outer quarters; where that is 0, half of the range
  /// (Holzmüller and others 2024, section 3).
  ///
  /// - Complexity: O(rows), and sorting a sample.
  init(robust column: FeatureColumn, rows: RowSelection, weights: [Double]?) {
    let plain = NumericEncoding(fitting: column, rows: rows, weights: weights)
    guard !plain.isConstant else {
      self = plain
      return
    }
    let sample = sampledRows(of: rows.count, limit: Self.sampleLimit, seed: UInt64(rows.count))
    var values: [Double] = []
    for position in sample {
      let row = Int(rows.row(at: Int(position)))
      let value = column.number(row) * plain.unit
      if value.isFinite, weights.map({ $0[row] > 0 }) ?? true { values.append(value) }
    }
    values.sort()
    guard let first = values.first, let last = values.last else {
      self = plain
      return
    }
    func quantile(_ share: Double) -> Double { values[Int(Double(values.count - 1) * share)] }
    let median = quantile(0.5)
    let quarters = quantile(0.75) - quantile(0.25)
    let distance = quarters > 0 ? quarters : (last - first) / 2
    guard distance > 0, (1 / distance).isFinite else {
      self = plain
      return
    }
    // The ends of the training range, of which the moments know.
    func end(_ standardised: Double) -> Double {
      (standardised / plain.inverseDeviation + plain.mean - median) / distance
    }
    self.init(
      unit: plain.unit,
      mean: median,
      inverseDeviation: 1 / distance,
      lowest: end(plain.lowest),
      highest: end(plain.highest),
      hasMissingIndicator: plain.hasMissingIndicator
    )
  }
}
