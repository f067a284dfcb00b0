package import Models
import Parallel

extension ColumnDistribution {
  /// The distributions of columns, none of those left out.
  ///
  /// - Complexity: O(rows x columns), on `threadCount` threads.
  package static func fitting(
    _ columns: [FeatureColumn],
    isCompared: [Bool],
    threadCount: Int
  ) -> [ColumnDistribution] {
    concurrentMap(count: columns.count, threadCount: threadCount) { index in
      isCompared[index]
        ? ColumnDistribution(fitting: columns[index])
        : ColumnDistribution(missingShare: 0, values: .none)
    }
  }

  /// The distribution of a column's rows: moments and levels of all of them, percentiles of a sample.
  ///
  /// Infinite numbers are no part of it.
  ///
  /// - Complexity: O(rows).
  package init(fitting column: FeatureColumn) {
    switch column {
    case .codes(let codes, let levelCount):
      var counts = [UInt32](repeating: 0, count: levelCount)
      var missingCount = 0
      for code in codes {
        if code < levelCount { counts[Int(code)] += 1 } else { missingCount += 1 }
      }
      self.init(missing: missingCount, of: codes.count, .levels(counts))
    case .float(let values): self.init(fitting: values.span)
    case .double(let values): self.init(fitting: values.span)
    }
  }

  private init<Number: BinaryFloatingPoint>(fitting values: Span<Number>) {
    var moments = FiniteMoments()
    for row in values.indices { moments.add(Double(values[row])) }
    self.init(
      missing: moments.missingCount,
      of: values.count,
      moments.distribution(of: values).map { .numbers($0) } ?? .none
    )
  }

  private init(missing missingCount: Int, of rowCount: Int, _ values: Values) {
    self.init(missingShare: Double(missingCount) / Double(max(rowCount, 1)), values: values)
  }
}

/// The moments of the finite ones of some numbers, about the first of them.
private struct FiniteMoments {
  private(set) var missingCount = 0
  private var count = 0.0
  private var minimum = Double.infinity
  private var maximum = -Double.infinity
  private var centre = 0.0
  private var sum = 0.0
  private var squares = 0.0

  /// Rows that percentiles are known by to half a percent.
  private static let sampleLimit = 1 << 14
  /// Up to so many different values each is a step.
  private static let stepLimit = 100

  mutating func add(_ value: Double) {
    guard value.isFinite else {
      missingCount += value.isNaN ? 1 : 0
      return
    }
    if count == 0 { centre = value }
    count += 1
    minimum = min(minimum, value + 0)
    maximum = max(maximum, value + 0)
    let distance = value - centre
    sum += distance
    squares += distance * distance
  }

  func distribution<Number: BinaryFloatingPoint>(of values: Span<Number>) -> NumberDistribution? {
    let rows = sampledRows(
      of: values.count,
      limit: Self.sampleLimit,
      seed: UInt64(values.count)
    )
    let sample = rows.map { Double(values[Int($0)]) + 0 }.filter(\.isFinite).sorted()
    guard !sample.isEmpty else { return nil }
    let (steps, shares) = Self.steps(of: sample)
    let variance = max(0, squares - sum * sum / count) / max(count - 1, 1)
    return NumberDistribution(
      minimum: minimum,
      maximum: maximum,
      mean: centre + sum / count,
      standardDeviation: variance.squareRoot(),
      steps: steps,
      shares: shares
    )
  }

  /// The steps of sorted numbers, and for each the share of those up to it.
  private static func steps(of sorted: [Double]) -> (steps: [Double], shares: [Double]) {
    let ends = sorted.indices.filter { $0 + 1 == sorted.count || sorted[$0 + 1] != sorted[$0] }
    var chosen = ends
    if ends.count > stepLimit {
      // The last of those that are equal to a percentile.
      chosen = []
      var next = 0
      for percent in 1...stepLimit {
        let place = (sorted.count * percent + stepLimit - 1) / stepLimit - 1
        while ends[next] < place { next += 1 }
        if chosen.last != ends[next] { chosen.append(ends[next]) }
      }
    }
    return (chosen.map { sorted[$0] }, chosen.map { Double($0 + 1) / Double(sorted.count) })
  }
}
