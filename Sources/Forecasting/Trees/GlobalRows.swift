import Learning
import Models

/// Rows that trees learn from, or predict: column by column, with a target for each.
struct GlobalRows: Sendable {
  var columns: [[Float]]
  var targets: [Double] = []

  init(featureCount: Int) { columns = [[Float]](repeating: [], count: featureCount) }

  mutating func append(_ row: [Float], target: Double) {
    for place in columns.indices { columns[place].append(row[place]) }
    targets.append(target)
  }

  mutating func append(_ rows: GlobalRows) {
    for place in columns.indices { columns[place] += rows.columns[place] }
    targets += rows.targets
  }

  var features: FeatureTable {
    FeatureTable(rowCount: targets.count, columns: columns.map { .float($0) })
  }

  /// Rows of one series: from places spread over it some steps each.
  ///
  /// - Parameters:
  ///   - series: The series.
  ///   - observed: Its values, NaN where missing: those are no targets.
  ///   - limit: Values that may be known: targets are among them.
  ///   - horizon: Steps.
  ///   - rowLimit: Rows at the most, about.
  ///   - featureCount: Features of each row.
  ///   - seed: The seed of what is drawn.
  init(
    _ series: GlobalSeries,
    observed: [Double],
    limit: Int,
    horizon: Int,
    rowLimit: Int,
    featureCount: Int,
    seed: UInt64
  ) {
    self.init(featureCount: featureCount)
    let first = series.leastHistory
    guard limit > first else { return }
    var generator = SeededGenerator(seed: seed)
    let stepCount = min(horizon, 12)
    let endCount = min(limit - first, max(rowLimit / stepCount, 1))
    var row: [Float] = []
    row.reserveCapacity(featureCount)
    for place in generator.sample(endCount, outOf: limit - first) {
      let end = first + place
      guard let scale = series.scale(end) else { continue }
      let steps = min(horizon, limit - end)
      for step in generator.sample(min(stepCount, steps), outOf: steps) {
        let value = observed[end + step]
        guard value.isFinite else { continue }
        series.write(into: &row, end: end, step: step + 1, scale: scale)
        append(row, target: (value - series.base(end, step: step + 1)) / scale.unit)
      }
    }
  }
}
