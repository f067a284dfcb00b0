import LinearAlgebra

/// The second derivatives of an objective at one point, penalty included, as far as they are known.
///
/// Columns of the *core* (standardised values, the smaller indicator groups and the intercept) are
/// coupled; of the others, those of features with very many levels, each has its own only.
struct Hessian: Sendable {
  /// Symmetric, over the core: one matrix for all outputs, one for each output, or none.
  ///
  /// What is above the diagonal has no meaning.
  let matrices: [Matrix]
  /// The core's columns within an output.
  let core: [Int]
  /// The number of parameters of an output.
  let stride: Int
  /// For each parameter its own second derivative; read outside the core only, empty where nothing is.
  let diagonal: [Double]
  /// Whether the matrices have the rounding of single precision.
  let isRough: Bool
}

/// The inverse of a hessian, by which steps are scaled.
struct Preconditioner: Sendable {
  private let hessian: Hessian
  private let factors: [Cholesky]
  /// Whether some columns are combinations of others, or nearly, so that steps along them are short.
  let isHeldBack: Bool

  /// Factors the hessian's matrices.
  ///
  /// - Complexity: O(order^3) for each.
  init(_ hessian: Hessian) {
    self.hessian = hessian
    let found = hessian.matrices.map { Self.factor($0, isRough: hessian.isRough) }
    factors = found.map(\.factor)
    isHeldBack = found.contains { $0.isHeldBack }
  }

  /// The factor of a matrix, or of one near it.
  ///
  /// Collinear columns have no factor without a penalty: ever larger shares of the diagonal are
  /// added until there is one. Steps are then shorter along such columns, the optimum is the same.
  private static func factor(_ original: Matrix, isRough: Bool) -> (
    factor: Cholesky, isHeldBack: Bool
  ) {
    // Each share with the least pivot that is more than rounding.
    let attempts: [(share: Double, pivot: Double)] =
      isRough
      ? [(1e-7, 1e-6), (1e-5, 0), (1e-3, 0)] : [(1e-14, 1e-11), (1e-8, 0), (1e-4, 0)]
    for (index, attempt) in attempts.enumerated() {
      var matrix = original
      for row in 0..<matrix.rowCount {
        matrix[row, row] += attempt.share * matrix[row, row]
      }
      if let factor = try? Cholesky(matrix), factor.leastPivotShare >= attempt.pivot {
        return (factor, index > 0)
      }
    }
    var diagonal = Matrix(rowCount: original.rowCount, columnCount: original.rowCount)
    for index in 0..<original.rowCount {
      let value = original[index, index]
      diagonal[index, index] = value.isFinite && value > 0 ? value : 1
    }
    guard let factor = try? Cholesky(diagonal) else {
      preconditionFailure("a positive diagonal has a factor")
    }
    return (factor, true)
  }

  /// Replaces a gradient by the step that the second derivatives make of it.
  func apply(to vector: inout [Double]) {
    let (core, stride) = (hessian.core, hessian.stride)
    let starts = Swift.stride(from: 0, to: vector.count, by: stride)
    let cores = factors.isEmpty ? [] : starts.map { start in core.map { vector[start + $0] } }
    for index in hessian.diagonal.indices { vector[index] /= hessian.diagonal[index] }
    guard !factors.isEmpty else { return }
    var solved: [Double]
    if factors.count == 1 {
      solved = Array(cores.joined())
      factors[0].solve(&solved)
    } else {
      solved = zip(factors, cores).flatMap { factor, core in
        var core = core
        factor.solve(&core)
        return core
      }
    }
    for (output, start) in starts.enumerated() {
      for (index, column) in core.enumerated() {
        vector[start + column] = solved[output * core.count + index]
      }
    }
  }
}
