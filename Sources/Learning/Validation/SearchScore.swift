import Parallel

/// The metric that new rows may be expected to have, and how sure that is.
package struct SearchScore: Sendable, Equatable {
  /// The metric's expected value, free of the choice among candidates and thresholds.
  package let value: Double
  /// The standard error of `value`.
  package let standardError: Double
  /// The metric of the model that sees no feature, on the same rows; NaN where none was tried.
  package let baseline: Double
  /// The probability above which class 1 is predicted; nil where nothing is decided so.
  package let threshold: Double?
}

/// Estimates what the winner of a search is worth, from the predictions of rows that were held out.
///
/// The best of many candidates looks better than it is on the rows that chose it. So the choice is made again on
/// rows drawn with replacement, and scored on those that were not drawn: the bootstrap bias corrected
/// cross-validation of Tsamardinos, Greasidou and Borboudakis (2018, Machine Learning 107, algorithm 4), for
/// which nothing is trained again. The sums of all draws are put together before the metric is taken, since F1 of
/// few rows is biased. The standard error is the deviation of the winner's metric over the draws (Efron 1979).
struct SearchScoring {
  /// Draws: enough for two digits of a standard error.
  private static let drawCount = 200
  /// Rows that are drawn in all, beyond which draws are fewer.
  private static let drawnRowLimit = 20_000_000
  /// The fewest draws.
  private static let leastDrawCount = 25
  /// A candidate this many standard errors behind has no chance to be chosen.
  private static let reach = 6.0

  let metric: Metric
  let rows: HeldOutRows
  let seed: UInt64
  let threadCount: Int

  private var drawCount: Int {
    min(
      Self.drawCount,
      max(Self.leastDrawCount, Self.drawnRowLimit / max(rows.target.count, 1))
    )
  }

  /// The winner's score.
  ///
  /// - Parameters:
  ///   - candidates: the leaderboard's predictions, best first; those that were not kept are left out.
  ///   - baseline: the metric of the model that sees no feature.
  /// - Complexity: O(draws x rows x candidates within reach).
  func score(of candidates: [HeldOutPredictions], baseline: Double) -> SearchScore? {
    guard let first = candidates.first, rows.unitCount > 1 else { return nil }
    let winner = CandidateScore(metric, of: first.matrix, rows: rows)
    let found = winner.best(rows.weights)
    let draws = draw { weights, _ in
      let best = winner.best(weights)
      return (threshold: best.threshold, value: best.sums.value(of: metric))
    }
    let threshold = found.threshold.map { _ in median(draws.compactMap(\.threshold)) }
    let values = draw { weights, _ in
      winner.sums(weights, at: threshold).value(of: metric)
    }
    let error = deviation(values)
    let shown = found.sums.value(of: metric)
    let others = candidates.dropFirst().lazy
      .map { CandidateScore(metric, of: $0.matrix, rows: rows) }
      .prefix { score in
        let value = score.best(rows.weights).sums.value(of: metric)
        return abs(value - shown) <= Self.reach * error
      }
    return SearchScore(
      value: expectation(of: [winner] + others),
      standardError: error,
      baseline: baseline,
      threshold: threshold
    )
  }

  /// The metric of rows that were not drawn, by the candidate and threshold that those drawn choose.
  private func expectation(of candidates: [CandidateScore]) -> Double {
    let sums = draw { drawn, others -> ScoreSums? in
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
    _ body: @Sendable (_ drawn: [Double], _ others: [Double]) -> Result
  ) -> [Result] {
    concurrentMap(count: drawCount, threadCount: threadCount) { draw in
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
  guard let last = sorted.last else { return .nan }
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + min(sorted[middle], last)) / 2
}

/// The standard deviation of those that are numbers.
private func deviation(_ values: [Double]) -> Double {
  let values = values.filter(\.isFinite)
  guard values.count > 1 else { return .nan }
  let mean = values.reduce(0, +) / Double(values.count)
  let squares = values.reduce(0.0) { $0 + ($1 - mean) * ($1 - mean) }
  return (squares / Double(values.count - 1)).squareRoot()
}
