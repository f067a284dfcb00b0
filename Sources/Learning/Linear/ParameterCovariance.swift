import LinearAlgebra

/// The inverse of the second derivatives at an optimum, as far as there is one.
///
/// Where columns are combinations of others, parameters can be moved along *null directions* without
/// a change of any score. A sum of parameters that no such move changes is still determined, and
/// has the same variance whichever choice of independent columns it is computed from.
struct ParameterCovariance: Sendable {
  /// Above this order no choice of independent columns is looked for.
  private static let widestElimination = 2048
  /// The largest change that counts as none, as a share of the largest that there could be.
  private static let rounding = 1e-6

  /// The columns that are independent, in order.
  private let kept: [Int]
  private let factor: Cholesky
  /// The Cholesky factor L of the independent columns' part.
  private let lower: Matrix
  private let nullDirections: [[Double]]

  /// The number of independent columns.
  var rank: Int { kept.count }

  /// Factors `information`, symmetric and never negative; nil where that fails.
  ///
  /// A column whose square, once the others are taken out of it, is less than `leastShare` of what it was
  /// is a combination of them.
  ///
  /// - Complexity: O(order^3).
  init?(_ information: Matrix, leastShare: Double) {
    let order = information.rowCount
    if let factor = try? Cholesky(information), factor.leastPivotShare > leastShare {
      self.init(kept: Array(0..<order), factor: factor, nullDirections: [])
      return
    }
    guard order <= Self.widestElimination else { return nil }
    let kept = Self.independentColumns(of: information, leastShare: leastShare)
    var part = Matrix(rowCount: kept.count, columnCount: kept.count)
    for (place, column) in kept.enumerated() {
      for (row, index) in kept.enumerated() { part[row, place] = information[index, column] }
    }
    guard !kept.isEmpty, let factor = try? Cholesky(part) else { return nil }
    let isKept = Set(kept)
    let nullDirections = (0..<order).filter { !isKept.contains($0) }.map { column in
      var shares = kept.map { information[$0, column] }
      factor.solve(&shares)
      var direction = [Double](repeating: 0, count: order)
      for (place, index) in kept.enumerated() { direction[index] = shares[place] }
      direction[column] = -1
      return direction
    }
    self.init(kept: kept, factor: factor, nullDirections: nullDirections)
  }

  private init(kept: [Int], factor: Cholesky, nullDirections: [[Double]]) {
    self.kept = kept
    self.factor = factor
    lower = factor.lower
    self.nullDirections = nullDirections
  }

  /// The variance of a weighted sum of the parameters; nil where they are not determined.
  ///
  /// - Complexity: O(order * (order + null directions)).
  func variance(of weights: [Double]) -> Double? {
    let largest = weights.reduce(0) { max($0, abs($1)) }
    for direction in nullDirections {
      let length = direction.reduce(0) { max($0, abs($1)) }
      let change = abs(BLAS.dot(weights.span, direction.span))
      guard change <= Self.rounding * largest * length else { return nil }
    }
    var solved = kept.map { weights[$0] }
    solveLower(lower.values.span, order: rank, &solved)
    let variance = BLAS.dot(solved.span, solved.span)
    return variance.isFinite ? variance : nil
  }

  /// A solution of information * x = `vector`, 0 for columns that are combinations of others.
  func solution(of vector: [Double]) -> [Double] {
    var solved = kept.map { vector[$0] }
    factor.solve(&solved)
    var solution = [Double](repeating: 0, count: vector.count)
    for (place, index) in kept.enumerated() { solution[index] = solved[place] }
    return solution
  }

  /// Columns that are no combinations of each other, as many as there are: elimination with the
  /// largest share that is left for its pivot.
  private static func independentColumns(of information: Matrix, leastShare: Double) -> [Int] {
    let order = information.rowCount
    let scales = (0..<order).map { column in
      let square = information[column, column]
      return square > 0 && square.isFinite ? 1 / square.squareRoot() : 0
    }
    var rest = information
    for column in 0..<order {
      for row in 0..<order { rest[row, column] *= scales[row] * scales[column] }
    }
    var kept: [Int] = []
    var isOpen = [Bool](repeating: true, count: order)
    while kept.count < order {
      let open = (0..<order).filter { isOpen[$0] }
      guard let pivot = open.max(by: { rest[$0, $0] < rest[$1, $1] }),
        rest[pivot, pivot] > leastShare
      else { break }
      isOpen[pivot] = false
      kept.append(pivot)
      let pivotColumn = Array(rest.values[rest.columnRange(pivot)])
      for column in open where column != pivot {
        subtract(
          pivotColumn.span,
          times: pivotColumn[column] / pivotColumn[pivot],
          from: &rest.values,
          at: column * order
        )
      }
    }
    return kept.sorted()
  }
}

/// `values[start + row] -= factor * vector[row]`.
private func subtract(
  _ vector: Span<Double>,
  times factor: Double,
  from values: inout [Double],
  at start: Int
) {
  guard factor != 0 else { return }
  var values = values.mutableSpan
  for row in vector.indices { values[start + row] -= factor * vector[row] }
}

/// Replaces `vector` b by the x of L * x = b, where `lower` has the elements of L column by column.
///
/// Leading zeros cost nothing.
private func solveLower(_ lower: Span<Double>, order: Int, _ vector: inout [Double]) {
  var vector = vector.mutableSpan
  for column in 0..<order where vector[column] != 0 {
    let value = vector[column] / lower[column * order + column]
    vector[column] = value
    for row in column + 1..<order { vector[row] -= value * lower[column * order + row] }
  }
}
