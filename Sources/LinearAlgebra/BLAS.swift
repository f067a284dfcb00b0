internal import COpenBLAS

/// The BLAS routines that the learners use, over spans: the only file that calls `cblas_*`.
///
/// Matrices are column-major without gaps: element (i, j) of one with `rowCount` rows is at
/// `j * rowCount + i`. Each call runs on the thread that makes it; callers split rows into blocks
/// and run blocks side by side, which was measured faster than OpenBLAS's own threads and makes the
/// bytes of a result independent of how many threads there are.
package enum BLAS {
  /// Evaluated once, before the first call: OpenBLAS's own threads are switched off.
  private static let isPrepared: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  /// `result += left * right`.
  ///
  /// Shapes: `left` is `rowCount` x `innerCount`, `right` `innerCount` x `columnCount`, `result`
  /// `rowCount` x `columnCount`.
  ///
  /// - Complexity: O(`rowCount * innerCount * columnCount`).
  package static func addProduct(
    _ left: Span<Double>,
    _ right: Span<Double>,
    rowCount: Int,
    innerCount: Int,
    columnCount: Int,
    to result: inout MutableSpan<Double>
  ) {
    check(
      left.count,
      right.count,
      result.count,
      rowCount * innerCount,
      innerCount * columnCount,
      rowCount * columnCount
    )
    guard rowCount > 0, innerCount > 0, columnCount > 0, isPrepared else { return }
    let (m, n, k) = (blasint(rowCount), blasint(columnCount), blasint(innerCount))
    unsafe left.withUnsafeBufferPointer { a in
      unsafe right.withUnsafeBufferPointer { b in
        unsafe result.withUnsafeMutableBufferPointer { c in
          if n == 1 {
            unsafe cblas_dgemv(
              CblasColMajor,
              CblasNoTrans,
              m,
              k,
              1,
              a.baseAddress,
              m,
              b.baseAddress,
              1,
              1,
              c.baseAddress,
              1
            )
          } else {
            unsafe cblas_dgemm(
              CblasColMajor,
              CblasNoTrans,
              CblasNoTrans,
              m,
              n,
              k,
              1,
              a.baseAddress,
              m,
              b.baseAddress,
              k,
              1,
              c.baseAddress,
              m
            )
          }
        }
      }
    }
  }

  /// `result += left * right`, in single precision.
  package static func addProduct(
    _ left: Span<Float>,
    _ right: Span<Float>,
    rowCount: Int,
    innerCount: Int,
    columnCount: Int,
    to result: inout MutableSpan<Float>
  ) {
    check(
      left.count,
      right.count,
      result.count,
      rowCount * innerCount,
      innerCount * columnCount,
      rowCount * columnCount
    )
    guard rowCount > 0, innerCount > 0, columnCount > 0, isPrepared else { return }
    let (m, n, k) = (blasint(rowCount), blasint(columnCount), blasint(innerCount))
    unsafe left.withUnsafeBufferPointer { a in
      unsafe right.withUnsafeBufferPointer { b in
        unsafe result.withUnsafeMutableBufferPointer { c in
          if n == 1 {
            unsafe cblas_sgemv(
              CblasColMajor,
              CblasNoTrans,
              m,
              k,
              1,
              a.baseAddress,
              m,
              b.baseAddress,
              1,
              1,
              c.baseAddress,
              1
            )
          } else {
            unsafe cblas_sgemm(
              CblasColMajor,
              CblasNoTrans,
              CblasNoTrans,
              m,
              n,
              k,
              1,
              a.baseAddress,
              m,
              b.baseAddress,
              k,
              1,
              c.baseAddress,
              m
            )
          }
        }
      }
    }
  }

  /// `result += transpose(left) * right`.
  ///
  /// Shapes: `left` is `rowCount` x `leftColumnCount`, `right` `rowCount` x `rightColumnCount`,
  /// `result` `leftColumnCount` x `rightColumnCount`.
  ///
  /// - Complexity: O(`rowCount * leftColumnCount * rightColumnCount`).
  package static func addTransposedProduct(
    _ left: Span<Double>,
    _ right: Span<Double>,
    rowCount: Int,
    leftColumnCount: Int,
    rightColumnCount: Int,
    to result: inout MutableSpan<Double>
  ) {
    check(
      left.count,
      right.count,
      result.count,
      rowCount * leftColumnCount,
      rowCount * rightColumnCount,
      leftColumnCount * rightColumnCount
    )
    guard rowCount > 0, leftColumnCount > 0, rightColumnCount > 0, isPrepared else { return }
    let (m, n, k) = (blasint(leftColumnCount), blasint(rightColumnCount), blasint(rowCount))
    unsafe left.withUnsafeBufferPointer { a in
      unsafe right.withUnsafeBufferPointer { b in
        unsafe result.withUnsafeMutableBufferPointer { c in
          if n == 1 {
            unsafe cblas_dgemv(
              CblasColMajor,
              CblasTrans,
              k,
              m,
              1,
              a.baseAddress,
              k,
              b.baseAddress,
              1,
              1,
              c.baseAddress,
              1
            )
          } else {
            unsafe cblas_dgemm(
              CblasColMajor,
              CblasTrans,
              CblasNoTrans,
              m,
              n,
              k,
              1,
              a.baseAddress,
              k,
              b.baseAddress,
              k,
              1,
              c.baseAddress,
              m
            )
          }
        }
      }
    }
  }

  /// `result += transpose(left) * right`, in single precision.
  package static func addTransposedProduct(
    _ left: Span<Float>,
    _ right: Span<Float>,
    rowCount: Int,
    leftColumnCount: Int,
    rightColumnCount: Int,
    to result: inout MutableSpan<Float>
  ) {
    check(
      left.count,
      right.count,
      result.count,
      rowCount * leftColumnCount,
      rowCount * rightColumnCount,
      leftColumnCount * rightColumnCount
    )
    guard rowCount > 0, leftColumnCount > 0, rightColumnCount > 0, isPrepared else { return }
    let (m, n, k) = (blasint(leftColumnCount), blasint(rightColumnCount), blasint(rowCount))
    unsafe left.withUnsafeBufferPointer { a in
      unsafe right.withUnsafeBufferPointer { b in
        unsafe result.withUnsafeMutableBufferPointer { c in
          if n == 1 {
            unsafe cblas_sgemv(
              CblasColMajor,
              CblasTrans,
              k,
              m,
              1,
              a.baseAddress,
              k,
              b.baseAddress,
              1,
              1,
              c.baseAddress,
              1
            )
          } else {
            unsafe cblas_sgemm(
              CblasColMajor,
              CblasTrans,
              CblasNoTrans,
              m,
              n,
              k,
              1,
              a.baseAddress,
              k,
              b.baseAddress,
              k,
              1,
              c.baseAddress,
              m
            )
          }
        }
      }
    }
  }

  /// `result += transpose(matrix) * matrix`, in the lower triangle; the upper one is left as it
  /// was.
  ///
  /// Shapes: `matrix` is `rowCount` x `columnCount`, `result` `columnCount` x `columnCount`.
  ///
  /// - Complexity: O(`rowCount * columnCount * columnCount`).
  package static func addGram(
    _ matrix: Span<Double>,
    rowCount: Int,
    columnCount: Int,
    to result: inout MutableSpan<Double>
  ) {
    check(
      matrix.count,
      0,
      result.count,
      rowCount * columnCount,
      0,
      columnCount * columnCount
    )
    guard rowCount > 0, columnCount > 0, isPrepared else { return }
    unsafe matrix.withUnsafeBufferPointer { a in
      unsafe result.withUnsafeMutableBufferPointer { c in
        unsafe cblas_dsyrk(
          CblasColMajor,
          CblasLower,
          CblasTrans,
          blasint(columnCount),
          blasint(rowCount),
          1,
          a.baseAddress,
          blasint(rowCount),
          1,
          c.baseAddress,
          blasint(columnCount)
        )
      }
    }
  }

  /// `result += transpose(matrix) * matrix`, in the lower triangle, in single precision.
  package static func addGram(
    _ matrix: Span<Float>,
    rowCount: Int,
    columnCount: Int,
    to result: inout MutableSpan<Float>
  ) {
    check(
      matrix.count,
      0,
      result.count,
      rowCount * columnCount,
      0,
      columnCount * columnCount
    )
    guard rowCount > 0, columnCount > 0, isPrepared else { return }
    unsafe matrix.withUnsafeBufferPointer { a in
      unsafe result.withUnsafeMutableBufferPointer { c in
        unsafe cblas_ssyrk(
          CblasColMajor,
          CblasLower,
          CblasTrans,
          blasint(columnCount),
          blasint(rowCount),
          1,
          a.baseAddress,
          blasint(rowCount),
          1,
          c.baseAddress,
          blasint(columnCount)
        )
      }
    }
  }

  /// The sum of the products of the elements.
  ///
  /// - Complexity: O(`left.count`).
  package static func dot(_ left: Span<Double>, _ right: Span<Double>) -> Double {
    precondition(left.count == right.count, "\(left.count) and \(right.count) elements")
    guard !left.isEmpty, isPrepared else { return 0 }
    return unsafe left.withUnsafeBufferPointer { x in
      unsafe right.withUnsafeBufferPointer { y in
        unsafe cblas_ddot(blasint(x.count), x.baseAddress, 1, y.baseAddress, 1)
      }
    }
  }

  /// Traps unless the three operands have the counts that their shapes ask for.
  private static func check(
    _ left: Int,
    _ right: Int,
    _ result: Int,
    _ wantedLeft: Int,
    _ wantedRight: Int,
    _ wantedResult: Int
  ) {
    precondition(
      left == wantedLeft && right == wantedRight && result == wantedResult,
      "\(left), \(right), \(result) elements; shapes ask for \(wantedLeft), \(wantedRight), \(wantedResult)"
    )
  }
}
