import LinearAlgebra
package import Models
import Parallel

/// Training rows as a linear learner reads them: encoded once, then passed over many times.
///
/// Memory: 4 bytes for each standardised value (8 in designs of at most `exactCellCount` values), 4
/// for each category or missing indicator, and 16 for each row; one-hot columns are never expanded.
package struct LinearDesign: Sendable {
  /// Designs with no more standardised values than this keep them in double precision.
  package static let exactCellCount = 1 << 22
  /// Values in a block: half a megabyte in single precision.
  private static let blockCellCount = 1 << 17

  /// One feature's 0/1 columns, of which each row has at most one set.
  struct IndicatorGroup: Sendable {
    /// The columns.
    let columns: Range<Int>
    /// The columns and one place for rows that have none set.
    var width: Int { columns.count + 1 }
  }

  /// How features became columns.
  package let encoding: LinearEncoding
  /// What is to be learnt.
  package let task: LearningTask
  /// How many rows.
  package let rowCount: Int
  /// The sum of the rows' weights, above 0.
  package let totalWeight: Double
  /// The 0/1 columns, feature by feature.
  let groups: [IndicatorGroup]
  /// All rows, in order.
  let blocks: [DesignBlock]
  /// A random choice of the rows in blocks, where a choice is enough to know the curvature;
  /// otherwise empty.
  let sample: [DesignBlock]
  /// For each column whether `sample` has less than a quarter of its share: its values are rare.
  let isUndersampled: [Bool]
  /// The weight of the rows of `sample`.
  let sampleWeight: Double
  /// For each column the weighted sum of its squares.
  let columnSquares: [Double]
  /// Brings the target to mean 0 and variance 1; of use for the squared loss only.
  let targetScale: NumericEncoding
  /// For each class its weight (classification), or the weighted mean of the target.
  let targetSums: [Double]
  /// Whether cells are single precision.
  let isSinglePrecision: Bool

  /// How many numbers an output has: a coefficient for each column, and the intercept.
  var outputStride: Int { encoding.columnCount + 1 }

  /// Fits the encoding to the rows and encodes them.
  ///
  /// - Parameters:
  ///   - data: The features, target and weights.
  ///   - rows: Which rows to learn from; nil for all.
  ///   - task: What is to be learnt.
  ///   - minimumLevelWeight: Category levels that weigh less are pooled.
  ///   - threadCount: How many threads may work; the result does not depend on it.
  ///   - exactCellCount: With more standardised values than this they are single precision.
  /// - Throws: `noRows` when no row has weight.
  /// - Complexity: O(rows * features).
  package init(
    _ data: TrainingData,
    rows: [UInt32]?,
    task: LearningTask,
    minimumLevelWeight: Double,
    threadCount: Int,
    exactCellCount: Int = exactCellCount
  ) throws(LearningError) {
    let selection = RowSelection(rows, rowCount: data.rowCount)
    let weights = data.weights.map { selection.gather($0, 0..<selection.count) }
    let totalWeight = weights?.reduce(0, +) ?? Double(selection.count)
    guard totalWeight > 0 else { throw .noRows }
    let encoding = LinearEncoding.fit(
      data.features,
      rows: selection,
      weights: data.weights,
      minimumLevelWeight: minimumLevelWeight,
      threadCount: threadCount
    )
    self.encoding = encoding
    self.task = task
    self.totalWeight = totalWeight
    rowCount = selection.count
    groups = encoding.features.indices.compactMap { index in
      let count = encoding.features[index].indicatorCount
      let first = encoding.firstIndicatorColumns[index]
      return count > 0 ? IndicatorGroup(columns: first..<first + count) : nil
    }
    isSinglePrecision = selection.count * encoding.valueCount > exactCellCount
    let builder = BlockBuilder(data: data, encoding: encoding)
    let size = Self.blockRowCount(columnCount: encoding.valueCount, rowCount: selection.count)
    blocks = builder.blocks(
      of: selection,
      size: size,
      isSinglePrecision: isSinglePrecision,
      threadCount: threadCount
    )
    let chosen = Self.sampledRows(of: selection, columnCount: encoding.columnCount, task: task)
    let sample =
      chosen.map {
        builder.blocks(of: $0, size: 512, isSinglePrecision: false, threadCount: threadCount)
      } ?? []
    let sampleWeight = sample.reduce(0) { sum, block in
      sum + (block.weights.isEmpty ? Double(block.rowCount) : block.weights.reduce(0, +))
    }
    // Weights that lie on few rows make a choice of rows that tells nothing.
    let expectedWeight = totalWeight * Double(chosen?.count ?? 0) / Double(selection.count)
    self.sample = sampleWeight > expectedWeight / 2 ? sample : []
    self.sampleWeight = sampleWeight
    // Standardised values have variance 1.
    let columnSquares =
      [Double](repeating: totalWeight, count: encoding.valueCount)
      + Self.slotWeights(groups, blocks)
    self.columnSquares = columnSquares
    let sampledSquares =
      Self.valueSquares(sample, columnCount: encoding.valueCount)
      + Self.slotWeights(groups, sample)
    isUndersampled = zip(columnSquares, sampledSquares).map { all, sampled in
      sampled * totalWeight < all / 4 * sampleWeight
    }
    targetScale = NumericEncoding(
      fitting: .double(data.target),
      rows: selection,
      weights: data.weights
    )
    targetSums = Self.targetSums(blocks, task: task, totalWeight: totalWeight)
  }

  /// Rows in a block: few enough for the cache, and at least eight blocks to share out if there are
  /// rows for them.
  private static func blockRowCount(columnCount: Int, rowCount: Int) -> Int {
    let largest = min(blockCellCount / max(columnCount, 1), 4096, rowCount / 8)
    return max(largest, 256)
  }

  /// Twenty to fifty rows for each column tell the curvature well enough to step by, and one row in
  /// 32 better where the columns are few; nil when that is most of the rows.
  private static func sampledRows(
    of selection: RowSelection,
    columnCount: Int,
    task: LearningTask
  ) -> RowSelection? {
    let order = (columnCount + 1) * task.outputCount
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
      guard case .double(let cells) = block.cells else { continue }
      for column in 0..<columnCount {
        for row in 0..<block.rowCount {
          let cell = cells[column * block.rowCount + row]
          squares[column] += cell * cell * (block.weights.isEmpty ? 1 : block.weights[row])
        }
      }
    }
    return squares
  }

  /// The weight of the rows in each 0/1 column.
  private static func slotWeights(_ groups: [IndicatorGroup], _ blocks: [DesignBlock]) -> [Double] {
    var weights: [Double] = []
    for (index, group) in groups.enumerated() {
      var sums = [Double](repeating: 0, count: group.width)
      for block in blocks {
        let slots = block.slots[index]
        let factors = block.weights.isEmpty ? slots.map { _ in 1 } : block.weights
        addBySlot(factors.span, slots.span, to: &sums, from: 0)
      }
      weights += sums[..<group.columns.count]
    }
    return weights
  }

  private static func targetSums(
    _ blocks: [DesignBlock],
    task: LearningTask,
    totalWeight: Double
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: task == .binary ? 2 : task.outputCount)
    for block in blocks {
      for (row, target) in block.targets.enumerated() {
        let weight = block.weights.isEmpty ? 1 : block.weights[row]
        if task == .regression {
          sums[0] += weight * target / totalWeight
        } else {
          sums[Int(target)] += weight
        }
      }
    }
    return sums
  }
}

/// Encodes stretches of rows.
private struct BlockBuilder: Sendable {
  let data: TrainingData
  let encoding: LinearEncoding

  func blocks(
    of rows: RowSelection,
    size: Int,
    isSinglePrecision: Bool,
    threadCount: Int
  ) -> [DesignBlock] {
    let ranges = rows.blocks(of: size)
    return concurrentMap(count: ranges.count, threadCount: threadCount) { index in
      block(rows, ranges[index], isSinglePrecision: isSinglePrecision)
    }
  }

  private func block(
    _ rows: RowSelection,
    _ range: Range<Int>,
    isSinglePrecision: Bool
  ) -> DesignBlock {
    DesignBlock(
      rowCount: range.count,
      cells: isSinglePrecision
        ? .float(cells(rows, range) { Float($0) }) : .double(cells(rows, range, \.self)),
      slots: encoding.features.indices.compactMap { slots(ofFeature: $0, rows, range) },
      targets: rows.gather(data.target, range),
      weights: data.weights.map { rows.gather($0, range) } ?? []
    )
  }

  private func cells<T>(_ rows: RowSelection, _ range: Range<Int>, _ narrow: (Double) -> T) -> [T] {
    var cells = [T](repeating: narrow(0), count: range.count * encoding.valueCount)
    for (index, feature) in encoding.features.enumerated() {
      guard case .numeric(let numeric) = feature, let column = encoding.valueColumns[index] else {
        continue
      }
      let values = rows.gather(data.features.columns[index], range)
      let start = column * range.count
      for row in 0..<range.count { cells[start + row] = narrow(numeric.standardised(values[row])) }
    }
    return cells
  }

  /// Each row's slot among the feature's 0/1 columns; nil if it has none.
  private func slots(
    ofFeature index: Int,
    _ rows: RowSelection,
    _ range: Range<Int>
  ) -> [UInt32]? {
    let column = data.features.columns[index]
    switch (encoding.features[index], column) {
    case (.category(let category), .codes(let codes, _)) where category.slotCount > 0:
      return rows.gather(codes, range).map { category.slot(ofCode: $0) }
    case (.numeric(let numeric), _) where numeric.hasMissingIndicator:
      return rows.gather(column, range).map { $0.isNaN ? 0 : 1 }
    default: return nil
    }
  }
}
