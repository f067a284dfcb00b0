internal import COpenBLAS

/// The Cholesky factor L of a symmetric positive definite matrix A = L * transpose(L).
///
/// With `BLAS.swift` this is the only file that calls C here.
package struct Cholesky: Sendable {
  /// How many rows and columns the matrix has.
  package let order: Int
  private let factor: [Double]

  /// Factors `matrix`, of which only the lower triangle is read.
  ///
  /// - Precondition: `matrix` is square.
  /// - Throws: `notPositiveDefinite` when a pivot is not positive, `notFinite` when one is NaN.
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
    if status < 0 { throw .notFinite }
    factor = values
    // A[j, j] is the sum of the squares of row j of L, of which the last is the pivot.
    var diagonal = [Double](repeating: 0, count: order)
    for column in 0..<order {
      for row in column..<order {
        diagonal[row] += values[column * order + row] * values[column * order + row]
      }
    }
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
        // Two triangular solves; LAPACKE_dpotrs would check and copy the factor for NaN each time.
        for transposition in [CblasNoTrans, CblasTrans] {
          unsafe cblas_dtrsv(
            CblasColMajor,
            CblasLower,
            transposition,
            CblasNonUnit,
            blasint(order),
            a.baseAddress,
            blasint(order),
            x.baseAddress,
            1
          )
        }
      }
    }
  }

  /// LAPACK's status: 0, or the order of the first leading block without a factor, or below 0.
  private static func factorise(_ values: inout [Double], order: Int) -> Int {
    guard order > 0 else { return 0 }
    return unsafe values.withUnsafeMutableBufferPointer { a in
      Int(
        unsafe LAPACKE_dpotrf(
          LAPACK_COL_MAJOR,
          CChar(UInt8(ascii: "L")),
          Int32(order),
          a.baseAddress,
          Int32(order)
        )
      )
    }
  }
}
