/// Rows as they were read: one value of one series at one time each, in any order.
package struct SeriesRows: Sendable {
  /// The number of each row's series, 0 and up.
  package let series: [Int]
  /// The time of each row, in microseconds since 1970, UTC.
  package let times: [Int64]
  /// The value of each row; NaN where it is missing, as it is of rows that only tell covariates.
  package let values: [Double]
  /// Columns that are known of later periods too; NaN where missing.
  package let covariates: [[Double]]

  /// Rows of columns of equal length.
  ///
  /// - Throws: `lengthsDiffer`.
  package init(
    series: [Int],
    times: [Int64],
    values: [Double],
    covariates: [[Double]] = []
  ) throws(ForecastingError) {
    for count in [times.count, values.count] + covariates.map(\.count) where count != series.count {
      throw .lengthsDiffer(expected: series.count, found: count)
    }
    self.series = series
    self.times = times
    self.values = values
    self.covariates = covariates
  }

  /// The positions of the rows of each series, in the order of their times.
  ///
  /// - Precondition: numbers of series are in 0..<`count`.
  /// - Complexity: O(rows log rows).
  func positions(seriesCount count: Int) -> [[Int]] {
    var positions = [[Int]](repeating: [], count: count)
    for (position, number) in series.enumerated() { positions[number].append(position) }
    for number in positions.indices {
      let isSorted = zip(positions[number].dropFirst(), positions[number])
        .allSatisfy { times[$0] >= times[$1] }
      if isSorted { continue }
      positions[number].sort { (times[$0], $0) < (times[$1], $1) }
    }
    return positions
  }
}
