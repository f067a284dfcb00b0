internal import COpenBLAS

/// The Cholesky factor L of a symmetric positive definite matrix A = L * transpose(L).
///
/// With `BLAS.swift` the only file that calls C here.
package struct Cholesky: Sendable {
  /// How many rows and columns the matrix has.
  package let order: Int
  private let factor: [Double]

  /// Factors `matrix`, of which only the lower triangle is read.
  ///
  /// - Precondition: `matrix` is square.
  /// - Throws: `notPositiveDefinite` when a pivot is not positive, `notFinite` for a NaN or infinity.
  /// - Complexity: O(`order`^3).
  package init(_ matrix: consuming Matrix) throws(LinearAlgebraError) {
    precondition(
      matrix.rowCount == matrix.columnCount,
      "\(matrix.rowCount) x \(matrix.columnCount)"
    )
    order = matrix.rowCount
    var values = matrix.values
    let status = Self.factorise(&values, order: order)
    if status > 0 { throw .notPositiveDefinite(order: status) }
    factor = values
    // A[j, j] is the sum of the squares of row j of L, of which the last is the pivot.
    var diagonal = [Double](repeating: 0, count: order)
    for column in 0..<order {
      for row in column..<order {
        diagonal[row] += values[column * order + row] * values[column * order + row]
      }
    }
    guard diagonal.allSatisfy(\.isFinite) else { throw .notFinite }
    var least = 1.0
    for row in 0..<order {
      let pivot = values[row * order + row] * values[row * order + row]
      least = min(least, pivot / diagonal[row])
    }
    leastPivotShare = least
  }

  /// The least share of a diagonal element that was left once the rows before were eliminated.
  ///
  /// From 0 to 1; near the precision of the elements when some rows are combinations of others.
  package let leastPivotShare: Double

  /// Replaces `vector` b by the x of A * x = b.
  ///
  /// - Precondition: `vector.count == order`.
  /// - Complexity: O(`order`^2).
  package func solve(_ vector: inout [Double]) {
    precondition(vector.count == order, "\(vector.count) elements for order \(order)")
    guard order > 0 else { return }
    unsafe factor.withUnsafeBufferPointer { a in
      unsafe vector.withUnsafeMutableBufferPointer { x in
        for isTransposed in [false, true] {
          unsafe solve_f64(isTransposed, Int32(order), a.baseAddress, x.baseAddress)
        }
      }
    }
  }

  /// Replaces `vector` b by the x of transpose(L) * x = b.
  ///
  /// - Precondition: `vector.count == order`.
  /// - Complexity: O(`order`^2).
  package func solveTransposed(_ vector: inout [Double]) {
    precondition(vector.count == order, "\(vector.count) elements for order \(order)")
    guard order > 0 else { return }
    unsafe factor.withUnsafeBufferPointer { a in
      unsafe vector.withUnsafeMutableBufferPointer { x in
        unsafe solve_f64(true, Int32(order), a.baseAddress, x.baseAddress)
      }
    }
  }

  /// The factor L; what is above its diagonal has no meaning.
  package var lower: Matrix { Matrix(rowCount: order, columnCount: order, values: factor) }

  /// LAPACK's status: 0, or the order of the first leading block without a factor.
  private static func factorise(_ values: inout [Double], order: Int) -> Int {
    guard order > 0, BLAS.isLoaded else { return 0 }
    return unsafe values.withUnsafeMutableBufferPointer { a in
      Int(unsafe factor_f64(Int32(order), a.baseAddress))
    }
  }
}
