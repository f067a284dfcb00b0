import Models

/// A random choice of a design's rows, in double precision: enough to know the curvature by.
struct DesignSample: Sendable {
  /// The rows.
  let blocks: [DesignBlock]
  /// Their weight.
  let weight: Double
  /// For each column whether the choice has less than a quarter of its share: its values are rare.
  let isUndersampled: [Bool]

  /// Chooses and encodes rows; nil when enough of them would be most of the rows, or when the
  /// weights lie on few rows, so that a choice tells nothing.
  ///
  /// `columnSquares` has the weighted sum of the squares of each column over all rows.
  init?(
    of rows: RowSelection,
    _ builder: BlockBuilder,
    groups: [LinearDesign.IndicatorGroup],
    task: LearningTask,
    totalWeight: Double,
    columnSquares: [Double],
    threadCount: Int
  ) {
    let order = (columnSquares.count + 1) * task.outputCount
    guard let chosen = Self.choice(of: rows, order: order) else { return nil }
    let blocks = builder.blocks(
      of: chosen,
      size: 512,
      isSinglePrecision: false,
      threadCount: threadCount
    )
    let weight = blocks.reduce(0) { sum, block in
      sum + (block.weights.isEmpty ? Double(block.rowCount) : block.weights.reduce(0, +))
    }
    guard weight > totalWeight * Double(chosen.count) / Double(rows.count) / 2 else { return nil }
    let squares =
      Self.valueSquares(blocks, columnCount: builder.encoding.valueCount)
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

  /// Twenty to fifty rows for each parameter tell the curvature well enough to step by, and one row
  /// in 32 better where the columns are few; nil when that is most of the rows.
  private static func choice(of selection: RowSelection, order: Int) -> RowSelection? {
    let enough = max(20 * order, min(50 * order, 5000), 4096)
    let count = order <= 100 ? max(enough, selection.count / 32) : enough
    guard selection.count >= 4 * count else { return nil }
    var generator = SeededGenerator(seed: UInt64(selection.count))
    // One row from each of `count` equal stretches: sorted, without a repeat, and as even as random
    // rows.
    let chosen = (0..<count).map { index in
      let stretch = index * selection.count / count..<(index + 1) * selection.count / count
      let position = Int.random(in: stretch, using: &generator)
      return selection.rows.map { $0[position] } ?? UInt32(position)
    }
    return RowSelection(chosen, rowCount: count)
  }

  /// The weighted sum of the squares of each standardised column of a sample.
  private static func valueSquares(_ sample: [DesignBlock], columnCount: Int) -> [Double] {
    var squares = [Double](repeating: 0, count: columnCount)
    for block in sample {
      guard case .double(let cells, let range) = block.cells else { continue }
      for column in 0..<columnCount {
        for row in 0..<block.rowCount {
          let cell = cells[range.lowerBound + column * block.rowCount + row]
          squares[column] += cell * cell * (block.weights.isEmpty ? 1 : block.weights[row])
        }
      }
    }
    return squares
  }
}
