import LinearAlgebra
import Models
import Parallel

/// The metric that new rows may be expected to have, and how sure that is.
package struct SearchScore: Sendable, Equatable {
  /// The metric's expected value, free of the choice among candidates and thresholds.
  package let value: Double
  /// The standard error of `value`.
  package let standardError: Double
  /// The metric of the model that sees no feature, on the same rows; NaN where none was tried.
  package let baseline: Double
  /// The decisions between two classes; nil where there are more, or none.
  package let decision: HeldOutDecision?
  /// The classes of held-out rows that are never predicted.
  package let neverPredicted: [Int]
}

extension SearchScore {
  /// Another form of a metric.
  package enum Form {
    /// The root of the mean squared error.
    case root
    /// The share of wrong classes instead of right ones.
    case complement
  }

  /// The score in another form of its metric; the error follows by the form's derivative.
  package func mapped(_ form: Form) -> SearchScore {
    let map: (Double) -> Double =
      switch form {
      case .root: { $0.squareRoot() }
      case .complement: { 1 - $0 }
      }
    let slope: Double =
      switch form {
      case .root: value > 0 ? 0.5 / value.squareRoot() : 0
      case .complement: 1
      }
    return SearchScore(
      value: map(value),
      standardError: standardError * slope,
      baseline: map(baseline),
      decision: decision,
      neverPredicted: neverPredicted
    )
  }
}

/// The rule by which two classes are told apart, and its results on the held-out rows.
package struct HeldOutDecision: Sendable, Equatable {
  /// The probability above which class 1 is predicted.
  package let threshold: Double
  /// Of the weight of the rows predicted to be of class 1 the share that is; NaN where none is predicted.
  package let precision: Double
  /// Of the weight of the rows of class 1 the share that is predicted to be; NaN where there are none.
  package let recall: Double
  /// The same at other thresholds, ascending: those that find nine tenths of class 1, eight tenths, and
  /// so on, as far as they differ.
  package let curve: [DecisionPoint]
}

/// A threshold between two classes, and its results on the held-out rows.
package struct DecisionPoint: Sendable, Equatable {
  /// The probability above which class 1 is predicted.
  package let threshold: Double
  /// Of the weight of the rows predicted to be of class 1 the share that is.
  package let precision: Double
  /// Of the weight of the rows of class 1 the share that is predicted to be.
  package let recall: Double
  /// The harmonic mean of both.
  package let f1: Double
}

/// Estimates what the winner of a search is worth, from the predictions of rows that were held out.
///
/// The best of many candidates looks better than it is on the rows that chose it. So the choice is
/// made again on rows drawn with replacement, and scored on those that were not drawn: the
/// bootstrap bias corrected cross-validation of Tsamardinos, Greasidou and Borboudakis (2018,
/// Machine Learning 107, algorithm 4), for which nothing is trained again. The sums of all draws
/// are put together before the metric is taken, since F1 of few rows is biased. A draw has 63.2 % of
/// the rows, and chooses worse than all of them do: the score is between that of the draws and that of
/// all rows (Efron and Tibshirani 1997, Journal of the American Statistical Association 92, ".632+").
/// The standard error begins with the deviation of the winner's metric over the draws (Efron 1979).
struct SearchScoring {
  /// Draws: enough for two digits of a standard error.
  private static let drawCount = 200
  /// Rows that are drawn in all, beyond which draws are fewer.
  private static let drawnRowLimit = 5_000_000
  /// The fewest draws.
  private static let leastDrawCount = 25
  /// The share of draws in which another threshold than 1/2 must be better.
  private static let sureShare = 0.95
  /// The shares of class 1 that the thresholds of a curve find.
  private static let shownRecalls = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
  /// A candidate this many standard errors behind has no chance to be chosen.
  private static let reach = 4.0

  let task: LearningTask
  let metric: Metric
  let costs: DecisionCosts?
  let rows: HeldOutRows
  let seed: UInt64
  let threadCount: Int

  /// Draws where each scores so many candidates: fewer where rows are many, and chance is small.
  private func drawCount(candidateCount: Int) -> Int {
    let drawnRowCount = max(rows.target.count * candidateCount, 1)
    return min(Self.drawCount, max(Self.leastDrawCount, Self.drawnRowLimit / drawnRowCount))
  }

  /// The winner's score.
  ///
  /// - Parameters:
  ///   - candidates: the leaderboard's predictions, best first; those that were not kept are left out.
  ///   - baseline: the metric of the model that sees no feature.
  ///   - gain: what the metric is expected to change by as the winner is trained on all rows.
  /// - Returns: nil where there is nothing to draw from.
  /// - Complexity: O(draws x rows x candidates within reach).
  func score(
    of candidates: [HeldOutPredictions],
    baseline: Double,
    gain: Double = 0
  ) -> SearchScore? {
    guard let first = candidates.first, rows.unitCount > 1 else { return nil }
    let predictions = first.matrix
    let winner = CandidateScore(metric, of: predictions, rows: rows)
    let threshold = task == .binary ? threshold(of: winner, predictions) : nil
    let values = draw { weights, _ in
      winner.sums(weights, at: threshold).value(of: metric)
    }
    let drawn = deviation(values)
    let shown = winner.best(rows.weights).sums.value(of: metric)
    let others = candidates.dropFirst().lazy
      .map { CandidateScore(metric, of: $0.matrix, rows: rows) }
      .prefix { score in
        let value = score.best(rows.weights).sums.value(of: metric)
        return abs(value - shown) <= Self.reach * drawn
      }
    let chosen = Self.corrected(
      apparent: winner.sums(rows.weights, at: threshold).value(of: metric),
      drawn: expectation(of: [winner] + others),
      baseline: baseline
    )
    // No share is above 1, and no loss is halved on the word of a curve.
    let value = metric.isHigherBetter ? min(chosen + gain, 1) : max(chosen + gain, chosen / 2)
    return SearchScore(
      value: value,
      standardError: standardError(drawn: drawn, value: value),
      baseline: baseline,
      decision: threshold.map { decision(at: $0, predictions) },
      neverPredicted: task == .regression
        ? [] : neverPredicted(predictions.mostLikelyClasses(threshold: threshold))
    )
  }

  /// The score between that of the rows that chose, and that of rows which did not: the nearer to the
  /// latter, the more of what the choice seems to gain over the baseline is chance.
  private static func corrected(apparent: Double, drawn: Double, baseline: Double) -> Double {
    guard apparent.isFinite, drawn.isFinite else { return drawn }
    let reach = apparent - baseline
    let share = reach == 0 ? 1 : (apparent - drawn) / reach
    let chance = share.isFinite ? min(max(share, 0), 1) : 1
    let weight = 0.632 / (1 - 0.368 * chance)
    return (1 - weight) * apparent + weight * drawn
  }

  /// The deviation over the draws, and that of other training rows: the models of folds share most
  /// of theirs, so that their errors go together (Nadeau and Bengio 2003, Machine Learning 52,
  /// equation 9).
  ///
  /// Where next to nothing was wrong no draw shows what may be: then as if two more rows were
  /// right, and two wrong (Agresti and Coull 1998).
  private func standardError(drawn: Double, value: Double) -> Double {
    let others = 1 + Double(rows.target.count) / max(rows.trainingRowCount, 1)
    var variance = drawn * drawn
    if metric.isHigherBetter {
      let count = Double(countOfChances)
      if (1 - value) * count < 5 {
        let share = (value * count + 2) / (count + 4)
        variance = max(variance, share * (1 - share) / (count + 4))
      }
    }
    return (variance * others).squareRoot()
  }

  /// Units that can be right or wrong: of the rarest class where the metric is not of all rows alike.
  private var countOfChances: Int {
    guard metric != .accuracy else { return rows.unitCount }
    var counts: [Double: Int] = [:]
    for value in rows.target { counts[value, default: 0] += 1 }
    return counts.values.min() ?? 0
  }

  /// The threshold between two classes: where costs are given the cheapest one; for F1 the middle
  /// one of the best in each draw, which is steadier than the best in all rows; for accuracy too
  /// where that is better in nearly all draws; else 1/2.
  private func threshold(of winner: CandidateScore, _ predictions: Matrix) -> Double {
    if let costs {
      let curve = curve(of: predictions)
      return median(draw { weights, _ in curve.cheapest(by: costs, weights) })
    }
    switch metric {
    case .meanSquaredError, .logLoss, .areaUnderROC: return Model.evenThreshold
    case .f1, .f1Macro:
      return median(draw { weights, _ in winner.best(weights).threshold ?? Model.evenThreshold })
    case .accuracy:
      let curve = curve(of: predictions)
      let threshold = median(draw { weights, _ in curve.best(by: metric, weights).threshold })
      let gains = draw { weights, _ in
        curve.counts(at: threshold, weights).value(of: metric)
          - curve.counts(at: Model.evenThreshold, weights).value(of: metric)
      }
      let share = Double(gains.count { $0 > 0 }) / Double(gains.count)
      return share >= Self.sureShare ? threshold : Model.evenThreshold
    }
  }

  private func curve(of predictions: Matrix) -> ThresholdCurve {
    ThresholdCurve(
      probabilities: predictions.values,
      isPositive: rows.target.map { $0 == 1 }
    )
  }

  private func decision(at threshold: Double, _ predictions: Matrix) -> HeldOutDecision {
    let curve = curve(of: predictions)
    let counts = curve.counts(at: threshold, rows.weights)
    return HeldOutDecision(
      threshold: threshold,
      precision: counts.precision,
      recall: counts.recall,
      curve: curve.points(recalls: Self.shownRecalls, rows.weights)
    )
  }

  private func neverPredicted(_ classes: [Int]) -> [Int] {
    Set(rows.target.map { Int($0) }).subtracting(classes).sorted()
  }

  /// The metric of rows that were not drawn, by the candidate and threshold that those drawn choose.
  private func expectation(of candidates: [CandidateScore]) -> Double {
    let sums = draw(candidateCount: candidates.count) { drawn, others -> ScoreSums? in
      var best: (value: Double, threshold: Double?, candidate: CandidateScore)?
      for candidate in candidates {
        let found = candidate.best(drawn)
        let value = found.sums.value(of: metric)
        if best.map({ metric.isBetter(value, than: $0.value) }) ?? true {
          best = (value, found.threshold, candidate)
        }
      }
      return best.map { $0.candidate.sums(others, at: $0.threshold) }
    }.compactMap(\.self)
    guard var total = sums.first else { return .nan }
    for more in sums.dropFirst() { total += more }
    return total.value(of: metric)
  }

  /// The results of all draws: of the rows' weights times how often each was drawn, and of those not drawn.
  private func draw<Result: Sendable>(
    candidateCount: Int = 1,
    _ body: @Sendable (_ drawn: [Double], _ others: [Double]) -> Result
  ) -> [Result] {
    concurrentMap(count: drawCount(candidateCount: candidateCount), threadCount: threadCount) {
      draw in
      var generator = SeededGenerator(seed: SeededGenerator.mixed(seed &+ UInt64(draw)))
      var counts = [Double](repeating: 0, count: rows.unitCount)
      for _ in 0..<rows.unitCount { counts[generator.below(rows.unitCount)] += 1 }
      let drawn = rows.weights.indices.map { rows.weights[$0] * counts[rows.units[$0]] }
      let others = rows.weights.indices.map { counts[rows.units[$0]] == 0 ? rows.weights[$0] : 0 }
      return body(drawn, others)
    }
  }
}

/// The middle one, or between the two in the middle.
private func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return .nan }
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// The standard deviation of those that are numbers.
private func deviation(_ values: [Double]) -> Double {
  let values = values.filter(\.isFinite)
  guard values.count > 1 else { return .nan }
  let mean = values.reduce(0, +) / Double(values.count)
  let squares = values.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
  return (squares / Double(values.count - 1)).squareRoot()
}
