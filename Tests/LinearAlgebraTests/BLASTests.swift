import LinearAlgebra
import TestSupport
import Testing

/// Every routine against loops, in both precisions.
@Suite struct BLASTests {
  private static let doubleRounding = 1e-12
  private static let singleRounding = 1e-4

  private static let shapes = [
    (1, 1, 1), (7, 3, 1), (64, 5, 4), (33, 17, 2), (0, 3, 2), (300, 40, 3),
  ]
  /// On both sides of where Gram matrices, and their pieces of 512 rows, are cut.
  private static let gramShapes =
    shapes + [(513, 6, 1), (1_037, 27, 1), (40, 256, 1), (40, 257, 1)]

  private func random(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Double.random(in: -1..<1, using: &generator) }
  }

  private func expectEqual(_ values: [Double], _ wanted: [Double], within tolerance: Double) {
    for (value, wanted) in zip(values, wanted) { #expect(abs(value - wanted) < tolerance) }
  }

  @Test(arguments: shapes)
  func `products are sums over the inner index`(_ m: Int, _ k: Int, _ n: Int) {
    let (a, b, c) = (random(m * k, seed: 1), random(k * n, seed: 2), random(m * n, seed: 3))
    var wanted = c
    for i in 0..<m {
      for j in 0..<n {
        for l in 0..<k { wanted[j * m + i] += a[l * m + i] * b[j * k + l] }
      }
    }
    var values = c
    var result = values.mutableSpan
    BLAS.addProduct(a.span, b.span, rowCount: m, innerCount: k, columnCount: n, to: &result)
    expectEqual(values, wanted, within: Self.doubleRounding)

    let (single, other) = (a.map { Float($0) }, b.map { Float($0) })
    var narrowed = c.map { Float($0) }
    var narrowedResult = narrowed.mutableSpan
    BLAS.addProduct(
      single.span,
      other.span,
      rowCount: m,
      innerCount: k,
      columnCount: n,
      to: &narrowedResult
    )
    expectEqual(narrowed.map { Double($0) }, wanted, within: Self.singleRounding)
  }

  @Test(arguments: shapes)
  func `transposed products are sums over the rows`(_ k: Int, _ m: Int, _ n: Int) {
    let (a, b, c) = (random(k * m, seed: 1), random(k * n, seed: 2), random(m * n, seed: 3))
    var wanted = c
    for i in 0..<m {
      for j in 0..<n {
        for l in 0..<k { wanted[j * m + i] += a[i * k + l] * b[j * k + l] }
      }
    }
    var values = c
    var result = values.mutableSpan
    BLAS.addTransposedProduct(
      a.span,
      b.span,
      rowCount: k,
      leftColumnCount: m,
      rightColumnCount: n,
      to: &result
    )
    expectEqual(values, wanted, within: Self.doubleRounding)

    let (single, other) = (a.map { Float($0) }, b.map { Float($0) })
    var narrowed = c.map { Float($0) }
    var narrowedResult = narrowed.mutableSpan
    BLAS.addTransposedProduct(
      single.span,
      other.span,
      rowCount: k,
      leftColumnCount: m,
      rightColumnCount: n,
      to: &narrowedResult
    )
    expectEqual(narrowed.map { Double($0) }, wanted, within: Self.singleRounding)
  }

  @Test(arguments: gramShapes)
  func `a Gram matrix is the lower triangle of the transposed product with itself`(
    _ k: Int,
    _ m: Int,
    _ unused: Int
  ) {
    let (a, c) = (random(k * m, seed: 1), random(m * m, seed: 3))
    var wanted = c
    for i in 0..<m {
      for j in 0...i {
        for l in 0..<k { wanted[j * m + i] += a[i * k + l] * a[j * k + l] }
      }
    }
    var values = c
    var result = values.mutableSpan
    BLAS.addGram(a.span, rowCount: k, columnCount: m, to: &result)
    expectEqual(lower(values, m), lower(wanted, m), within: Self.doubleRounding)

    let single = a.map { Float($0) }
    var narrowed = c.map { Float($0) }
    var narrowedResult = narrowed.mutableSpan
    BLAS.addGram(single.span, rowCount: k, columnCount: m, to: &narrowedResult)
    expectEqual(
      lower(narrowed.map { Double($0) }, m),
      lower(wanted, m),
      within: Self.singleRounding
    )
  }

  /// The lower triangle of a matrix, column by column.
  private func lower(_ matrix: [Double], _ order: Int) -> [Double] {
    (0..<order).flatMap { matrix[$0 * order + $0..<($0 + 1) * order] }
  }

  @Test func `a dot product is the sum of the products`() {
    let (x, y) = (random(1001, seed: 1), random(1001, seed: 2))
    let wanted = zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(abs(BLAS.dot(x.span, y.span) - wanted) < Self.doubleRounding)
    let empty: [Double] = []
    #expect(BLAS.dot(empty.span, empty.span) == 0)
  }
}
