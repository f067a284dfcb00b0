import LinearAlgebra
import Models

/// The squared loss of a design in the products of each two of its columns, with which any strength of a
/// squared penalty is fitted without another pass over the rows.
struct LeastSquares: Sendable {
  /// Wider designs are not worth a matrix of columns x columns over all rows.
  private static let columnLimit = 512
  /// Rows that are encoded and multiplied together, at most: they stay in the second-level cache.
  static let blockRowCount = 512
  /// Below this share of a pivot the rounding of products would show in the eleventh digit of the objective.
  private static let leastPivot = 1e-5
  /// Below this share of its length a column is a combination of others, as far as double precision can tell.
  private static let leastShare = 1e-13

  /// The products in double precision, in the lower triangle: of the columns, then the intercept's ones, then
  /// the target in deviations from its mean.
  private let products: Matrix
  /// The triangular factor of the same columns, once it was needed.
  private var triangle: TriangularFactor?

  /// Whether a design of such columns and rows is fitted so.
  static func suits(_ encoding: LinearEncoding, rowCount: Int) -> Bool {
    encoding.columnCount <= min(columnLimit, rowCount)
  }

  /// Whether these settings ask, with a penalty of strength `lambda`, for what can be fitted so and has one
  /// optimum: without a penalty the levels of a category and the intercept are combinations of each other.
  static func suits(
    _ settings: LinearSettings,
    lambda: Double,
    task: LearningTask,
    hasLevels: Bool
  ) -> Bool {
    settings.alpha == 0 && (settings.loss ?? LinearLoss(for: task)) == .squared
      && (lambda > 0 || !hasLevels)
  }

  /// Sums the products: one pass over the design.
  ///
  /// - Complexity: O(rows * columns^2).
  init(_ objective: LinearObjective) {
    let order = objective.design.encoding.columnCount + 2
    let zeros = [Double](repeating: 0, count: order * order)
    let sums = Self.sum(objective, from: zeros) { sums, rows, rowCount in
      var result = sums.mutableSpan
      BLAS.addGram(rows, rowCount: rowCount, columnCount: order, to: &result)
    } add: { total, sums in
      for index in total.indices { total[index] += sums[index] }
    }
    products = Matrix(rowCount: order, columnCount: order, values: sums)
  }

  /// The optimum of the objective; nil where some columns are combinations of others, so that there is no one
  /// optimum.
  ///
  /// Where columns are nearly combinations of others it is found from their triangular factor: one more pass,
  /// once for all strengths.
  ///
  /// - Complexity: O(columns^3).
  mutating func minimise(
    _ objective: LinearObjective,
    tolerance: Double
  ) -> LinearSolver.Outcome? {
    guard let evaluation = optimumOfProducts(objective) ?? optimumOfTriangle(objective) else {
      return nil
    }
    let isWithin = evaluation.gradientNorm <= tolerance * objective.gradientUnit
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

  private func optimumOfProducts(_ objective: LinearObjective) -> LinearObjective.Evaluation? {
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
    let fitted = BLAS.dot(parameters.span, images.span) / 2
    let explained = BLAS.dot(parameters.span, wanted.span)
    return LinearObjective.Evaluation(
      parameters: parameters,
      value: max(products[order, order] / 2 - explained + fitted, 0),
      gradient: zip(images, wanted).map { $0 - $1 }
    )
  }

  /// The optimum from the triangular factor R of columns, ones and target, to which the penalty adds a row
  /// for each column: least squares of as many rows as there are columns, twice over.
  private mutating func optimumOfTriangle(
    _ objective: LinearObjective
  ) -> LinearObjective.Evaluation? {
    let triangle = self.triangle ?? Self.triangle(of: objective)
    self.triangle = triangle
    let order = triangle.order - 1
    var penalised = triangle
    let root = objective.lambda.squareRoot()
    if root > 0 {
      var rows = [Double](repeating: 0, count: (order - 1) * triangle.order)
      for column in 0..<order - 1 { rows[column * (order - 1) + column] = root }
      penalised.add(rows.span, rowCount: order - 1)
    }
    let wanted = (0..<order).map { penalised.matrix[$0, order] }
    guard let parameters = penalised.solution(of: wanted, leastShare: Self.leastShare) else {
      return nil
    }
    // The residuals of the factor's rows have the sum of squares and the gradient of all rows' residuals.
    let extended = parameters + [-1]
    let residuals = (0..<triangle.order).map { row in
      (row..<triangle.order).reduce(0.0) { $0 + triangle.matrix[row, $1] * extended[$1] }
    }
    let coefficients = Array(parameters.dropLast())
    let gradient = (0..<order).map { column in
      (0...column).reduce(column < order - 1 ? objective.lambda * parameters[column] : 0) {
        $0 + triangle.matrix[$1, column] * residuals[$1]
      }
    }
    let squares = BLAS.dot(residuals.span, residuals.span)
    let penalty = objective.lambda * BLAS.dot(coefficients.span, coefficients.span)
    return LinearObjective.Evaluation(
      parameters: parameters,
      value: (squares + penalty) / 2,
      gradient: gradient
    )
  }

  private static func triangle(of objective: LinearObjective) -> TriangularFactor {
    let empty = TriangularFactor(order: objective.design.encoding.columnCount + 2)
    return sum(objective, from: empty) { triangle, rows, rowCount in
      triangle.add(rows, rowCount: rowCount)
    } add: { total, triangle in
      total.add(triangle.matrix.values.span, rowCount: triangle.order)
    }
  }

  /// The sum that `addRows` makes of `zero` and the design's rows with all their columns, block by
  /// block, joined by `add`.
  private static func sum<Sum: Sendable>(
    _ objective: LinearObjective,
    from zero: Sum,
    _ addRows: @Sendable (inout Sum, Span<Double>, Int) -> Void,
    add: (inout Sum, Sum) -> Void
  ) -> Sum {
    let design = objective.design
    let order = design.encoding.columnCount + 2
    let sum = objective.sumOfPieces(design.blocks, limit: 16) { blocks in
      var sum = zero
      var room: [Double] = []
      for block in blocks {
        room.resize(to: block.rowCount * order)
        var columns = room.mutableSpan
        block.fill(&columns, of: design)
        addRows(&sum, room.span, block.rowCount)
      }
      return sum
    } add: {
      add(&$0, $1)
    }
    return sum ?? zero
  }
}

extension DesignBlock {
  /// Writes all columns of the rows, ones, and the target as the squared loss sees it, each row times the
  /// root of its weight: zeros for a row without weight, even where its target overflows.
  fileprivate func fill(_ columns: inout MutableSpan<Double>, of design: LinearDesign) {
    fillColumns(&columns, of: design)
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
