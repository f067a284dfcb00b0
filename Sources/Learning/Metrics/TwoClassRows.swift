/// Rows whose class is known, with the probability of the second of two classes, as they come.
///
/// A row's class may be another one, of which there is no probability.
package struct TwoClassRows: Sendable {
  private let threshold: Double
  private var keys = ProbabilityKeys()
  /// Rows by class: those that are predicted to be of the first one, and of the second one.
  private var counts: [Int64] = []
  private var leftOutCount = 0

  /// No rows; the second class is predicted where its probability is above a threshold.
  package init(threshold: Double) { self.threshold = threshold }

  /// Takes rows of so many classes; those of none of them are left out, and those whose probability is NaN.
  ///
  /// - Precondition: as many classes as probabilities.
  package mutating func add(
    classes: ArraySlice<UInt32>,
    probabilities: ArraySlice<Double>,
    classCount: Int
  ) {
    makeRoom(classCount: classCount)
    let kept = keys.append(
      classes: classes,
      probabilities: probabilities,
      threshold: threshold,
      counts: &counts
    )
    leftOutCount += classes.count - kept
  }

  /// Takes the rows of others, whose classes have these numbers here.
  package mutating func add(_ others: TwoClassRows, classes: [UInt32]) {
    keys.append(others.keys)
    leftOutCount += others.leftOutCount
    makeRoom(classCount: classes.reduce(0) { max($0, Int($1) + 1) })
    for place in others.counts.indices {
      counts[2 * Int(classes[place / 2]) + place % 2] += others.counts[place]
    }
  }

  private mutating func makeRoom(classCount: Int) {
    while counts.count < 2 * classCount { counts.append(0) }
  }

  /// All metrics, as those of `JudgedClasses`.
  ///
  /// - Parameters:
  ///   - labels: the labels of all classes, those of the two first.
  ///   - places: the place of each class's label.
  ///   - threadCount: threads to use; no result depends on it.
  /// - Returns: the metrics.
  package func metrics(labels: [String], places: [Int], threadCount: Int) -> [JudgedMetric] {
    let rowCount = keys.count
    guard rowCount > 0 else { return rowCounts(judged: 0, leftOut: leftOutCount) }
    var table = [Double](repeating: 0, count: labels.count * labels.count)
    for place in counts.indices {
      table[places[place / 2] * labels.count + place % 2] = Double(counts[place])
    }
    let confusion = ConfusionMatrix(counts: table, classCount: labels.count)
    return rowCounts(judged: rowCount, leftOut: leftOutCount) + confusion.metrics()
      + keys.metrics(threadCount: threadCount)
      + confusion.metrics(byLabel: labels)
  }
}
