import LinearAlgebra
import TestSupport
import Testing

@Suite struct CholeskyTests {
  private static let rounding = 1e-10

  @Test(arguments: [0, 1, 2, 17, 100])
  func `solving undoes the product`(_ order: Int) throws {
    var generator = SplitMix64(seed: UInt64(order))
    let rows = (0..<order * order * 2).map { _ in Double.random(in: -1..<1, using: &generator) }
    var matrix = Matrix(rowCount: order, columnCount: order)
    var result = matrix.values.mutableSpan
    BLAS.addGram(rows.span, rowCount: 2 * order, columnCount: order, to: &result)
    let x = (0..<order).map { _ in Double.random(in: -1..<1, using: &generator) }
    var b = [Double](repeating: 0, count: order)
    for i in 0..<order {
      for j in 0..<order { b[i] += matrix[max(i, j), min(i, j)] * x[j] }
    }
    let factor = try Cholesky(matrix)
    factor.solve(&b)
    for (value, wanted) in zip(b, x) { #expect(abs(value - wanted) < Self.rounding) }
  }

  @Test func `a matrix without a factor is refused with the order at which it fails`() {
    let matrix = Matrix(rowCount: 2, columnCount: 2, values: [1, 2, 2, 1])
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 2)) { try Cholesky(matrix) }
    let zero = Matrix(rowCount: 3, columnCount: 3)
    #expect(throws: LinearAlgebraError.notPositiveDefinite(order: 1)) { try Cholesky(zero) }
  }

  @Test func `the least pivot share tells rows that are nearly combinations of others`() throws {
    let apart = try Cholesky(Matrix(rowCount: 2, columnCount: 2, values: [4, 0, 0, 9]))
    #expect(apart.leastPivotShare == 1)
    let near = try Cholesky(Matrix(rowCount: 2, columnCount: 2, values: [1, 1, 1, 1 + 1e-6]))
    #expect(abs(near.leastPivotShare - 1e-6) < 1e-9)
  }

  @Test func `NaN is refused`() {
    let matrix = Matrix(rowCount: 2, columnCount: 2, values: [1, .nan, 0, 1])
    #expect(throws: LinearAlgebraError.notFinite) { try Cholesky(matrix) }
  }
}
