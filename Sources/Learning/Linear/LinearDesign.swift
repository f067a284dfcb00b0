import LinearAlgebra
package import Models
import Parallel

/// Training rows as a linear learner reads them: encoded once, then passed over many times.
///
/// Memory: 4 bytes for each standardised value (8 in designs of at most `exactCellCount` values, none in
/// larger ones that are read once), 4 for each category or missing indicator, and 16 for each row; one-hot
/// columns are never expanded.
package struct LinearDesign: Sendable {
  /// Designs with no more standardised values than this keep them in double precision.
  package static let exactCellCount = 1 << 22

  /// One feature's 0/1 columns, of which each row has at most one set.
  struct IndicatorGroup: Sendable {
    /// The columns.
    let columns: Range<Int>
    /// The columns and one place for rows that have none set.
    var width: Int { columns.count + 1 }
  }

  /// The encoding of features as columns.
  package let encoding: LinearEncoding
  /// The task to learn.
  package let task: LearningTask
  /// The number of rows.
  package let rowCount: Int
  /// The sum of the rows' weights, above 0.
  package let totalWeight: Double
  /// The 0/1 columns, feature by feature.
  let groups: [IndicatorGroup]
  /// All rows, in order.
  let blocks: [DesignBlock]
  /// A choice of the rows, where a choice is enough to know the hessian.
  let sample: DesignSample?
  /// For each column the weighted sum of its squares.
  let columnSquares: [Double]
  /// Brings the target of a regression to mean 0 and variance 1; of use for the squared loss only.
  let targetScale: NumericEncoding
  /// For each class its weight (classification), or the weighted mean of the target.
  let targetSums: [Double]
  /// Whether cells are single precision.
  let isSinglePrecision: Bool

  /// The number of parameters of an output: a coefficient for each column, and the intercept.
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
  ///   - isReadOnce: Whether one pass is all that will be made, if the shape allows it: cells are not kept
  ///     then, if they are many, and are double precision.
  /// - Throws: `noRows` when no row has weight; `libraryMissing` without OpenBLAS.
  /// - Complexity: O(rows * features).
  package init(
    _ data: TrainingData,
    rows: [UInt32]?,
    task: LearningTask,
    minimumLevelWeight: Double,
    threadCount: Int,
    exactCellCount: Int = exactCellCount,
    isReadOnce: Bool = false
  ) throws(LearningError) {
    let selection = RowSelection(rows, rowCount: data.rowCount)
    let weights = data.weights.map { selection.gather($0, 0..<selection.count) }
    let totalWeight = weights?.reduce(0, +) ?? Double(selection.count)
    guard totalWeight > 0 else { throw .noRows }
    try BLAS.loadForLearning()
    let encoding = LinearEncoding.fit(
      data,
      rows: selection,
      minimumLevelWeight: minimumLevelWeight,
      threadCount: threadCount
    )
    self.encoding = encoding
    self.task = task
    self.totalWeight = totalWeight
    rowCount = selection.count
    groups = Self.groups(of: encoding)
    let isLarge = selection.count * encoding.valueCount > exactCellCount
    let isKept =
      !isReadOnce || !isLarge || !LeastSquares.suits(encoding, rowCount: selection.count)
    isSinglePrecision = isLarge && isKept
    let built = BlockBuilder(
      data: data,
      encoding: encoding,
      rows: selection,
      storage: !isKept ? .none : isLarge ? .single : .double,
      outputCount: task.outputCount
    ).built(threadCount: threadCount)
    blocks = built.blocks
    // Standardised values have variance 1.
    columnSquares =
      [Double](repeating: totalWeight, count: encoding.valueCount)
      + Self.slotWeights(groups, blocks)
    sample = DesignSample(
      built.sample,
      groups: groups,
      valueCount: encoding.valueCount,
      rowCount: selection.count,
      totalWeight: totalWeight,
      columnSquares: columnSquares
    )
    targetScale =
      task == .regression
      ? NumericEncoding(fitting: .double(data.target), rows: selection, weights: data.weights)
      : .unscaled
    targetSums = Self.targetSums(
      blocks,
      task: task,
      totalWeight: totalWeight,
      threadCount: threadCount
    )
  }

  /// The rows of a design with other columns, which have no features: `blocks` has what `groups` and
  /// `columnSquares` tell of.
  init(
    _ design: LinearDesign,
    groups: [IndicatorGroup],
    blocks: [DesignBlock],
    sample: DesignSample?,
    columnSquares: [Double],
    isSinglePrecision: Bool
  ) {
    let indicators = groups.map { group in
      LinearEncoding.Feature.category(
        CategoryEncoding(slots: [], slotCount: group.columns.count, missingSlot: 0, unseenSlot: 0)
      )
    }
    let valueCount = columnSquares.count - groups.reduce(0) { $0 + $1.columns.count }
    encoding = LinearEncoding(
      features: (0..<valueCount).map { _ in .numeric(.unscaled) } + indicators
    )
    task = design.task
    rowCount = design.rowCount
    totalWeight = design.totalWeight
    self.groups = groups
    self.blocks = blocks
    self.sample = sample
    self.columnSquares = columnSquares
    targetScale = design.targetScale
    targetSums = design.targetSums
    self.isSinglePrecision = isSinglePrecision
  }

  private static func groups(of encoding: LinearEncoding) -> [IndicatorGroup] {
    encoding.features.indices.compactMap { index in
      let count = encoding.features[index].indicatorCount
      let first = encoding.firstIndicatorColumns[index]
      return count > 0 ? IndicatorGroup(columns: first..<first + count) : nil
    }
  }

  /// The weight of the rows in each 0/1 column.
  static func slotWeights(_ groups: [IndicatorGroup], _ blocks: [DesignBlock]) -> [Double] {
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

  /// `targetSums`, block by block.
  private static func targetSums(
    _ blocks: [DesignBlock],
    task: LearningTask,
    totalWeight: Double,
    threadCount: Int
  ) -> [Double] {
    let count = task == .binary ? 2 : task.outputCount
    let sums = concurrentMap(count: blocks.count, threadCount: threadCount) { index in
      blocks[index].targetSums(count: count, isMean: task == .regression, totalWeight: totalWeight)
    }
    return sums.reduce(into: [Double](repeating: 0, count: count)) { total, sums in
      for index in total.indices { total[index] += sums[index] }
    }
  }
}

extension DesignBlock {
  /// The block's share of the mean target, or the weight of each class.
  fileprivate func targetSums(count: Int, isMean: Bool, totalWeight: Double) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    let (targets, weights) = (targets.span, weights.span)
    for row in targets.indices {
      let weight = weights.isEmpty ? 1 : weights[row]
      if isMean {
        // Divided first: a sum of targets may be infinite.
        sums[0] += weight / totalWeight * targets[row]
      } else {
        sums[Int(targets[row])] += weight
      }
    }
    return sums
  }
}

extension NumericEncoding {
  /// Values as they are.
  static let unscaled = NumericEncoding(
    unit: 1,
    mean: 0,
    inverseDeviation: 1,
    lowest: -.infinity,
    highest: .infinity,
    hasMissingIndicator: false
  )
}
