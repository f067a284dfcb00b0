/// Sums of numbers, and of their squares: of the distances from the first one, so that few digits are lost.
struct ShiftedSums: Sendable {
  private var centre = 0.0
  private(set) var count = 0.0
  private var first = 0.0
  private var second = 0.0

  /// Takes a number that so many rows have.
  @inline(__always)
  mutating func add(_ number: Double, rows: Double) {
    if count == 0 { centre = number }
    let distance = number - centre
    count += rows
    first += rows * distance
    second += rows * (distance * distance)
  }

  /// The sum.
  var sum: Double { count * centre + first }

  /// The sum of the squared distances from a number.
  func squares(around mean: Double) -> Double {
    let shift = centre - mean
    return second + 2 * shift * first + count * (shift * shift)
  }
}

extension JudgedMetric {
  /// A metric that is the mean of numbers whose sums are known.
  init(_ name: String, meanOf sums: [ShiftedSums], baseline: Double) {
    let count = sums.reduce(0) { $0 + $1.count }
    let mean = sums.reduce(0) { $0 + $1.sum } / count
    let squares = sums.reduce(0) { $0 + $1.squares(around: mean) }
    self.init(
      name,
      mean,
      error: count > 1 ? (max(squares, 0) / (count - 1) / count).squareRoot() : .nan,
      baseline: baseline
    )
  }
}
