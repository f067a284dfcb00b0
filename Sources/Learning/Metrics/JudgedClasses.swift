import Parallel

/// Classes that were predicted for rows whose class is known, with the probabilities where there are some.
///
/// No result hangs on the order of the rows.
package struct JudgedClasses: Sendable, Equatable {
  /// The probabilities of a row.
  package enum Probabilities: Sendable, Equatable {
    /// None is known.
    case none
    /// That of one class.
    case one(class: Int, [Double])
    /// Those of the first `count` classes, one row's after the other's.
    case each(count: Int, [Double])
  }

  /// The classes' labels.
  package let labels: [String]
  /// Each row's class.
  package let actual: [UInt32]
  /// Each row's predicted class.
  package let predicted: [UInt32]
  /// The probabilities.
  package let probabilities: Probabilities
  /// Rows that were left out because a value is missing.
  package let leftOutCount: Int
  /// Threads to use; no result depends on it.
  package let threadCount: Int

  /// Judged rows.
  ///
  /// - Precondition: as many predicted as actual classes, all with a label.
  package init(
    labels: [String],
    actual: [UInt32],
    predicted: [UInt32],
    probabilities: Probabilities,
    leftOutCount: Int = 0,
    threadCount: Int = 1
  ) {
    self.labels = labels
    self.actual = actual
    self.predicted = predicted
    self.probabilities = probabilities
    self.leftOutCount = leftOutCount
    self.threadCount = threadCount
  }

  /// The rows of each pair of classes.
  package var confusion: ConfusionMatrix {
    ConfusionMatrix(actual: actual, predicted: predicted, classCount: labels.count)
  }

  /// The classes that are told apart by a score: of two the one whose probability is given, of more all that
  /// have one.
  package var scoredClasses: [Int] {
    switch probabilities {
    case .none: []
    case .one(let k, _): [k]
    case .each(let count, _): Array(0..<count)
    }
  }

  /// The rows by falling probability of a class, against all others.
  ///
  /// - Precondition: the class has probabilities.
  package func ranked(_ k: Int) -> RankedScores {
    RankedScores(scores(k), threadCount: threadCount) { actual[$0] == UInt32(k) }
  }

  /// Each row's probability of a class.
  ///
  /// - Precondition: the class has probabilities.
  package func scores(_ k: Int) -> [Double] {
    switch probabilities {
    case .none: preconditionFailure("no probabilities")
    case .one(_, let values): values
    case .each(let count, let values):
      actual.indices.map { values[$0 * count + k] }
    }
  }

  /// The share of the rows that have each class.
  private var shares: [Double] {
    let confusion = confusion
    return confusion.actual.map { $0 / Double(actual.count) }
  }
}

extension JudgedClasses {
  /// All metrics; beside each its value of the prediction that every row is of the most frequent class, and
  /// of each class with its share of these rows.
  package func metrics() -> [JudgedMetric] {
    let confusion = confusion
    guard !actual.isEmpty else { return rowCounts(judged: 0, leftOut: leftOutCount) }
    return rowCounts(judged: actual.count, leftOut: leftOutCount) + confusion.metrics()
      + probabilityMetrics() + confusion.metrics(byLabel: labels)
  }

  private func probabilityMetrics() -> [JudgedMetric] {
    switch probabilities {
    case .none: return []
    case .one(let k, let values): return metrics(ofClass: k, values)
    case .each(let count, let values):
      var metrics = rankMetrics(count)
      metrics += [
        JudgedMetric("log_loss", meanOf: logLosses, baseline: shareLogLoss),
        JudgedMetric(
          "brier_score",
          meanOf: rows(of: values, count).map { squaredError($0.probabilities, $0.actual) },
          baseline: 1 - orderFreeSum(shares.map { $0 * $0 })
        ),
      ]
      guard count > Self.topCount else { return metrics }
      let best = shares.sorted(by: >).prefix(Self.topCount)
      metrics.append(
        JudgedMetric(
          "top_3_accuracy",
          meanOf: rows(of: values, count).map { isAtTop($0.probabilities, $0.actual) ? 1 : 0 },
          baseline: best.reduce(0, +)
        )
      )
      return metrics
    }
  }

  private static let topCount = 3

  private func metrics(ofClass k: Int, _ values: [Double]) -> [JudgedMetric] {
    let ranked = ranked(k)
    let share = ranked.positiveCount / Double(actual.count)
    let metrics: [@Sendable () -> JudgedMetric] = [
      {
        let area = RankedArea(ranked)
        return JudgedMetric("auc", area.value, error: area.standardError, baseline: 0.5)
      },
      {
        let precision = RankedPrecision(ranked)
        return JudgedMetric(
          "average_precision",
          precision.value,
          error: precision.standardError,
          baseline: share
        )
      },
      { JudgedMetric("log_loss", meanOf: logLosses, baseline: shareLogLoss) },
      { JudgedMetric("brier_score", meanOf: errors(k, values), baseline: share * (1 - share)) },
    ]
    return concurrentMap(count: metrics.count, threadCount: threadCount) { metrics[$0]() }
  }

  /// The squared error of each row's probability of a class.
  private func errors(_ k: Int, _ values: [Double]) -> [Double] {
    values.indices.map { row in
      let error = values[row] - (actual[row] == UInt32(k) ? 1 : 0)
      return error * error
    }
  }

  /// The means over the classes of one against the rest; a class that no row has, or every row, has none.
  private func rankMetrics(_ count: Int) -> [JudgedMetric] {
    let scored = concurrentMap(count: count, threadCount: threadCount) { ClassRanks(of: $0, self) }
      .filter { $0.ranked.positiveCount > 0 && $0.ranked.negativeCount > 0 }
    let classes = Double(scored.count)
    let without = concurrentMap(count: 2, threadCount: threadCount) { index in
      var values = [Double](repeating: 0, count: actual.count)
      for ranks in scored {
        ranks.ranked.addValues(
          to: &values,
          order: ranks.order,
          share: 1 / classes,
          isPositive: { actual[$0] == UInt32(ranks.k) },
          index == 0
            ? { ranks.area.without(isPositive: $0, step: $1) }
            : { ranks.precision.without(isPositive: $0, step: $1) }
        )
      }
      return values
    }
    let areas = scored.map(\.area)
    let precisions = scored.map(\.precision)
    let shares = scored.map { $0.ranked.positiveCount / Double(actual.count) }
    return [
      JudgedMetric(
        "auc",
        areas.reduce(0) { $0 + $1.value } / classes,
        error: jackknifeError(without[0]),
        baseline: 0.5
      ),
      JudgedMetric(
        "average_precision",
        precisions.reduce(0) { $0 + $1.value } / classes,
        error: jackknifeError(without[1]),
        baseline: shares.reduce(0, +) / classes
      ),
    ]
  }

  /// The jackknife's standard error by the values without each row, in whatever order they come.
  private func jackknifeError(_ values: [Double]) -> Double {
    standardErrorOfMean(values) * Double(values.count - 1)
  }

  private typealias Row = (probabilities: ArraySlice<Double>, actual: Int)

  private func rows(of values: [Double], _ count: Int) -> [Row] {
    actual.indices.map { (values[$0 * count..<($0 + 1) * count], Int(actual[$0])) }
  }

  private func squaredError(_ probabilities: ArraySlice<Double>, _ k: Int) -> Double {
    // A class without a probability has that of 0.
    var sum = k < probabilities.count ? 0.0 : 1
    for (index, p) in probabilities.enumerated() {
      let error = p - (index == k ? 1 : 0)
      sum += error * error
    }
    return sum
  }

  /// Whether the class is among the three likeliest, the lower one of two alike.
  private func isAtTop(_ probabilities: ArraySlice<Double>, _ k: Int) -> Bool {
    guard k < probabilities.count else { return false }
    let own = probabilities[probabilities.startIndex + k]
    let better = probabilities.enumerated().filter {
      $0.element > own || ($0.element == own && $0.offset < k)
    }
    return better.count < Self.topCount
  }

  /// The loss of each row: `-log(p)` of its class.
  package var logLosses: [Double] {
    switch probabilities {
    case .none: []
    case .one(let k, let values):
      values.indices.map { row in
        logLoss(probability: actual[row] == UInt32(k) ? values[row] : 1 - values[row])
      }
    case .each(let count, let values):
      actual.indices.map { row in
        let k = Int(actual[row])
        return logLoss(probability: k < count ? values[row * count + k] : 0)
      }
    }
  }

  private var shareLogLoss: Double {
    let shares: [Double]
    if case .one(let k, _) = probabilities {
      shares = [self.shares[k], 1 - self.shares[k]]
    } else {
      shares = self.shares
    }
    return orderFreeSum(shares.map { $0 > 0 ? -$0 * logarithm($0) : 0 })
  }
}

/// The rows by falling probability of one of several classes.
private struct ClassRanks: Sendable {
  let k: Int
  let ranked: RankedScores
  /// The rows from the highest probability down.
  let order: [UInt32]
  let area: RankedArea
  let precision: RankedPrecision

  init(of k: Int, _ judged: JudgedClasses) {
    self.k = k
    let scores = judged.scores(k)
    order = FallingOrder(scores).places
    ranked = RankedScores(scores, order: order) { judged.actual[$0] == UInt32(k) }
    area = RankedArea(ranked)
    precision = RankedPrecision(ranked)
  }
}
