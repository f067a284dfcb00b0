#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The Gauss-Legendre rule on the interval from 0 to 1: exact for polynomials of a degree below
/// twice its points.
///
/// Shapley weights are integrals of polynomials: `k! (n - 1 - k)! / n!` is that of `u^k (1 - u)^(n
/// - 1 - k)`. So a sum over subsets of n conditions is an integral of a product over the
/// conditions, and this rule has it exactly with n / 2 points (compare Lundberg and others 2020,
/// algorithm 2, which takes n steps).
struct UnitQuadrature: Sendable {
  /// The points, from 0 to 1.
  let points: [Double]
  /// One for each point; they add up to 1.
  let weights: [Double]

  /// The rule for subsets of so many conditions.
  ///
  /// - Complexity: O(`conditionCount`^2), by Newton's method for each root of a Legendre polynomial.
  init(conditionCount: Int) {
    let count = max(1, (conditionCount + 1) / 2)
    var points: [Double] = []
    var weights: [Double] = []
    for index in 0..<count {
      var x = cos(Double.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
      // Newton's method doubles the digits: from this start six steps are more than enough.
      for _ in 0..<10 {
        let (value, slope) = Self.legendre(count, at: x)
        x -= value / slope
      }
      let slope = Self.legendre(count, at: x).slope
      points.append((1 + x) / 2)
      weights.append(1 / ((1 - x * x) * slope * slope))
    }
    self.points = points
    self.weights = weights
  }

  /// The Legendre polynomial of a degree, and its slope.
  private static func legendre(_ degree: Int, at x: Double) -> (value: Double, slope: Double) {
    var (before, value) = (1.0, x)
    for n in stride(from: 2, through: degree, by: 1) {
      let next = (Double(2 * n - 1) * x * value - Double(n - 1) * before) / Double(n)
      (before, value) = (value, next)
    }
    return (value, Double(degree) * (x * value - before) / (x * x - 1))
  }
}

/// The rules for no condition, one, and so on up to a number of them.
struct UnitQuadratures: Sendable {
  private let rules: [UnitQuadrature]

  /// The rules for paths of up to `limit` conditions.
  init(limit: Int) { rules = (0...limit).map { UnitQuadrature(conditionCount: $0) } }

  /// A rule that is exact for so many conditions.
  func rule(_ conditionCount: Int) -> UnitQuadrature { rules[conditionCount] }
}

extension UnitQuadrature {
  /// Adds to each condition of a leaf's path its Shapley value: of the value that is the leaf's
  /// where all conditions hold, and else 0.
  ///
  /// A condition that is not known counts with the share of the training rows that it holds for.
  ///
  /// Shapes: `shares`, `holds` and `sums` have an element for each condition; `room` one more.
  ///
  /// - Complexity: O(conditions^2).
  func addShapleyValues(
    ofLeaf value: Double,
    shares: Span<Double>,
    holds: Span<Bool>,
    room: inout MutableSpan<Double>,
    to sums: inout MutableSpan<Double>
  ) {
    let count = shares.count
    for (point, weight) in zip(points, weights) {
      // Products of the factors before each condition, then times those behind it.
      var product = 1.0
      for index in 0..<count {
        room[index] = product
        product *= shares[index] * (1 - point) + (holds[index] ? point : 0)
      }
      product = value * weight
      for index in stride(from: count - 1, through: 0, by: -1) {
        sums[index] += ((holds[index] ? 1 : 0) - shares[index]) * room[index] * product
        product *= shares[index] * (1 - point) + (holds[index] ? point : 0)
      }
    }
  }
}
