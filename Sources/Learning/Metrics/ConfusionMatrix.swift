/// The rows of each pair of an actual and a predicted class.
package struct ConfusionMatrix: Sendable, Equatable {
  /// The number of classes.
  package let classCount: Int
  /// Rows by actual class and, within it, by predicted class.
  private var counts: [Double]
  private(set) var actual: [Double]
  private(set) var predicted: [Double]

  /// Counts rows by the classes that they have and that they are predicted to have.
  ///
  /// - Precondition: as many predicted as actual classes, each below `classCount`.
  package init(actual rows: [UInt32], predicted guesses: [UInt32], classCount: Int) {
    precondition(rows.count == guesses.count, "\(guesses.count) guesses for \(rows.count) rows")
    var counts = [Double](repeating: 0, count: classCount * classCount)
    for row in rows.indices {
      counts[Int(rows[row]) * classCount + Int(guesses[row])] += 1
    }
    self.init(counts: counts, classCount: classCount)
  }

  /// The rows of each pair, by actual class and, within it, by predicted class.
  init(counts: [Double], classCount: Int) {
    self.classCount = classCount
    self.counts = counts
    actual = [Double](repeating: 0, count: classCount)
    predicted = actual
    for a in 0..<classCount {
      for p in 0..<classCount {
        actual[a] += self[a, p]
        predicted[p] += self[a, p]
      }
    }
  }

  /// The matrix of these rows if one class were predicted for all.
  func always(_ k: Int) -> ConfusionMatrix {
    var other = self
    let rows = actual.reduce(0, +)
    other.predicted = predicted.indices.map { $0 == k ? rows : 0 }
    for a in 0..<classCount {
      for p in 0..<classCount { other.counts[a * classCount + p] = p == k ? actual[a] : 0 }
    }
    return other
  }

  /// The rows of a class that are predicted to be of a class.
  package subscript(actual: Int, predicted: Int) -> Double {
    counts[actual * classCount + predicted]
  }

  func correct(_ k: Int) -> Double { self[k, k] }
}

/// The rows that have one class, that are predicted to, and both.
struct ClassCounts {
  var actual: Double
  var predicted: Double
  var correct: Double

  /// The share of the rows predicted to be of the class that are; 0 where none is.
  var precision: Double { predicted > 0 ? correct / predicted : 0 }
  /// The share of the rows of the class that are found; 0 where there is none.
  var recall: Double { actual > 0 ? correct / actual : 0 }
  /// The harmonic mean of both; 0 where the class is neither there nor predicted.
  var f1: Double { actual + predicted > 0 ? 2 * correct / (actual + predicted) : 0 }
  /// Whether the class is there or predicted.
  var isThere: Bool { actual + predicted > 0 }

  /// The statistics by the names of their metrics.
  static let statistics: [(name: String, value: @Sendable (ClassCounts) -> Double)] = [
    ("precision", { $0.precision }), ("recall", { $0.recall }), ("f1", { $0.f1 }),
  ]
}

extension ConfusionMatrix {
  func counts(of k: Int) -> ClassCounts {
    ClassCounts(actual: actual[k], predicted: predicted[k], correct: correct(k))
  }

  /// The standard error of a statistic of one class: four kinds of rows leave four values.
  func standardError(ofClass k: Int, _ statistic: (ClassCounts) -> Double) -> Double {
    let all = counts(of: k)
    let rows = actual.reduce(0, +)
    var jackknife = Jackknife(of: statistic(all))
    func remove(_ isActual: Double, _ isPredicted: Double, rows: Double) {
      var rest = all
      rest.actual -= isActual
      rest.predicted -= isPredicted
      rest.correct -= isActual * isPredicted
      jackknife.add(statistic(rest), rows: rows)
    }
    remove(1, 1, rows: all.correct)
    remove(1, 0, rows: all.actual - all.correct)
    remove(0, 1, rows: all.predicted - all.correct)
    remove(0, 0, rows: rows - all.actual - all.predicted + all.correct)
    return jackknife.standardError
  }
}
