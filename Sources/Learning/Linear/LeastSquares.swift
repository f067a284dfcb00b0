import LinearAlgebra
import Models

/// The squared loss of a design in the products of each two of its columns, with which any strength of a
/// squared penalty is fitted without another pass over the rows.
struct LeastSquares: Sendable {
  /// Wider designs are not worth a matrix of columns x columns over all rows.
  private static let columnLimit = 512
  /// Rows that are encoded and multiplied together, at most: they stay in the second-level cache.
  static let blockRowCount = 512
  /// The least pivot that is more than the rounding of the products.
  private static let leastPivot = 1e-11

  /// The products in double precision, in the lower triangle: of the columns, then the intercept's ones, then
  /// the target in deviations from its mean.
  private let products: Matrix

  /// Whether a design of such columns and rows is fitted so.
  static func suits(_ encoding: LinearEncoding, rowCount: Int) -> Bool {
    encoding.columnCount <= min(columnLimit, rowCount)
  }

  /// Whether these settings ask for what can be fitted so.
  static func suits(_ settings: LinearSettings, task: LearningTask) -> Bool {
    settings.alpha == 0 && (settings.loss ?? LinearLoss(for: task)) == .squared
  }

  /// Sums the products: one pass over the design.
  ///
  /// - Complexity: O(rows * columns^2).
  init(_ objective: LinearObjective) {
    let design = objective.design
    let order = design.encoding.columnCount + 2
    let zeros = [Double](repeating: 0, count: order * order)
    let sums = objective.sumOfPieces(design.blocks, limit: 16) { blocks in
      var sums = zeros
      var room: [Double] = []
      for block in blocks {
        room.resize(to: block.rowCount * order)
        var columns = room.mutableSpan
        block.fill(&columns, of: design)
        var result = sums.mutableSpan
        BLAS.addGram(room.span, rowCount: block.rowCount, columnCount: order, to: &result)
      }
      return sums
    } add: { total, sums in
      for index in total.indices { total[index] += sums[index] }
    }
    products = Matrix(rowCount: order, columnCount: order, values: sums ?? zeros)
  }

  /// The optimum of the objective; nil where some columns are combinations of others, or nearly, so that
  /// rounding would decide.
  ///
  /// - Complexity: O(columns^3).
  func minimise(_ objective: LinearObjective, tolerance: Double) -> LinearSolver.Outcome? {
    let order = products.rowCount - 1
    var matrix = Matrix(rowCount: order, columnCount: order)
    for column in 0..<order {
      for row in column..<order {
        matrix[row, column] = products[row, column]
        matrix[column, row] = products[row, column]
      }
      if column < order - 1 { matrix[column, column] += objective.lambda }
    }
    let wanted = (0..<order).map { products[order, $0] }
    guard let factor = try? Cholesky(matrix), factor.leastPivotShare >= Self.leastPivot else {
      return nil
    }
    var parameters = wanted
    factor.solve(&parameters)
    // What rounding left of the gradient, solved once more.
    var rest = zip(wanted, matrix.times(parameters)).map { $0 - $1 }
    factor.solve(&rest)
    parameters = zip(parameters, rest).map { $0 + $1 }
    let images = matrix.times(parameters)
    let gradient = zip(images, wanted).map { $0 - $1 }
    let fitted = BLAS.dot(parameters.span, images.span) / 2
    let explained = BLAS.dot(parameters.span, wanted.span)
    let evaluation = LinearObjective.Evaluation(
      parameters: parameters,
      value: max(products[order, order] / 2 - explained + fitted, 0),
      gradient: gradient
    )
    let isWithin = evaluation.gradientNorm <= tolerance * objective.slopeUnit
    return LinearSolver.Outcome(
      evaluation: evaluation,
      value: evaluation.value,
      gradientNorm: evaluation.gradientNorm,
      iterations: 1,
      ending: isWithin ? .converged : .precisionLimit,
      remedies: [],
      sums: nil
    )
  }
}

extension DesignBlock {
  /// Writes all columns of the rows, ones, and the target as the squared loss sees it, each row times the
  /// root of its weight: zeros for a row without weight, even where its target overflows.
  fileprivate func fill(_ columns: inout MutableSpan<Double>, of design: LinearDesign) {
    let valueCount = design.encoding.valueCount
    var values = columns._mutatingExtracting(0..<valueCount * rowCount)
    copyCells(to: &values)
    for (group, slots) in zip(design.groups, slots) {
      for index in 0..<group.columns.count {
        for row in 0..<rowCount {
          columns[(group.columns.lowerBound + index) * rowCount + row] = slots[row] == index ? 1 : 0
        }
      }
    }
    let (ones, scale) = (design.encoding.columnCount * rowCount, design.targetScale)
    let targets = targets.span
    for row in 0..<rowCount {
      columns[ones + row] = 1
      columns[ones + rowCount + row] =
        (targets[row] * scale.unit - scale.mean) * scale.inverseDeviation
    }
    guard !weights.isEmpty else { return }
    let factors = weights.map { $0.squareRoot() }
    for start in stride(from: 0, to: columns.count, by: rowCount) {
      for row in 0..<rowCount {
        columns[start + row] = factors[row] > 0 ? columns[start + row] * factors[row] : 0
      }
    }
  }
}

extension Matrix {
  /// The matrix times a vector of `columnCount` elements.
  fileprivate func times(_ vector: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: rowCount)
    var products = result.mutableSpan
    BLAS.addProduct(
      values.span,
      vector.span,
      rowCount: rowCount,
      innerCount: columnCount,
      columnCount: 1,
      to: &products
    )
    return result
  }
}

extension [Double] {
  /// Makes the array `count` long; what it then holds has no meaning.
  fileprivate mutating func resize(to count: Int) {
    if self.count != count { self = [Double](repeating: 0, count: count) }
  }
}
