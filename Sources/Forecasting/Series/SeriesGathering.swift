/// The rows of one series on their way to its periods.
struct SeriesGathering {
  private let rows: SeriesRows
  private let positions: [Int]
  private let grid: PeriodGrid
  /// The period of each row, ascending.
  private let periods: [Int]
  /// The periods of the first and the last row with a value; empty where none has one.
  private let span: Range<Int>

  /// The rows at `positions`, which ascend in time.
  init(_ rows: SeriesRows, positions: [Int], frequency: TimeFrequency) {
    self.rows = rows
    self.positions = positions
    let grid = PeriodGrid(frequency: frequency, times: positions.lazy.map { rows.times[$0] })
    self.grid = grid
    let periods = positions.map { grid.period(of: rows.times[$0]) }
    self.periods = periods
    let told = positions.indices.filter { rows.values[positions[$0]].isFinite }
    guard let first = told.first, let last = told.last else {
      span = 0..<0
      return
    }
    span = periods[first]..<periods[last] + 1
  }

  /// Periods from the first value to the last row.
  var periodCount: Int {
    guard let last = periods.last, !span.isEmpty else { return 0 }
    return max(last + 1, span.upperBound) - span.lowerBound
  }

  /// The series, its values added up or averaged.
  func series(_ aggregation: RowAggregation) -> TimeSeries {
    let values = gathered(rows.values, count: span.count, aggregation)
    return TimeSeries(
      grid: grid,
      firstPeriod: span.lowerBound,
      values: values,
      covariates: rows.covariates.map { gathered($0, count: periodCount, .mean) },
      infiniteCount: positions.count { rows.values[$0].isInfinite }
    )
  }

  /// The values of one column by their periods.
  private func gathered(
    _ column: [Double],
    count: Int,
    _ aggregation: RowAggregation
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    var counts = [Int32](repeating: 0, count: count)
    for (row, position) in positions.enumerated() where column[position].isFinite {
      let place = periods[row] - span.lowerBound
      guard place >= 0 && place < count else { continue }
      sums[place] += column[position]
      counts[place] += 1
    }
    for place in sums.indices {
      switch (counts[place], aggregation) {
      case (0, _): sums[place] = .nan
      case (let count, .mean): sums[place] /= Double(count)
      case (_, .sum): break
      }
      // Finite values may add up to none.
      if sums[place].isInfinite { sums[place] = .nan }
    }
    return sums
  }
}
