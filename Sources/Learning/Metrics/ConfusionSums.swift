/// The sums over classes that metrics of all classes are made of: what one row does to them is known without
/// counting again.
struct ConfusionSums {
  private var rows = 0.0
  private var correct = 0.0
  private var precisions = 0.0
  private var recalls = 0.0
  private var f1s = 0.0
  /// Classes that are there or predicted, and those that are there.
  private var classes = 0.0
  private var actualClasses = 0.0
  // Of the correlation: sums of products of the counts of each class.
  private var actualByPredicted = 0.0
  private var actualSquares = 0.0
  private var predictedSquares = 0.0

  /// The sums of a matrix.
  init(_ matrix: ConfusionMatrix) {
    for k in 0..<matrix.classCount { add(matrix.counts(of: k), 1) }
    rows = matrix.actual.reduce(0, +)
  }

  private mutating func add(_ counts: ClassCounts, _ sign: Double) {
    correct += sign * counts.correct
    precisions += sign * counts.precision
    recalls += sign * counts.recall
    f1s += sign * counts.f1
    classes += counts.isThere ? sign : 0
    actualClasses += counts.actual > 0 ? sign : 0
    actualByPredicted += sign * counts.actual * counts.predicted
    actualSquares += sign * counts.actual * counts.actual
    predictedSquares += sign * counts.predicted * counts.predicted
  }

  /// The sums without one row.
  func without(actual a: Int, predicted p: Int, of matrix: ConfusionMatrix) -> ConfusionSums {
    var sums = self
    sums.rows -= 1
    for k in a == p ? [a] : [a, p] {
      var counts = matrix.counts(of: k)
      sums.add(counts, -1)
      counts.actual -= k == a ? 1 : 0
      counts.predicted -= k == p ? 1 : 0
      counts.correct -= a == p ? 1 : 0
      sums.add(counts, 1)
    }
    return sums
  }

  /// The share of rows with the right class.
  var accuracy: Double { correct / rows }
  /// The mean recall of the classes that are there.
  var balancedAccuracy: Double { recalls / actualClasses }
  /// The correlation of Matthews, for any number of classes (Gorodkin 2004); 0 where only one class is there
  /// or predicted.
  var correlation: Double {
    let spread = (rows * rows - predictedSquares) * (rows * rows - actualSquares)
    return spread > 0 ? (correct * rows - actualByPredicted) / spread.squareRoot() : 0
  }

  /// The metrics of all classes by name.
  static let metrics: [(name: String, value: @Sendable (ConfusionSums) -> Double)] = [
    ("accuracy", { $0.accuracy }), ("balanced_accuracy", { $0.balancedAccuracy }),
    ("precision_macro", { $0.precisions / $0.classes }),
    ("recall_macro", { $0.recalls / $0.classes }), ("f1_macro", { $0.f1s / $0.classes }),
    ("mcc", { $0.correlation }),
  ]
}

extension ConfusionMatrix {
  /// The metrics of all classes, beside those of the class that is there most.
  ///
  /// - Complexity: O(classes^2).
  func metrics() -> [JudgedMetric] {
    let sums = ConfusionSums(self)
    let baseline = ConfusionSums(always(mostFrequentClass))
    var jackknives = ConfusionSums.metrics.map { Jackknife(of: $0.value(sums)) }
    for a in 0..<classCount {
      for p in 0..<classCount where self[a, p] > 0 {
        let rest = sums.without(actual: a, predicted: p, of: self)
        for (index, metric) in ConfusionSums.metrics.enumerated() {
          jackknives[index].add(metric.value(rest), rows: self[a, p])
        }
      }
    }
    return zip(ConfusionSums.metrics, jackknives).map { metric, jackknife in
      JudgedMetric(
        metric.name,
        metric.value(sums),
        error: jackknife.standardError,
        baseline: metric.value(baseline)
      )
    }
  }

  /// Precision, recall and F1 of each class that is there or predicted, such as `f1(yes)`.
  func metrics(byLabel labels: [String]) -> [JudgedMetric] {
    let baseline = always(mostFrequentClass)
    return labels.indices.filter { counts(of: $0).isThere }.flatMap { k in
      ClassCounts.statistics.map { statistic in
        JudgedMetric(
          "\(statistic.name)(\(labels[k]))",
          statistic.value(counts(of: k)),
          error: standardError(ofClass: k, statistic.value),
          baseline: statistic.value(baseline.counts(of: k))
        )
      }
    }
  }

  /// The class that most rows have, the first of some alike.
  private var mostFrequentClass: Int {
    actual.indices.max { actual[$0] < actual[$1] || (actual[$0] == actual[$1] && $0 > $1) } ?? 0
  }
}
