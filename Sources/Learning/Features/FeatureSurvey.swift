package import Models
import Parallel

/// The facts of columns before they are binned, from rows that come in parts: a profile of each
/// column over all rows, and a sample of the rows.
package struct FeatureSurvey: Sendable {
  /// The sample.
  package private(set) var sample = PositionSample()
  /// The number of rows added.
  package private(set) var rowCount = 0
  private var profilers: [ColumnProfiler]

  /// A survey of `columnCount` columns that has seen no row.
  package init(columnCount: Int) {
    profilers = Array(repeating: ColumnProfiler(), count: columnCount)
  }

  /// Takes note of further rows.
  ///
  /// - Complexity: O(rows x columns), on `threadCount` threads.
  package mutating func add(_ columns: [FeatureColumn], rowCount moreCount: Int, threadCount: Int) {
    let before = profilers
    profilers = concurrentMap(count: columns.count, threadCount: threadCount) { index in
      var profiler = before[index]
      profiler.add(columns[index])
      return profiler
    }
    sample.add(columns, rowCount: moreCount)
    rowCount += moreCount
  }

  /// The profile of all rows, column by column; of texts that are read as values, what these show.
  package func profiles(_ readings: [TextReading?]) -> [ColumnProfile] {
    zip(profilers, readings).map { profiler, reading in
      reading.map { profiler.profile(as: $0) } ?? profiler.profile
    }
  }
}
