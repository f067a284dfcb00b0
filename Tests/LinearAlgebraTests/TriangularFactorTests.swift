import LinearAlgebra
import TestSupport
import Testing

/// The R of rows that come in parts, against the products of all of them.
@Suite struct TriangularFactorTests {
  private func random(_ count: Int, seed: UInt64) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Double.random(in: -1..<1, using: &generator) }
  }

  @Test(arguments: [(1, [3]), (4, [2, 1, 7]), (30, [100, 0, 31]), (5, [1])])
  func `its product with itself is that of the rows`(_ order: Int, _ parts: [Int]) {
    var factor = TriangularFactor(order: order)
    var products = [Double](repeating: 0, count: order * order)
    for (part, rowCount) in parts.enumerated() {
      let rows = random(rowCount * order, seed: UInt64(part))
      factor.add(rows.span, rowCount: rowCount)
      for left in 0..<order {
        for right in 0..<order {
          for row in 0..<rowCount {
            products[left * order + right] +=
              rows[left * rowCount + row] * rows[right * rowCount + row]
          }
        }
      }
    }
    for left in 0..<order {
      for right in 0..<order {
        let product = (0..<order).reduce(0) {
          $0 + factor.matrix[$1, left] * factor.matrix[$1, right]
        }
        // Sums of some hundred products below 1.
        #expect(abs(product - products[left * order + right]) < 1e-12)
        if left < right { #expect(factor.matrix[right, left] == 0) }
      }
    }
  }

  @Test func `systems are solved, and refused where a column is a combination of others`() throws {
    var factor = TriangularFactor(order: 3)
    let rows: [Double] = [1, 2, 3, 4, 0, 1, 0, 1, 5, 5, 5, 6]
    factor.add(rows.span, rowCount: 4)
    let wanted = [0.5, -2, 3]
    let images = (0..<3).map { row in
      (row..<3).reduce(0) { $0 + factor.matrix[row, $1] * wanted[$1] }
    }
    let solved = try #require(factor.solution(of: images, leastShare: 1e-13))
    for (value, wanted) in zip(solved, wanted) { #expect(abs(value - wanted) < 1e-12) }

    var collinear = TriangularFactor(order: 2)
    let twice: [Double] = [1, 2, 3, 2, 4, 6]
    collinear.add(twice.span, rowCount: 3)
    #expect(collinear.solution(of: [1, 1], leastShare: 1e-13) == nil)
  }
}
