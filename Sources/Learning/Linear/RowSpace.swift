import LinearAlgebra
import Models
import Parallel

/// A design with more columns than rows, turned so that it has as many columns as rows.
///
/// Under a squared penalty the best coefficients of X are a combination of its rows. For the Cholesky
/// factor L of X * transpose(X), coefficients g of the columns of L and `transpose(X) * inverse(
/// transpose(L)) * g` of those of X give the same scores and have the same norm: so the problem is
/// solved on L and turned back (Hastie & Tibshirani 2004, "Efficient quadratic regularization for
/// expression arrays", there with the singular values in the place of L).
struct RowSpace: Sendable {
  /// More rows than this are not worth a matrix of rows x rows.
  private static let rowLimit = 2048
  /// Columns that are multiplied together.
  private static let chunkSize = 512
  /// The addition to the diagonal, as a share of it: centred columns leave L one dimension short.
  private static let ridge = 1e-11

  /// The turned design: a row for each row, a column for each row.
  let design: LinearDesign
  private let original: LinearDesign
  private let factor: Cholesky

  /// Turns a design; nil where it has no more columns than rows, or too many rows.
  ///
  /// - Complexity: O(rows^2 * columns + rows^3).
  init?(_ design: LinearDesign, threadCount: Int) {
    let rowCount = design.rowCount
    guard design.encoding.columnCount > rowCount, rowCount <= Self.rowLimit else { return nil }
    var products = Self.products(of: design, threadCount: threadCount)
    let mean = (0..<rowCount).reduce(0) { $0 + products[$1, $1] } / Double(rowCount)
    for row in 0..<rowCount { products[row, row] += Self.ridge * mean }
    guard let factor = try? Cholesky(products) else { return nil }
    original = design
    self.factor = factor
    self.design = LinearDesign(turning: design, to: factor.lower)
  }

  /// The original design's parameters for those of the turned one.
  func parameters(turning turned: [Double], outputCount: Int) -> [Double] {
    let rowCount = original.rowCount
    return (0..<outputCount).flatMap { output in
      let start = output * (rowCount + 1)
      var shares = Array(turned[start..<start + rowCount])
      factor.solveTransposed(&shares)
      return coefficients(of: shares) + [turned[start + rowCount]]
    }
  }

  /// `transpose(X) * shares`, where `shares` has an element for each row.
  private func coefficients(of shares: [Double]) -> [Double] {
    let valueCount = original.encoding.valueCount
    var values = [Double](repeating: 0, count: valueCount)
    var indicators = original.groups.map { [Double](repeating: 0, count: $0.width) }
    var first = 0
    for block in original.blocks {
      let own = Array(shares[first..<first + block.rowCount])
      block.cells.inDouble.addTransposedProduct(
        own,
        rowCount: block.rowCount,
        columnCount: valueCount,
        outputCount: 1,
        to: &values
      )
      for group in indicators.indices {
        let slots = block.slots[group]
        addBySlot(own.span, slots.span, to: &indicators[group], from: 0)
      }
      first += block.rowCount
    }
    return values + indicators.flatMap { $0.dropLast() }
  }

  /// `X * transpose(X)`, in its lower triangle.
  private static func products(of design: LinearDesign, threadCount: Int) -> Matrix {
    let rowCount = design.rowCount
    let blocks = design.blocks.map { (rowCount: $0.rowCount, cells: $0.cells.inDouble) }
    let chunks = stride(from: 0, to: design.encoding.valueCount, by: chunkSize).map {
      $0..<min($0 + chunkSize, design.encoding.valueCount)
    }
    let pieceCount = min(chunks.count, 4)
    let sums = concurrentMap(count: pieceCount, threadCount: threadCount) { piece in
      var sum = [Double](repeating: 0, count: rowCount * rowCount)
      for columns in chunks[
        piece * chunks.count / pieceCount..<(piece + 1) * chunks.count / pieceCount
      ] {
        var transposed = [Double](repeating: 0, count: columns.count * rowCount)
        var first = 0
        for block in blocks {
          block.cells.transpose(
            columns,
            rowCount: block.rowCount,
            into: &transposed,
            from: first * columns.count
          )
          first += block.rowCount
        }
        var result = sum.mutableSpan
        BLAS.addGram(
          transposed.span,
          rowCount: columns.count,
          columnCount: rowCount,
          to: &result
        )
      }
      return sum
    }
    var total = sums.first ?? [Double](repeating: 0, count: rowCount * rowCount)
    for more in sums.dropFirst() {
      for index in total.indices { total[index] += more[index] }
    }
    addIndicators(of: design, to: &total)
    return Matrix(rowCount: rowCount, columnCount: rowCount, values: total)
  }

  /// Adds 1 for each indicator that two rows share.
  private static func addIndicators(of design: LinearDesign, to products: inout [Double]) {
    let rowCount = design.rowCount
    for (index, group) in design.groups.enumerated() {
      let slots = design.blocks.flatMap { $0.slots[index] }
      for column in 0..<rowCount where Int(slots[column]) < group.columns.count {
        for row in column..<rowCount where slots[row] == slots[column] {
          products[column * rowCount + row] += 1
        }
      }
    }
  }
}

extension DenseCells {
  /// Writes some columns row by row, from `start`.
  fileprivate func transpose(
    _ columns: Range<Int>,
    rowCount: Int,
    into transposed: inout [Double],
    from start: Int
  ) {
    guard case .double(let cells, let range) = self else {
      preconditionFailure("cells in single precision")
    }
    for (place, column) in columns.enumerated() {
      let first = range.lowerBound + column * rowCount
      for row in 0..<rowCount {
        transposed[start + row * columns.count + place] = cells[first + row]
      }
    }
  }
}

extension LinearDesign {
  /// The same rows with the columns of `matrix`, of which the lower triangle is read, as their values.
  fileprivate init(turning design: LinearDesign, to matrix: Matrix) {
    let count = matrix.columnCount
    var first = 0
    var squares = [Double](repeating: 0, count: count)
    let blocks = design.blocks.map { block in
      var cells = [Double](repeating: 0, count: block.rowCount * count)
      for column in 0..<count {
        for row in 0..<block.rowCount where first + row >= column {
          let cell = matrix[first + row, column]
          cells[column * block.rowCount + row] = cell
          squares[column] += cell * cell * (block.weights.isEmpty ? 1 : block.weights[row])
        }
      }
      first += block.rowCount
      return block.with(.double(cells, 0..<cells.count), slots: [])
    }
    self.init(
      design,
      groups: [],
      blocks: blocks,
      sample: nil,
      columnSquares: squares,
      isSinglePrecision: false
    )
  }
}
