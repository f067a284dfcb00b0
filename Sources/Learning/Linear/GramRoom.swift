import LinearAlgebra

/// Weighted Gram matrices of the dense cells of one block after another, each of several kinds of weights.
///
/// The sum is transpose(X) * diagonal(weights) * X, where X has a column of ones after the cells' own. Rows
/// are scaled by the roots of their weights into a copy, `chunkRowCount` at a time, which stays in
/// the cache while it is multiplied.
struct GramRoom {
  /// Rows that are scaled together: 1,024 took a tenth longer, measured with 50 and 100 columns.
  private static let chunkRowCount = 256
  /// Once blocks of so many rows were summed in single precision their sum joins those in double.
  ///
  /// With 4,096 and chunks of 512 the rounding cost the squared loss a second step to 1e-8.
  private static let roughRowLimit = 1024

  private let columnCount: Int
  private var floats = Chunk<Float>()
  private var doubles = Chunk<Double>()
  /// For each kind of weights the sum over the latest blocks of single precision.
  private var rough: [[Float]]
  private var roughRowCounts: [Int]
  /// For each kind of weights the sum over all others.
  private var sums: [[Double]]

  /// Columns of a chunk: BLAS was measured a sixth faster where they are a multiple of four.
  private var order: Int { (columnCount + 4) / 4 * 4 }

  /// Sums of 0, of cells that have `columnCount` columns.
  init(columnCount: Int, kindCount: Int) {
    self.columnCount = columnCount
    rough = [[Float]](repeating: [], count: kindCount)
    roughRowCounts = [Int](repeating: 0, count: kindCount)
    sums = [[Double]](repeating: [], count: kindCount)
  }

  /// Adds a block's rows, each with its weight of one kind, 0 or more.
  ///
  /// - Complexity: O(rows * columns^2).
  mutating func add(_ cells: DenseCells, _ weights: [Double], kind: Int) {
    switch cells {
    case .double(let cells, let range):
      let factors = weights.map { $0.squareRoot() }
      if sums[kind].isEmpty { sums[kind] = [Double](repeating: 0, count: order * order) }
      doubles.add(cells.span.extracting(range), factors.span, order: order, to: &sums[kind])
    case .float(let cells, let range):
      let factors = weights.map { Float($0.squareRoot()) }
      if rough[kind].isEmpty { rough[kind] = [Float](repeating: 0, count: order * order) }
      floats.add(cells.span.extracting(range), factors.span, order: order, to: &rough[kind])
      roughRowCounts[kind] += weights.count
      if roughRowCounts[kind] >= Self.roughRowLimit { settle(kind) }
    }
  }

  /// Adds the sum of one kind to the lower triangle of `gram`, of `gramOrder` rows and columns: the cells'
  /// columns come first, the column of ones is last.
  mutating func addSum(of kind: Int, to gram: inout [Double], order gramOrder: Int) {
    settle(kind)
    guard !sums[kind].isEmpty else { return }
    let order = order
    let kept = sums[kind]
    let sums = kept.span
    var gram = gram.mutableSpan
    for column in 0..<columnCount {
      for row in column..<columnCount {
        gram[column * gramOrder + row] += sums[column * order + row]
      }
      gram[(column + 1) * gramOrder - 1] += sums[column * order + columnCount]
    }
  }

  /// Takes what was summed in single precision to the rest.
  private mutating func settle(_ kind: Int) {
    guard roughRowCounts[kind] > 0 else { return }
    roughRowCounts[kind] = 0
    if sums[kind].isEmpty { sums[kind] = [Double](repeating: 0, count: order * order) }
    var sums = sums[kind].mutableSpan
    var rough = rough[kind].mutableSpan
    for index in rough.indices {
      sums[index] += Double(rough[index])
      rough[index] = 0
    }
  }

  /// Scaled rows, column by column.
  private struct Chunk<Cell: GramCell> {
    private var cells: [Cell] = []

    /// `sum += transpose(X) * diagonal(factors)^2 * X`, in the lower triangle.
    mutating func add(_ cells: Span<Cell>, _ factors: Span<Cell>, order: Int, to sum: inout [Cell])
    {
      let rowCount = factors.count
      let chunkCount = (rowCount + chunkRowCount - 1) / chunkRowCount
      for chunk in 0..<chunkCount {
        let rows = chunk * rowCount / chunkCount..<(chunk + 1) * rowCount / chunkCount
        fill(cells, rows, factors, order: order)
        var result = sum.mutableSpan
        Cell.addGram(self.cells.span, rowCount: rows.count, columnCount: order, to: &result)
      }
    }

    /// Takes some rows times their factors, then the factors, then columns of 0.
    private mutating func fill(
      _ cells: Span<Cell>,
      _ rows: Range<Int>,
      _ factors: Span<Cell>,
      order: Int
    ) {
      if self.cells.count != order * rows.count {
        self.cells = [Cell](repeating: 0, count: order * rows.count)
      }
      let rowCount = factors.count
      let factors = factors.extracting(rows)
      var scaled = self.cells.mutableSpan
      var start = 0
      for first in stride(from: rows.lowerBound, to: cells.count, by: rowCount) {
        // Spans that all begin at 0 leave no check in the loop, which then takes several rows at a time.
        let column = cells.extracting(first..<first + factors.count)
        var scaledColumn = scaled._mutatingExtracting(start..<start + factors.count)
        for row in factors.indices { scaledColumn[row] = column[row] * factors[row] }
        start += factors.count
      }
      for row in factors.indices { scaled[start + row] = factors[row] }
    }
  }
}

/// A type of cells that Gram matrices are made of.
private protocol GramCell: BinaryFloatingPoint {
  /// `result += transpose(matrix) * matrix`, in the lower triangle.
  static func addGram(
    _ matrix: Span<Self>,
    rowCount: Int,
    columnCount: Int,
    to result: inout MutableSpan<Self>
  )
}

extension Float: GramCell {
  fileprivate static func addGram(
    _ matrix: Span<Float>,
    rowCount: Int,
    columnCount: Int,
    to result: inout MutableSpan<Float>
  ) {
    BLAS.addGram(matrix, rowCount: rowCount, columnCount: columnCount, to: &result)
  }
}

extension Double: GramCell {
  fileprivate static func addGram(
    _ matrix: Span<Double>,
    rowCount: Int,
    columnCount: Int,
    to result: inout MutableSpan<Double>
  ) {
    BLAS.addGram(matrix, rowCount: rowCount, columnCount: columnCount, to: &result)
  }
}
