import LinearAlgebra
import Testing
import TestSupport

@testable import Learning

@Suite struct GramRoomTests {
  /// Of single precision over some thousand rows, relative to a column's square; of double.
  private static let rounding = (single: 1e-5, double: 1e-13)

  /// Blocks on both sides of the rows that are scaled together, and more rows than are summed in single
  /// precision; columns on both sides of the order from which BLAS takes half of a product.
  @Test(arguments: [1, 3, 31, 34], [false, true])
  func `the sum over blocks is that of rows times their weights`(
    _ columnCount: Int,
    _ isSinglePrecision: Bool
  ) {
    var generator = SplitMix64(seed: 9)
    var room = GramRoom(columnCount: columnCount, kindCount: 2)
    let order = columnCount + 3
    var wanted = [[Double]](repeating: [Double](repeating: 0, count: order * order), count: 2)
    for rowCount in [1, 511, 513, 3_000, 1_100] {
      let cells = (0..<rowCount * columnCount).map { _ in
        Double(Float(LinearTestData.normal(&generator)))
      }
      for kind in 0..<2 {
        let weights = (0..<rowCount).map { row in kind == 0 && row % 5 == 0 ? 0 : Double(row % 3) }
        let block: DenseCells =
          isSinglePrecision
          ? .float(cells.map { Float($0) }, 0..<cells.count) : .double(cells, 0..<cells.count)
        room.add(block, weights, kind: kind)
        for column in 0..<columnCount {
          for row in column...columnCount {
            let place = row < columnCount ? row : order - 1
            for index in 0..<rowCount {
              let right = row < columnCount ? cells[row * rowCount + index] : 1
              wanted[kind][column * order + place] +=
                weights[index] * cells[column * rowCount + index] * right
            }
          }
        }
      }
    }
    for kind in 0..<2 {
      var sums = [Double](repeating: 0, count: order * order)
      room.addSum(of: kind, to: &sums, order: order)
      let largest = wanted[kind].reduce(0) { max($0, abs($1)) }
      let allowed = isSinglePrecision ? Self.rounding.single : Self.rounding.double
      #expect(zip(sums, wanted[kind]).allSatisfy { abs($0 - $1) <= allowed * largest })
    }
  }
}
