internal import COpenBLAS

/// The Cholesky factor L of a symmetric positive definite matrix A = L * transpose(L).
///
/// With `BLAS.swift` the only file that calls C here.
package struct Cholesky: Sendable {
  /// The number of rows, and of columns, of the matrix.
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

/// The R of X = Q * R, Q orthogonal, of a tall matrix X whose rows come in parts.
///
/// What is found with R has the rounding of X, where its product transpose(X) * X has the rounding squared.
/// Rows are taken in by turning them together with the R of those before (Golub & Van Loan 2013,
/// section 5.2.6).
package struct TriangularFactor: Sendable {
  /// The number of columns of X.
  package let order: Int
  /// R, `order` x `order`: 0 below the diagonal, whose elements may have either sign.
  package private(set) var matrix: Matrix

  /// The R of no rows.
  package init(order: Int) {
    self.order = order
    matrix = Matrix(rowCount: order, columnCount: order)
  }

  /// Takes in rows, which are `rowCount` x `order`, column by column.
  ///
  /// - Complexity: O((rows + order) * order^2).
  package mutating func add(_ rows: Span<Double>, rowCount: Int) {
    precondition(rows.count == rowCount * order, "\(rows.count) elements of \(rowCount) rows")
    guard rowCount > 0, order > 0, BLAS.isLoaded else { return }
    let height = order + rowCount
    var stacked = [Double](repeating: 0, count: height * order)
    for column in 0..<order {
      for row in 0...column { stacked[column * height + row] = matrix[row, column] }
      for row in 0..<rowCount {
        stacked[column * height + order + row] = rows[column * rowCount + row]
      }
    }
    var scratch = [Double](repeating: 0, count: (1 + Int(triangle_scratch)) * order)
    unsafe stacked.withUnsafeMutableBufferPointer { a in
      unsafe scratch.withUnsafeMutableBufferPointer { work in
        unsafe triangle_f64(Int32(height), Int32(order), a.baseAddress, work.baseAddress)
      }
    }
    for column in 0..<order {
      for row in 0...column { matrix[row, column] = stacked[column * height + row] }
    }
  }

  /// The x of R * x = b for the first `vector.count` columns, which replaces b; nil where an element of the
  /// diagonal is less than `leastShare` of its column, as with columns that are combinations of others.
  package func solution(of vector: [Double], leastShare: Double) -> [Double]? {
    var solved = vector
    for column in vector.indices.reversed() {
      let length = (0...column).reduce(0.0) { max($0, abs(matrix[$1, column])) }
      guard abs(matrix[column, column]) > leastShare * length else { return nil }
      solved[column] /= matrix[column, column]
      for row in 0..<column { solved[row] -= matrix[row, column] * solved[column] }
    }
    return solved
  }
}
