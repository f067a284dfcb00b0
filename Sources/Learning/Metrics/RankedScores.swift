import Parallel

/// Rows that are of a class or not, by falling score; those of one score are a step.
package struct RankedScores: Sendable, Equatable {
  /// The rows of one score.
  package struct Step: Sendable, Equatable {
    /// The score.
    package let score: Double
    /// Rows of the class with this score or a higher one.
    package let positives: Double
    /// Other rows with this score or a higher one.
    package let negatives: Double
  }

  /// The steps from the highest score down.
  package private(set) var steps: [Step] = []
  /// Rows of the class, and others.
  package let positiveCount: Double
  package let negativeCount: Double

  /// Ranks scores, which are numbers; those of the class and the others on a thread each.
  ///
  /// - Precondition: as many scores as rows.
  /// - Complexity: O(n).
  package init(_ scores: [Double], threadCount: Int = 1, isPositive: (Int) -> Bool) {
    var positives: [UInt64] = []
    var negatives: [UInt64] = []
    for row in scores.indices {
      let key = FallingKey.key(scores[row])
      if isPositive(row) { positives.append(key) } else { negatives.append(key) }
    }
    let sides = [positives, negatives]
    let sorted = concurrentMap(count: 2, threadCount: threadCount) { FallingKey.sorted(sides[$0]) }
    self.init(positives: sorted[0], negatives: sorted[1])
  }

  /// Ranks scores whose order is known: the rows from the highest score down.
  init(_ scores: [Double], order: [UInt32], isPositive: (Int) -> Bool) {
    var (positives, negatives) = (0.0, 0.0)
    for (index, row) in order.enumerated() {
      if isPositive(Int(row)) { positives += 1 } else { negatives += 1 }
      let score = scores[Int(row)]
      let isLast = index == order.count - 1 || scores[Int(order[index + 1])] != score
      if isLast { steps.append(Step(score: score, positives: positives, negatives: negatives)) }
    }
    positiveCount = positives
    negativeCount = negatives
  }

  /// Joins the keys of both kinds of rows, which are sorted.
  private init(positives: [UInt64], negatives: [UInt64]) {
    positiveCount = Double(positives.count)
    negativeCount = Double(negatives.count)
    steps.reserveCapacity(positives.count + negatives.count)
    var (p, n) = (0, 0)
    while p < positives.count || n < negatives.count {
      let key = min(
        p < positives.count ? positives[p] : .max,
        n < negatives.count ? negatives[n] : .max
      )
      while p < positives.count, positives[p] == key { p += 1 }
      while n < negatives.count, negatives[n] == key { n += 1 }
      steps.append(
        Step(score: FallingKey.number(key), positives: Double(p), negatives: Double(n))
      )
    }
  }

  /// The rows of a step and those above it.
  func rows(_ index: Int) -> (above: (p: Double, n: Double), here: (p: Double, n: Double)) {
    let above =
      index == 0 ? (0, 0) : (steps[index - 1].positives, steps[index - 1].negatives)
    return (above, (steps[index].positives - above.0, steps[index].negatives - above.1))
  }

  /// Rows with a score above `threshold`.
  package func counts(above threshold: Double) -> (positives: Double, negatives: Double) {
    var (low, high) = (0, steps.count)
    while low < high {
      let middle = (low + high) / 2
      if steps[middle].score > threshold { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? (0, 0) : (steps[low - 1].positives, steps[low - 1].negatives)
  }
}

/// The area under the ROC curve, and what it is without a row.
struct RankedArea: Sendable {
  private let ranked: RankedScores
  // Pairs of a row of the class and another one below it; two of one score are half a pair.
  private let pairs: Double

  init(_ ranked: RankedScores) {
    self.ranked = ranked
    pairs = ranked.steps.indices.reduce(0) { sum, index in
      let rows = ranked.rows(index)
      return sum + rows.here.p * (ranked.negativeCount - rows.above.n - rows.here.n / 2)
    }
  }

  /// The area; NaN where all rows are of the class, or none.
  var value: Double { pairs / (ranked.positiveCount * ranked.negativeCount) }

  /// The area without a row of a step.
  func without(isPositive: Bool, step: Int) -> Double {
    let rows = ranked.rows(step)
    let (p, n) = (ranked.positiveCount, ranked.negativeCount)
    return isPositive
      ? (pairs - (n - rows.above.n - rows.here.n / 2)) / ((p - 1) * n)
      : (pairs - (rows.above.p + rows.here.p / 2)) / (p * (n - 1))
  }

  /// The standard error by the jackknife.
  var standardError: Double {
    ranked.standardError(of: value) { without(isPositive: $0, step: $1) }
  }
}

/// The average precision, the sum over the steps of precision by growth of recall, and what it is without a
/// row.
struct RankedPrecision: Sendable {
  private let ranked: RankedScores
  /// Sums over the steps before each.
  private var before: [Double] = [0]
  /// Sums over the steps from each on, of each step's rows of the class by its precision if one row above it
  /// were gone: with all rows of the class, and with one less.
  private var after: [Double]
  private var afterOneLess: [Double]

  init(_ ranked: RankedScores) {
    self.ranked = ranked
    let count = ranked.steps.count
    after = [Double](repeating: 0, count: count + 1)
    afterOneLess = after
    for (index, step) in ranked.steps.enumerated() {
      let gain = ranked.rows(index).here.p
      before.append(before[index] + gain * step.positives / (step.positives + step.negatives))
    }
    for index in ranked.steps.indices.reversed() {
      let step = ranked.steps[index]
      let gain = ranked.rows(index).here.p
      let rows = max(step.positives + step.negatives - 1, 1)
      after[index] = after[index + 1] + gain * step.positives / rows
      afterOneLess[index] = afterOneLess[index + 1] + gain * (step.positives - 1) / rows
    }
  }

  /// The average precision; NaN where no row is of the class.
  var value: Double { before[before.count - 1] / ranked.positiveCount }

  /// The average precision without a row of a step.
  func without(isPositive: Bool, step index: Int) -> Double {
    let step = ranked.steps[index]
    let less = isPositive ? 1.0 : 0
    let rows = step.positives + step.negatives - 1
    let gain = ranked.rows(index).here.p - less
    let here = rows > 0 ? gain * (step.positives - less) / rows : 0
    let rest = isPositive ? afterOneLess[index + 1] : after[index + 1]
    return (before[index] + here + rest) / (ranked.positiveCount - less)
  }

  /// The standard error by the jackknife.
  var standardError: Double {
    ranked.standardError(of: value) { without(isPositive: $0, step: $1) }
  }
}

extension RankedScores {
  /// Adds a share of a statistic without each row to that row's sum; `order` has the rows from the highest
  /// score down.
  func addValues(
    to sums: inout [Double],
    order: [UInt32],
    share: Double,
    isPositive: (Int) -> Bool,
    _ without: (_ isPositive: Bool, _ step: Int) -> Double
  ) {
    var start = 0
    for (index, step) in steps.enumerated() {
      let end = Int(step.positives + step.negatives)
      let here = rows(index).here
      let positive = here.p > 0 ? share * without(true, index) : 0
      let negative = here.n > 0 ? share * without(false, index) : 0
      for place in start..<end {
        let row = Int(order[place])
        sums[row] += isPositive(row) ? positive : negative
      }
      start = end
    }
  }

  fileprivate func standardError(
    of value: Double,
    _ without: (_ isPositive: Bool, _ step: Int) -> Double
  ) -> Double {
    var jackknife = Jackknife(of: value)
    for index in steps.indices {
      let here = rows(index).here
      if here.p > 0 { jackknife.add(without(true, index), rows: here.p) }
      if here.n > 0 { jackknife.add(without(false, index), rows: here.n) }
    }
    return jackknife.standardError
  }
}
