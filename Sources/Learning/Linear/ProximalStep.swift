import LinearAlgebra

/// The step to the minimum of a quadratic model of an objective plus an absolute penalty.
///
/// The model is `gradient * d + d * hessian * d / 2 + alpha * |parameters + d|`, intercepts free
/// of `alpha`. Its minimum is found by cyclic coordinate descent (Friedman, Hastie & Tibshirani
/// 2010), between full sweeps over the coefficients that are not 0 only.
struct ProximalStep {
  private static let sweepLimit = 1000

  private let hessian: Hessian
  /// The hessian's, whole.
  private let matrices: [Matrix]
  private let alpha: Double
  private let parameters: [Double]
  private let gradient: [Double]
  private var step: [Double]
  /// For each matrix of the hessian its product with the step.
  private var products: [[Double]]

  /// Finds the step, until no coordinate moves its own gradient by more than `tolerance`.
  ///
  /// - Complexity: O(order^2) for each sweep over a core of `order` columns.
  static func find(
    _ hessian: Hessian,
    alpha: Double,
    at point: LinearObjective.Evaluation,
    tolerance: Double
  ) -> [Double] {
    var search = ProximalStep(hessian, alpha: alpha, at: point)
    var sweepCount = 0
    while sweepCount < sweepLimit {
      sweepCount += 1
      if search.sweep(activeOnly: false) <= tolerance { break }
      while sweepCount < sweepLimit {
        sweepCount += 1
        if search.sweep(activeOnly: true) <= tolerance { break }
      }
    }
    return search.step
  }

  private init(_ hessian: Hessian, alpha: Double, at point: LinearObjective.Evaluation) {
    self.hessian = hessian
    matrices = hessian.matrices.map(Self.mirrored)
    self.alpha = alpha
    parameters = point.parameters
    gradient = point.gradient
    step = [Double](repeating: 0, count: parameters.count)
    products = hessian.matrices.map { [Double](repeating: 0, count: $0.rowCount) }
  }

  /// A symmetric matrix with what is below its diagonal above it too.
  private static func mirrored(_ matrix: Matrix) -> Matrix {
    var mirrored = matrix
    for column in 0..<matrix.columnCount {
      for row in column..<matrix.rowCount { mirrored[column, row] = matrix[row, column] }
    }
    return mirrored
  }

  /// Moves each coordinate to its minimum; the largest move, in units of the gradient.
  private mutating func sweep(activeOnly: Bool) -> Double {
    let (stride, order) = (hessian.stride, hessian.core.count)
    var largest = 0.0
    for output in 0..<parameters.count / stride {
      let matrix = hessian.matrices.count == 1 ? 0 : output
      let first = matrix == output && hessian.matrices.count > 1 ? 0 : output * order
      var next = 0
      for column in 0..<stride {
        let index = output * stride + column
        let isCore = next < order && hessian.core[next] == column
        let place = first + next
        if isCore { next += 1 }
        if activeOnly && column < stride - 1 && parameters[index] + step[index] == 0 { continue }
        let own = isCore ? matrices[matrix][place, place] : hessian.diagonal[index]
        let product = isCore ? products[matrix][place] : own * step[index]
        let move = minimum(index, own: own, gradient: gradient[index] + product) - step[index]
        guard move != 0 else { continue }
        step[index] += move
        largest = max(largest, own * abs(move))
        if isCore { add(move, matrix: matrix, column: place) }
      }
    }
    return largest
  }

  /// The step of one coordinate that is best with the others as they are.
  private func minimum(_ index: Int, own: Double, gradient: Double) -> Double {
    let target = parameters[index] + step[index] - gradient / own
    guard index % hessian.stride != hessian.stride - 1 else {
      return target - parameters[index]
    }
    let shrunk = max(abs(target) - alpha / own, 0)
    // Exactly to 0: a difference would leave a rounding behind.
    return shrunk == 0 ? -parameters[index] : (target < 0 ? -shrunk : shrunk) - parameters[index]
  }

  /// Keeps the product of a matrix with the step.
  private mutating func add(_ move: Double, matrix: Int, column: Int) {
    let factors = matrices[matrix]
    let values = factors.values.span.extracting(factors.columnRange(column))
    var product = products[matrix].mutableSpan
    for row in 0..<values.count { product[row] += move * values[row] }
  }
}
