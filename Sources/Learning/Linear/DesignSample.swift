import LinearAlgebra

/// A random choice of a design's rows, in double precision: enough to know the Hessian by.
struct DesignSample: Sendable {
  /// The rows.
  let blocks: [DesignBlock]
  /// Their weight.
  let weight: Double
  /// For each column whether the choice has less than a quarter of its share: its values are rare.
  let isUndersampled: [Bool]

  /// A sample's encoded rows; nil when there are none, or when the weights lie on few rows, so that a
  /// choice tells nothing.
  ///
  /// `columnSquares` has the weighted sum of the squares of each column over all rows, of which there
  /// are `rowCount`; `valueCount` columns are standardised values.
  init?(
    _ blocks: [DesignBlock],
    groups: [LinearDesign.IndicatorGroup],
    valueCount: Int,
    rowCount: Int,
    totalWeight: Double,
    columnSquares: [Double]
  ) {
    guard !blocks.isEmpty else { return nil }
    let sampledCount = blocks.reduce(0) { $0 + $1.rowCount }
    let weight = blocks.reduce(0) { sum, block in
      sum + (block.weights.isEmpty ? Double(block.rowCount) : block.weights.reduce(0, +))
    }
    guard weight > totalWeight * Double(sampledCount) / Double(rowCount) / 2 else { return nil }
    let squares =
      Self.valueSquares(blocks, columnCount: valueCount)
      + LinearDesign.slotWeights(groups, blocks)
    self.blocks = blocks
    self.weight = weight
    isUndersampled = zip(columnSquares, squares).map { all, sampled in
      sampled * totalWeight < all / 4 * weight
    }
  }

  /// The same rows with only some of the value columns, of `valueCount`.
  func keeping(_ columns: [Int], valueCount: Int) -> DesignSample {
    DesignSample(
      blocks: blocks.map {
        $0.with($0.cells.keeping(columns, rowCount: $0.rowCount), slots: $0.slots)
      },
      weight: weight,
      isUndersampled: columns.map { isUndersampled[$0] } + isUndersampled[valueCount...]
    )
  }

  private init(blocks: [DesignBlock], weight: Double, isUndersampled: [Bool]) {
    self.blocks = blocks
    self.weight = weight
    self.isUndersampled = isUndersampled
  }

  /// The positions of enough of `rowCount` rows, ascending; none when that is most of them.
  ///
  /// Twenty to fifty rows for each of `order` parameters tell the Hessian well enough to step by, and
  /// one row in 32 better where the columns are few.
  static func positions(rowCount: Int, order: Int) -> [Int] {
    let enough = max(20 * order, min(50 * order, 5000), 4096)
    let count = order <= 100 ? max(enough, rowCount / 32) : enough
    guard rowCount >= 4 * count else { return [] }
    return sampledRows(of: rowCount, limit: count, seed: UInt64(rowCount)).map { Int($0) }
  }

  /// The weighted sum of the squares of each standardised column of a sample.
  private static func valueSquares(_ sample: [DesignBlock], columnCount: Int) -> [Double] {
    var squares = [Double](repeating: 0, count: columnCount)
    for block in sample {
      guard case .double(let cells, let range) = block.cells else { continue }
      for column in squares.indices {
        let first = range.lowerBound + column * block.rowCount
        let values = cells.span.extracting(first..<first + block.rowCount)
        squares[column] += block.squares(of: values)
      }
    }
    return squares
  }
}

extension DesignBlock {
  /// The weighted sum of the squares of some column's values.
  fileprivate func squares(of values: Span<Double>) -> Double {
    guard !weights.isEmpty else { return BLAS.dot(values, values) }
    return values.indices.reduce(0) { sum, row in sum + weights[row] * values[row] * values[row] }
  }
}
