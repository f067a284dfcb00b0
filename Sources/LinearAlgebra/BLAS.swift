internal import CKernels
internal import COpenBLAS

/// The BLAS routines that the learners use, over spans: the only file that calls them.
///
/// Matrices are column-major without gaps: element (i, j) of one with `rowCount` rows is at
/// `j * rowCount + i`. Each call runs on the thread that makes it; callers split rows into blocks
/// and run blocks side by side, which was measured faster than OpenBLAS's own threads and makes the
/// bytes of a result independent of how many threads there are.
package enum BLAS {
  /// Why OpenBLAS cannot be had, or nil: found out once, before the first call.
  private static let failure: String? = unsafe load_openblas().map { unsafe String(cString: $0) }

  /// Opens OpenBLAS, unless that was done before.
  ///
  /// - Throws: `libraryMissing` when it is not installed. Nothing else here may then be called.
  package static func load() throws(LinearAlgebraError) {
    if let failure { throw .libraryMissing(reason: failure) }
  }

  /// True, or a trap: who calls a routine has called `load`.
  static var isLoaded: Bool {
    precondition(failure == nil, "OpenBLAS: \(failure ?? "")")
    return true
  }

  /// Whether the machine has what the kernel of narrow Gram matrices needs.
  private static let hasGramKernel = automl_has_gram() != 0
  /// Up to this order that kernel is faster than OpenBLAS's, which is made for square matrices:
  /// with 512 rows 3.3 times at order 20, 1.7 at 100, 1.2 at 256.
  private static let gramKernelOrder = 256

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
    let counts = (rowCount * innerCount, innerCount * columnCount, rowCount * columnCount)
    check((left.count, right.count, result.count), counts)
    guard rowCount > 0, innerCount > 0, columnCount > 0, isLoaded else { return }
    let (m, n, k) = (Int32(rowCount), Int32(columnCount), Int32(innerCount))
    unsafe left.withUnsafeBufferPointer { a in
      unsafe right.withUnsafeBufferPointer { b in
        unsafe result.withUnsafeMutableBufferPointer { c in
          unsafe add_product_f64(false, m, n, k, a.baseAddress, b.baseAddress, c.baseAddress)
        }
      }
    }
  }

  /// `result += left * right`, in single precision.
  ///
  /// Shapes: `left` is `rowCount` x `innerCount`, `right` `innerCount` x `columnCount`, `result`
  /// `rowCount` x `columnCount`.
  ///
  /// - Complexity: O(`rowCount * innerCount * columnCount`).
  package static func addProduct(
    _ left: Span<Float>,
    _ right: Span<Float>,
    rowCount: Int,
    innerCount: Int,
    columnCount: Int,
    to result: inout MutableSpan<Float>
  ) {
    let counts = (rowCount * innerCount, innerCount * columnCount, rowCount * columnCount)
    check((left.count, right.count, result.count), counts)
    guard rowCount > 0, innerCount > 0, columnCount > 0, isLoaded else { return }
    let (m, n, k) = (Int32(rowCount), Int32(columnCount), Int32(innerCount))
    unsafe left.withUnsafeBufferPointer { a in
      unsafe right.withUnsafeBufferPointer { b in
        unsafe result.withUnsafeMutableBufferPointer { c in
          unsafe add_product_f32(false, m, n, k, a.baseAddress, b.baseAddress, c.baseAddress)
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
    let (leftSize, rightSize) = (rowCount * leftColumnCount, rowCount * rightColumnCount)
    let counts = (leftSize, rightSize, leftColumnCount * rightColumnCount)
    check((left.count, right.count, result.count), counts)
    guard rowCount > 0, leftColumnCount > 0, rightColumnCount > 0, isLoaded else { return }
    let (m, n, k) = (Int32(leftColumnCount), Int32(rightColumnCount), Int32(rowCount))
    unsafe left.withUnsafeBufferPointer { a in
      unsafe right.withUnsafeBufferPointer { b in
        unsafe result.withUnsafeMutableBufferPointer { c in
          unsafe add_product_f64(true, m, n, k, a.baseAddress, b.baseAddress, c.baseAddress)
        }
      }
    }
  }

  /// `result += transpose(left) * right`, in single precision.
  ///
  /// Shapes: `left` is `rowCount` x `leftColumnCount`, `right` `rowCount` x `rightColumnCount`,
  /// `result` `leftColumnCount` x `rightColumnCount`.
  ///
  /// - Complexity: O(`rowCount * leftColumnCount * rightColumnCount`).
  package static func addTransposedProduct(
    _ left: Span<Float>,
    _ right: Span<Float>,
    rowCount: Int,
    leftColumnCount: Int,
    rightColumnCount: Int,
    to result: inout MutableSpan<Float>
  ) {
    let (leftSize, rightSize) = (rowCount * leftColumnCount, rowCount * rightColumnCount)
    let counts = (leftSize, rightSize, leftColumnCount * rightColumnCount)
    check((left.count, right.count, result.count), counts)
    guard rowCount > 0, leftColumnCount > 0, rightColumnCount > 0, isLoaded else { return }
    let (m, n, k) = (Int32(leftColumnCount), Int32(rightColumnCount), Int32(rowCount))
    unsafe left.withUnsafeBufferPointer { a in
      unsafe right.withUnsafeBufferPointer { b in
        unsafe result.withUnsafeMutableBufferPointer { c in
          unsafe add_product_f32(true, m, n, k, a.baseAddress, b.baseAddress, c.baseAddress)
        }
      }
    }
  }

  /// `result += transpose(matrix) * matrix`, in the lower triangle; the upper one has no meaning then.
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
    check((matrix.count, 0, result.count), (rowCount * columnCount, 0, columnCount * columnCount))
    guard rowCount > 0, columnCount > 0, isLoaded else { return }
    unsafe matrix.withUnsafeBufferPointer { a in
      unsafe result.withUnsafeMutableBufferPointer { c in
        if hasGramKernel, columnCount <= gramKernelOrder {
          let (rows, order) = (Int64(rowCount), Int64(columnCount))
          unsafe automl_add_gram_of_doubles(a.baseAddress, rows, order, c.baseAddress)
        } else {
          unsafe add_gram_f64(Int32(columnCount), Int32(rowCount), a.baseAddress, c.baseAddress)
        }
      }
    }
  }

  /// `result += transpose(matrix) * matrix`, in the lower triangle, in single precision; the upper one has no
  /// meaning then.
  ///
  /// Shapes: `matrix` is `rowCount` x `columnCount`, `result` `columnCount` x `columnCount`.
  ///
  /// - Complexity: O(`rowCount * columnCount * columnCount`).
  package static func addGram(
    _ matrix: Span<Float>,
    rowCount: Int,
    columnCount: Int,
    to result: inout MutableSpan<Float>
  ) {
    check((matrix.count, 0, result.count), (rowCount * columnCount, 0, columnCount * columnCount))
    guard rowCount > 0, columnCount > 0, isLoaded else { return }
    unsafe matrix.withUnsafeBufferPointer { a in
      unsafe result.withUnsafeMutableBufferPointer { c in
        if hasGramKernel, columnCount <= gramKernelOrder {
          let (rows, order) = (Int64(rowCount), Int64(columnCount))
          unsafe automl_add_gram_of_floats(a.baseAddress, rows, order, c.baseAddress)
        } else {
          unsafe add_gram_f32(Int32(columnCount), Int32(rowCount), a.baseAddress, c.baseAddress)
        }
      }
    }
  }

  /// `result = left * right`, or `result += left * right` where `isAdded`, in single precision; either factor
  /// may be the transpose of what is given.
  ///
  /// Shapes: `shape` has the rows of the result, the inner count and the columns of the result; `left`
  /// is rows x inner, or inner x rows where it is transposed, `right` inner x columns, or columns x inner.
  ///
  /// - Complexity: O(rows * inner * columns).
  package static func product(
    _ left: Span<Float>,
    isLeftTransposed: Bool,
    _ right: Span<Float>,
    isRightTransposed: Bool,
    shape: (rowCount: Int, innerCount: Int, columnCount: Int),
    isAdded: Bool,
    to result: inout MutableSpan<Float>
  ) {
    let (m, k, n) = (shape.rowCount, shape.innerCount, shape.columnCount)
    check((left.count, right.count, result.count), (m * k, k * n, m * n))
    guard m > 0, n > 0, isLoaded else { return }
    guard k > 0 else {
      if !isAdded { result.update(repeating: 0) }
      return
    }
    unsafe left.withUnsafeBufferPointer { a in
      unsafe right.withUnsafeBufferPointer { b in
        unsafe result.withUnsafeMutableBufferPointer { c in
          unsafe set_product_f32(
            isLeftTransposed,
            isRightTransposed,
            Int32(m),
            Int32(n),
            Int32(k),
            a.baseAddress,
            b.baseAddress,
            isAdded ? 1 : 0,
            c.baseAddress
          )
        }
      }
    }
  }

  /// The sum of the products of the elements.
  ///
  /// - Complexity: O(`left.count`).
  package static func dot(_ left: Span<Double>, _ right: Span<Double>) -> Double {
    check((left.count, right.count, 1), (left.count, left.count, 1))
    guard !left.isEmpty, isLoaded else { return 0 }
    return unsafe left.withUnsafeBufferPointer { x in
      unsafe right.withUnsafeBufferPointer { y in
        unsafe dot_f64(Int32(x.count), x.baseAddress, y.baseAddress)
      }
    }
  }

  /// Traps unless the operands have the counts that their shapes ask for.
  private static func check(_ counts: (Int, Int, Int), _ wanted: (Int, Int, Int)) {
    precondition(counts == wanted, "\(counts) elements; shapes ask for \(wanted)")
  }
}
