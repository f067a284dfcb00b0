/// Sums over the rows of a block that all metrics of probabilities are made of.
struct ProbabilitySums: Sendable {
  /// Sums over the rows of the class, and over others.
  struct ClassSums: Sendable {
    var positives = ShiftedSums()
    var negatives = ShiftedSums()
    var all: [ShiftedSums] { [positives, negatives] }
  }

  /// The ranks.
  private(set) var ranks: RankSums
  /// The losses, and the squared errors.
  private(set) var losses = ClassSums()
  private(set) var squaredErrors = ClassSums()

  /// The sums of a block.
  init(_ keys: Span<UInt64>, _ walk: RankWalk) {
    ranks = RankSums(walk)
    let logLosses = ProbabilityKeys.logLosses(keys)
    let logs = logLosses.span
    var end = keys.count
    while end > 0 {
      let (start, p) = keys.startOfStep(endingAt: end)
      let n = end - start - p
      ranks.add(p, n)
      let probability = ProbabilityKeys.probability(keys[start])
      // The rows of the class come last.
      if p > 0 {
        losses.positives.add(logs[end - 1], rows: Double(p))
        squaredErrors.positives.add((1 - probability) * (1 - probability), rows: Double(p))
      }
      if n > 0 {
        losses.negatives.add(logs[start], rows: Double(n))
        squaredErrors.negatives.add(probability * probability, rows: Double(n))
      }
      end = start
    }
  }
}
