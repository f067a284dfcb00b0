/// The frequency that timestamps show, and how many of their steps agree with it.
package struct FrequencyInference: Sendable, Equatable {
  /// The frequency; the coarser one of two that fit equally well.
  package let frequency: TimeFrequency
  /// The share of steps, from a time of a series to its next other one, that are one period long:
  /// 0 to 1.
  package let agreement: Double

  /// Tells the frequency of series; nil where none has two times.
  ///
  /// - Parameter series: The times of each series in any order, in microseconds since 1970, UTC, in the
  ///   years 1 to 9999.
  /// - Complexity: O(rows log rows).
  package init?(ofSeries series: [[Int64]]) {
    var agreeing = [Int](repeating: 0, count: TimeFrequency.allCases.count)
    var total = 0
    for times in series {
      let sorted = times.sorted()
      guard let first = sorted.first, sorted.last != first else { continue }
      for (place, frequency) in TimeFrequency.allCases.enumerated() {
        let grid = PeriodGrid(frequency: frequency, times: [first])
        let periods = sorted.map { grid.period(of: $0) }
        agreeing[place] += zip(periods.dropFirst(), periods).count { $0 - $1 == 1 }
      }
      total += zip(sorted.dropFirst(), sorted).count { $0 != $1 }
    }
    guard total > 0, let most = agreeing.max(), let place = agreeing.firstIndex(of: most) else {
      return nil
    }
    frequency = TimeFrequency.allCases[place]
    agreement = Double(most) / Double(total)
  }
}
