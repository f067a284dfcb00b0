import LinearAlgebra
package import Models
import Parallel

/// Training rows as a linear learner reads them: encoded once, then passed over many times.
///
/// Memory: 4 bytes for each standardised value (8 in designs of at most `exactCellCount` values), 4
/// for each category or missing indicator, and 16 for each row; one-hot columns are never expanded.
package struct LinearDesign: Sendable {
  /// Designs with no more standardised values than this keep them in double precision.
  private static let exactCellCount = 1 << 22
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
  /// - Throws: `noRows` when no row has weight.
  /// - Complexity: O(rows * features).
  package init(
    _ data: TrainingData,
    rows: [UInt32]?,
    task: LearningTask,
    minimumLevelWeight: Double,
    threadCount: Int
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
    isSinglePrecision = selection.count * encoding.valueCount > Self.exactCellCount
    let builder = BlockBuilder(data: data, encoding: encoding, isSinglePrecision: isSinglePrecision)
    let size = Self.blockRowCount(columnCount: encoding.valueCount)
    blocks = builder.blocks(of: selection, size: size, threadCount: threadCount)
    let chosen = Self.sampledRows(of: selection, columnCount: encoding.columnCount, task: task)
    let sample = chosen.map { builder.blocks(of: $0, size: 512, threadCount: threadCount) } ?? []
    let sampleWeight = sample.reduce(0) { sum, block in
      sum + (block.weights.isEmpty ? Double(block.rowCount) : block.weights.reduce(0, +))
    }
    // Weights that lie on few rows make a choice of rows that tells nothing.
    let expectedWeight = totalWeight * Double(chosen?.count ?? 0) / Double(selection.count)
    self.sample = sampleWeight > expectedWeight / 2 ? sample : []
    self.sampleWeight = sampleWeight
    columnSquares = Self.columnSquares(encoding, groups, blocks, totalWeight: totalWeight)
    targetScale = NumericEncoding(
      fitting: .double(data.target),
      rows: selection,
      weights: data.weights
    )
    targetSums = Self.targetSums(blocks, task: task, totalWeight: totalWeight)
  }

  private static func blockRowCount(columnCount: Int) -> Int {
    min(max(blockCellCount / max(columnCount, 1), 256), 4096)
  }

  /// Fifty rows for each column tell its curvature well enough to step by; nil when that is most of
  /// the rows.
  private static func sampledRows(
    of selection: RowSelection,
    columnCount: Int,
    task: LearningTask
  ) -> RowSelection? {
    let count = max(50 * (columnCount + 1) * task.outputCount, 4096)
    guard selection.count >= 4 * count else { return nil }
    var generator = SplitMix64(seed: UInt64(selection.count))
    // One row from each of `count` equal stretches: sorted, without a repeat, and as even as random
    // rows.
    let chosen = (0..<count).map { index in
      let stretch = index * selection.count / count..<(index + 1) * selection.count / count
      let position = Int.random(in: stretch, using: &generator)
      return selection.rows.map { $0[position] } ?? UInt32(position)
    }
    return RowSelection(chosen, rowCount: count)
  }

  private static func columnSquares(
    _ encoding: LinearEncoding,
    _ groups: [IndicatorGroup],
    _ blocks: [DesignBlock],
    totalWeight: Double
  ) -> [Double] {
    // Standardised values have variance 1.
    var squares = [Double](repeating: totalWeight, count: encoding.valueCount)
    for (index, group) in groups.enumerated() {
      var sums = [Double](repeating: 0, count: group.width)
      for block in blocks {
        for (row, slot) in block.slots[index].enumerated() {
          sums[Int(slot)] += block.weights.isEmpty ? 1 : block.weights[row]
        }
      }
      squares += sums[..<group.columns.count]
    }
    return squares
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
  let isSinglePrecision: Bool

  func blocks(of rows: RowSelection, size: Int, threadCount: Int) -> [DesignBlock] {
    let ranges = rows.blocks(of: size)
    return concurrentMap(count: ranges.count, threadCount: threadCount) { index in
      block(rows, ranges[index])
    }
  }

  private func block(_ rows: RowSelection, _ range: Range<Int>) -> DesignBlock {
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
    var cells: [T] = []
    cells.reserveCapacity(range.count * encoding.valueCount)
    for (index, feature) in encoding.features.enumerated() {
      guard case .numeric(let numeric) = feature, !numeric.isConstant else { continue }
      for value in rows.gather(data.features.columns[index], range) {
        cells.append(narrow(numeric.standardised(value)))
      }
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

/// A seeded generator (Steele, Lea, Flood 2014): which rows are sampled does not depend on the run.
private struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
