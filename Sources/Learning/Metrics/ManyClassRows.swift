import CKernels
import Parallel

/// Rows whose class is known, with the probabilities of several classes, as they come.
///
/// A row's class may be another one, of which there is no probability.
package struct ManyClassRows: Sendable {
  /// Some rows.
  private struct Segment: Sendable {
    var classes: [UInt32] = []
    /// For each class with probabilities the keys.
    var keys: [[UInt64]]
  }

  private let scoredCount: Int
  private var segments: [Segment] = []
  private var latest: Segment
  /// Rows by actual class and, within it, by predicted class.
  private var counts: [Int64] = []
  private var leftOutCount = 0

  private static let segmentCount = 65_536

  /// No rows; so many classes have probabilities.
  package init(scoredCount: Int) {
    self.scoredCount = scoredCount
    latest = Segment(keys: [[UInt64]](repeating: [], count: scoredCount))
  }

  /// Takes rows of so many classes, with their probabilities row by row.
  ///
  /// Those of none of these classes are left out, and those of which a probability is NaN.
  ///
  /// - Precondition: as many probabilities of each row as classes that have some.
  package mutating func add(
    classes: ArraySlice<UInt32>,
    probabilities: [Double],
    classCount: Int
  ) {
    precondition(probabilities.count == classes.count * scoredCount, "probabilities are missing")
    makeRoom(classCount: classCount)
    if latest.classes.count >= Self.segmentCount {
      segments.append(latest)
      latest = Segment(keys: [[UInt64]](repeating: [], count: scoredCount))
    }
    var keys = [UInt64](repeating: 0, count: probabilities.count)
    var kept = [UInt32](repeating: 0, count: classes.count)
    let count = unsafe classes.withUnsafeBufferPointer { own in
      unsafe Int(
        automl_key_classes(
          own.baseAddress,
          probabilities,
          Int64(own.count),
          UInt32(classCount),
          Int64(scoredCount),
          &keys,
          &kept,
          &counts
        )
      )
    }
    latest.classes += kept[..<count]
    for k in 0..<scoredCount {
      latest.keys[k] += keys[k * classes.count..<k * classes.count + count]
    }
    leftOutCount += classes.count - count
  }

  /// Takes the rows of others, whose classes have these numbers here; those with probabilities have the same.
  package mutating func add(_ others: ManyClassRows, classes: [UInt32]) {
    makeRoom(classCount: classes.reduce(0) { max($0, Int($1) + 1) })
    for place in others.counts.indices {
      let k = Int(classes[place / scoredCount])
      counts[k * scoredCount + place % scoredCount] += others.counts[place]
    }
    segments += others.all.map { segment in
      var segment = segment
      segment.classes = segment.classes.map { classes[Int($0)] }
      return segment
    }
    leftOutCount += others.leftOutCount
  }

  private mutating func makeRoom(classCount: Int) {
    while counts.count < scoredCount * classCount { counts.append(0) }
  }

  private var all: [Segment] { latest.classes.isEmpty ? segments : segments + [latest] }

  /// All metrics, as those of `JudgedClasses`.
  ///
  /// - Parameters:
  ///   - labels: the labels of all classes, those with probabilities first.
  ///   - places: the place of each class's label.
  ///   - threadCount: threads to use; no result depends on it.
  /// - Returns: the metrics.
  package func metrics(labels: [String], places: [Int], threadCount: Int) -> [JudgedMetric] {
    let segments = all
    let rowCount = segments.reduce(0) { $0 + $1.classes.count }
    guard rowCount > 0 else { return rowCounts(judged: 0, leftOut: leftOutCount) }
    var table = [Double](repeating: 0, count: labels.count * labels.count)
    for place in counts.indices {
      let k = places[place / scoredCount]
      table[k * labels.count + place % scoredCount] = Double(counts[place])
    }
    let confusion = ConfusionMatrix(counts: table, classCount: labels.count)
    let shares = confusion.actual.map { $0 / Double(rowCount) }
    return rowCounts(judged: rowCount, leftOut: leftOutCount) + confusion.metrics()
      + rankMetrics(segments, rowCount: rowCount, confusion, threadCount: threadCount)
      + lossMetrics(segments, shares, threadCount: threadCount)
      + confusion.metrics(byLabel: labels)
  }

  /// The means over the classes of one against the rest; a class that no row has, or every row, has none.
  private func rankMetrics(
    _ segments: [Segment],
    rowCount: Int,
    _ confusion: ConfusionMatrix,
    threadCount: Int
  ) -> [JudgedMetric] {
    let scored = (0..<scoredCount).filter {
      confusion.actual[$0] > 0 && confusion.actual[$0] < Double(rowCount)
    }
    let changes = RowChanges(rowCount: rowCount)
    // One class after the other, so that each row's changes add up in one order.
    let ranks = scored.map { k in
      changes.add(segments.map { $0.keys[k] }, share: 1 / Double(scored.count), threadCount)
    }
    let count = Double(scored.count)
    let errors = changes.errors(threadCount: threadCount)
    return [
      JudgedMetric(
        "auc",
        ranks.reduce(0) { $0 + $1.area } / count,
        error: errors[0],
        baseline: 0.5
      ),
      JudgedMetric(
        "average_precision",
        ranks.reduce(0) { $0 + $1.precision } / count,
        error: errors[1],
        baseline: ranks.reduce(0) { $0 + $1.share } / count
      ),
    ]
  }

  private func lossMetrics(
    _ segments: [Segment],
    _ shares: [Double],
    threadCount: Int
  ) -> [JudgedMetric] {
    let losses = concurrentMap(count: segments.count, threadCount: threadCount) { index in
      RowLosses(classes: segments[index].classes, keys: segments[index].keys)
    }
    let entropy = orderFreeSum(shares.map { $0 > 0 ? -$0 * logarithm($0) : 0 })
    let best = shares.sorted(by: >).prefix(RowLosses.topCount)
    var means = [
      ("log_loss", losses.flatMap(\.logLosses), entropy),
      ("brier_score", losses.flatMap(\.squaredErrors), 1 - orderFreeSum(shares.map { $0 * $0 })),
    ]
    if scoredCount > RowLosses.topCount {
      means.append(("top_3_accuracy", losses.flatMap(\.hits), best.reduce(0, +)))
    }
    return concurrentMap(count: means.count, threadCount: threadCount) { [means] index in
      JudgedMetric(means[index].0, meanOf: means[index].1, baseline: means[index].2)
    }
  }
}
