/// When a path of ever weaker penalties has shown enough: once the held-out loss has stopped coming
/// down, it only rises again, or stays where the data alone decide.
struct PathPatience {
  /// Strengths in a row without progress that end a path.
  private static let limit = 2
  /// A loss that is lower by less than this share of it is no progress.
  private static let leastProgress = 1e-4

  private var leastLoss = Double.infinity
  private var misses = 0

  /// Takes in the held-out loss of the next strength; false when the path may end there.
  mutating func goesOn(after loss: Double) -> Bool {
    if loss < leastLoss - Self.leastProgress * leastLoss.magnitude || leastLoss == .infinity {
      leastLoss = loss
      misses = 0
    } else {
      misses += 1
    }
    return misses < Self.limit
  }
}
