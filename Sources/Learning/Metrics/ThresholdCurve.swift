/// Rows by their probability of class 1: the decisions at every threshold, and how well they are ranked.
struct ThresholdCurve: Sendable {
  /// The rows by descending probability.
  private let order: [UInt32]
  /// Where in `order` stretches of one probability end, ascending.
  private let ends: [Int]
  /// The probability of each stretch.
  private let probabilities: [Double]
  private let isPositive: [Bool]

  /// The curve of rows with these probabilities of class 1 and classes.
  ///
  /// - Complexity: O(rows).
  init(probabilities values: [Double], isPositive isRowPositive: [Bool]) {
    order = FallingOrder(values).places
    var ends: [Int] = []
    for end in order.indices.map({ $0 + 1 })
    where end == order.count || values[Int(order[end])] != values[Int(order[end - 1])] {
      ends.append(end)
    }
    self.ends = ends
    probabilities = ends.map { [order] in values[Int(order[$0 - 1])] }
    isPositive = order.map { isRowPositive[Int($0)] }
  }

  /// The threshold with the best value of a metric, rows counted by their weights, and the
  /// decisions there; of two alike the higher one.
  ///
  /// - Complexity: O(rows).
  func best(by metric: Metric, _ weights: [Double]) -> (threshold: Double, counts: DecisionCounts) {
    best(weights) { $0.value(of: metric) }
  }

  /// The threshold with the least cost of wrong decisions.
  ///
  /// - Complexity: O(rows).
  func cheapest(by costs: DecisionCosts, _ weights: [Double]) -> Double {
    best(weights) { -$0.cost(by: costs) }.threshold
  }

  private func best(
    _ weights: [Double],
    by merit: (DecisionCounts) -> Double
  ) -> (threshold: Double, counts: DecisionCounts) {
    var counts = DecisionCounts()
    for (place, row) in order.enumerated() {
      if isPositive[place] {
        counts.falseNegative += weights[Int(row)]
      } else {
        counts.trueNegative += weights[Int(row)]
      }
    }
    var best = (stretchCount: 0, counts: counts, merit: merit(counts))
    var place = 0
    for (stretch, end) in ends.enumerated() {
      while place < end {
        counts.turn(isPositive[place], weight: weights[Int(order[place])])
        place += 1
      }
      let merit = merit(counts)
      // No threshold from 0 on has rows of probability 0 above it.
      if merit > best.merit, probabilities[stretch] > 0 {
        best = (stretch + 1, counts, merit)
      }
    }
    return (threshold(after: best.stretchCount), best.counts)
  }

  /// The decisions at a threshold: class 1 where the probability is above it.
  ///
  /// - Complexity: O(rows).
  func counts(at threshold: Double, _ weights: [Double]) -> DecisionCounts {
    var counts = DecisionCounts()
    var place = 0
    for (stretch, end) in ends.enumerated() {
      let isAbove = probabilities[stretch] > threshold
      while place < end {
        counts.add(isPositive[place], isAbove, weight: weights[Int(order[place])])
        place += 1
      }
    }
    return counts
  }

  /// The highest threshold that finds at least each of these shares of class 1, as far as they differ.
  ///
  /// - Parameters:
  ///   - recalls: descending, above 0 and at most 1.
  ///   - weights: of the rows.
  /// - Returns: the thresholds, ascending, and the decisions there.
  /// - Complexity: O(rows).
  func points(recalls: [Double], _ weights: [Double]) -> [DecisionPoint] {
    let positives = order.indices.reduce(0.0) {
      isPositive[$1] ? $0 + weights[Int(order[$1])] : $0
    }
    guard positives > 0 else { return [] }
    var points: [DecisionPoint] = []
    var waiting = recalls[...]
    var counts = DecisionCounts(falseNegative: positives)
    var place = 0
    for (stretch, end) in ends.enumerated() where probabilities[stretch] > 0 {
      while place < end {
        counts.turn(isPositive[place], weight: weights[Int(order[place])])
        place += 1
      }
      guard let next = waiting.last, counts.recall >= next else { continue }
      while let next = waiting.last, counts.recall >= next { waiting.removeLast() }
      points.append(
        DecisionPoint(
          threshold: threshold(after: stretch + 1),
          precision: counts.precision,
          recall: counts.recall,
          f1: counts.value(of: .f1)
        )
      )
    }
    return points.reversed()
  }

  /// The area under the ROC curve, ties counted half; NaN where a class has no weight.
  ///
  /// - Complexity: O(rows).
  func area(_ weights: [Double]) -> Double {
    var positives = 0.0
    var negatives = 0.0
    // Pairs of a positive row and a negative one below it.
    var pairs = 0.0
    var place = 0
    for end in ends {
      var tied = (positives: 0.0, negatives: 0.0)
      while place < end {
        let weight = weights[Int(order[place])]
        if isPositive[place] { tied.positives += weight } else { tied.negatives += weight }
        place += 1
      }
      pairs += tied.negatives * (positives + tied.positives / 2)
      positives += tied.positives
      negatives += tied.negatives
    }
    return pairs / (positives * negatives)
  }

  /// Between the probabilities of the last stretch above and the first one below.
  private func threshold(after stretchCount: Int) -> Double {
    let above = stretchCount == 0 ? 1 : probabilities[stretchCount - 1]
    let below = stretchCount == probabilities.count ? 0 : probabilities[stretchCount]
    return stretchCount == 0 ? max(above, below) : (above + below) / 2
  }
}

/// The weight of rows by their class and the decision.
struct DecisionCounts: Sendable, Equatable {
  var truePositive = 0.0
  var falsePositive = 0.0
  var falseNegative = 0.0
  var trueNegative = 0.0

  /// Adds a row.
  mutating func add(_ isPositive: Bool, _ isDecided: Bool, weight: Double) {
    switch (isPositive, isDecided) {
    case (true, true): truePositive += weight
    case (false, true): falsePositive += weight
    case (true, false): falseNegative += weight
    case (false, false): trueNegative += weight
    }
  }

  /// Decides a row for class 1 that was decided for class 0.
  fileprivate mutating func turn(_ isPositive: Bool, weight: Double) {
    if isPositive {
      truePositive += weight
      falseNegative -= weight
    } else {
      falsePositive += weight
      trueNegative -= weight
    }
  }

  /// Of those decided for class 1 the share that is of it; NaN where none is.
  var precision: Double { truePositive / (truePositive + falsePositive) }

  /// Of those of class 1 the share that is decided for it; NaN where there are none.
  var recall: Double { truePositive / (truePositive + falseNegative) }

  static func += (a: inout DecisionCounts, b: DecisionCounts) {
    a.truePositive += b.truePositive
    a.falsePositive += b.falsePositive
    a.falseNegative += b.falseNegative
    a.trueNegative += b.trueNegative
  }

  /// The cost of the wrong ones.
  func cost(by costs: DecisionCosts) -> Double {
    falsePositive * costs.falsePositive + falseNegative * costs.falseNegative
  }

  /// The metric's value; NaN without rows, and for metrics that decisions do not tell.
  func value(of metric: Metric) -> Double {
    switch metric {
    case .accuracy:
      (truePositive + trueNegative)
        / (truePositive + falsePositive + falseNegative + trueNegative)
    case .f1: f1(truePositive) ?? 0
    case .f1Macro: meanF1
    case .meanSquaredError, .logLoss, .areaUnderROC: .nan
    }
  }

  /// The mean of the F1 of the classes that are there or decided for.
  private var meanF1: Double {
    let scores = [f1(truePositive), f1(trueNegative)].compactMap(\.self)
    return scores.reduce(0, +) / Double(scores.count)
  }

  /// `2 correct / (actual + predicted)`; nil where the class is neither there nor decided for.
  private func f1(_ correct: Double) -> Double? {
    let sum = 2 * correct + falsePositive + falseNegative
    return sum > 0 ? 2 * correct / sum : nil
  }
}
