import LinearAlgebra
import Models
import Parallel

/// Rows as K-means reads them: encoded once, in blocks of columns, with what each row weighs.
struct ClusterRows: Sendable {
  /// Rows of a block: its scores of 100 clusters stay in the second cache.
  static let blockRowCount = 512
  /// Stretches of blocks with sums of their own, so that a result does not depend on threads: 64, or fewer
  /// where their sums would take more than 128 MB.
  static func partCount(blockCount: Int, sumCount: Int) -> Int {
    min(64, blockCount, max(1, (1 << 24) / max(sumCount, 1)))
  }

  /// A stretch of rows.
  struct Block: Sendable {
    /// `rowCount` x columns, column by column.
    let values: Matrix
    /// For each row the squared length.
    let squaredLengths: [Double]
    /// For each row what it weighs.
    let weights: [Double]
    /// The place of its first row among all.
    let first: Int
  }

  /// The number of columns.
  let columnCount: Int
  /// All rows, in order.
  let blocks: [Block]
  /// The sum of the weights.
  let totalWeight: Double
  /// The mean over the columns of their variance.
  let meanVariance: Double

  /// The number of rows.
  var rowCount: Int { blocks.last.map { $0.first + $0.values.rowCount } ?? 0 }

  /// Encodes rows.
  ///
  /// - Complexity: O(rows x columns), on `threadCount` threads.
  init(
    _ features: FeatureTable,
    weights: [Double]?,
    encoding: LinearEncoding,
    threadCount: Int
  ) {
    let starts = Array(stride(from: 0, to: features.rowCount, by: Self.blockRowCount))
    let blocks = concurrentMap(count: starts.count, threadCount: threadCount) { index in
      let end = min(starts[index] + Self.blockRowCount, features.rowCount)
      return Block(features, starts[index]..<end, weights: weights, encoding: encoding)
    }
    self.init(blocks: blocks, columnCount: encoding.valueCount)
  }

  private init(blocks: [Block], columnCount: Int) {
    self.blocks = blocks
    self.columnCount = columnCount
    let total = blocks.reduce(0) { $0 + $1.weights.reduce(0, +) }
    totalWeight = total
    // Columns have mean 0 but for what weights change.
    let squares = blocks.reduce(0) { sum, block in
      sum + zip(block.squaredLengths, block.weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
    meanVariance = squares / total / Double(max(columnCount, 1))
  }

  /// One row's values.
  func row(_ index: Int) -> [Double] {
    let block = blocks[index / Self.blockRowCount]
    let row = index % Self.blockRowCount
    return (0..<columnCount).map { block.values[row, $0] }
  }

  /// The rows at these places.
  ///
  /// - Complexity: O(`places.count` x columns).
  func gathered(_ places: [Int]) -> ClusterRows {
    let starts = stride(from: 0, to: places.count, by: Self.blockRowCount)
    let blocks = starts.map { start in
      let chosen = places[start..<min(start + Self.blockRowCount, places.count)]
      var values = Matrix(rowCount: chosen.count, columnCount: columnCount)
      var weights: [Double] = []
      var lengths: [Double] = []
      for (row, place) in chosen.enumerated() {
        let block = self.blocks[place / Self.blockRowCount]
        let source = place % Self.blockRowCount
        for column in 0..<columnCount { values[row, column] = block.values[source, column] }
        weights.append(block.weights[source])
        lengths.append(block.squaredLengths[source])
      }
      return Block(values: values, squaredLengths: lengths, weights: weights, first: start)
    }
    return ClusterRows(blocks: blocks, columnCount: columnCount)
  }
}

extension ClusterRows.Block {
  /// Encodes some rows.
  init(
    _ features: FeatureTable,
    _ rows: Range<Int>,
    weights: [Double]?,
    encoding: LinearEncoding
  ) {
    var values = Matrix(rowCount: rows.count, columnCount: encoding.valueCount)
    var lengths = [Double](repeating: 0, count: rows.count)
    for (index, feature) in encoding.features.enumerated() {
      guard case .numeric(let numeric) = feature, let column = encoding.valueColumns[index] else {
        continue
      }
      let range = values.columnRange(column)
      var span = values.values.mutableSpan
      var cells = span._mutatingExtracting(range)
      switch features.columns[index] {
      case .double(let numbers):
        Double.standardise(numbers.span.extracting(rows), numeric, into: &cells)
      case .float(let numbers):
        Double.standardise(numbers.span.extracting(rows), numeric, into: &cells)
      case .codes: preconditionFailure("a category among numbers")
      }
      for row in lengths.indices { lengths[row] += cells[row] * cells[row] }
    }
    self.init(
      values: values,
      squaredLengths: lengths,
      weights: weights.map { Array($0[rows]) } ?? rows.map { _ in 1 },
      first: rows.lowerBound
    )
  }
}
