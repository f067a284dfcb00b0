import LinearAlgebra
import Models
import Parallel

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Linear discriminant analysis: classes with the means of their rows and one covariance for all (Hastie,
/// Tibshirani and Friedman, The Elements of Statistical Learning, section 4.3).
///
/// The scores of a row x are `x S^-1 m_k - m_k S^-1 m_k / 2 + log p_k`, whose softmax are the classes'
/// probabilities: a multinomial model, found in one pass over the rows however many classes there are.
/// S is the pooled covariance within classes; `lambda` is added to the sums that it is the mean of.
struct DiscriminantFit {
  /// Wider designs are not worth a matrix of columns x columns.
  private static let columnLimit = 512
  /// Rows that a class without rows counts as, and every other one has more.
  private static let priorRowCount = 0.5
  /// Stretches of rows with sums of their own: a result does not depend on threads.
  private static let pieceCount = 16

  /// The model, whose link is softmax.
  let model: LinearModel

  /// Fits the classes of a design; nil where it has too many columns, or they are combinations of each other.
  ///
  /// - Parameters:
  ///   - design: Encoded rows of several classes.
  ///   - lambda: The strength of the penalty on differences within classes, 0 or more.
  ///   - threadCount: How many threads may work.
  /// - Complexity: O(rows x columns^2 + classes x columns^2).
  init?(_ design: LinearDesign, lambda: Double, threadCount: Int) {
    let columnCount = design.encoding.columnCount
    guard columnCount <= Self.columnLimit else { return nil }
    let sums = Self.sums(of: design, threadCount: threadCount)
    guard let factor = try? Cholesky(sums.covariance(lambda: lambda)) else { return nil }
    let classCount = design.task.outputCount
    let prior = Self.priorRowCount
    let weights = sums.classWeights.map { $0 + prior }
    let total = weights.reduce(0, +)
    var coefficients = Matrix(rowCount: columnCount, columnCount: classCount)
    var intercepts: [Double] = []
    for label in 0..<classCount {
      let mean = sums.mean(of: label)
      var direction = mean
      factor.solve(&direction)
      for column in 0..<columnCount { coefficients[column, label] = direction[column] }
      intercepts.append(log(weights[label] / total) - BLAS.dot(mean.span, direction.span) / 2)
    }
    model = LinearModel(
      encoding: design.encoding,
      coefficients: coefficients,
      intercepts: intercepts
    )
  }

  private static func sums(of design: LinearDesign, threadCount: Int) -> ClassSums {
    let blocks = design.blocks
    let pieceCount = min(pieceCount, blocks.count)
    let pieces = concurrentMap(count: pieceCount, threadCount: threadCount) { piece in
      var sums = ClassSums(design)
      for index in blocks.count * piece / pieceCount..<blocks.count * (piece + 1) / pieceCount {
        sums.add(blocks[index], of: design)
      }
      return sums
    }
    var sums = ClassSums(design)
    for piece in pieces { sums.add(piece) }
    return sums
  }
}

/// Sums over the rows of each class, and products of columns over all rows.
private struct ClassSums: Sendable {
  /// Products of each two columns, lower triangle.
  private var products: Matrix
  /// For each class the sum of each column: columns x classes.
  private var columnSums: Matrix
  /// The sum of the weights of each class.
  private(set) var classWeights: [Double]

  init(_ design: LinearDesign) {
    let (columnCount, classCount) = (design.encoding.columnCount, design.task.outputCount)
    products = Matrix(rowCount: columnCount, columnCount: columnCount)
    columnSums = Matrix(rowCount: columnCount, columnCount: classCount)
    classWeights = [Double](repeating: 0, count: classCount)
  }

  mutating func add(_ block: DesignBlock, of design: LinearDesign) {
    let (rowCount, columnCount) = (block.rowCount, design.encoding.columnCount)
    var columns = [Double](repeating: 0, count: rowCount * columnCount)
    var room = columns.mutableSpan
    block.fillColumns(&room, of: design)
    let weights = block.weights.isEmpty ? [Double](repeating: 1, count: rowCount) : block.weights
    for (row, label) in block.targets.enumerated() {
      classWeights[Int(label)] += weights[row]
      for column in 0..<columnCount {
        columnSums[column, Int(label)] += weights[row] * columns[column * rowCount + row]
      }
    }
    if !block.weights.isEmpty {
      for index in columns.indices { columns[index] *= weights[index % rowCount].squareRoot() }
    }
    var result = products.values.mutableSpan
    BLAS.addGram(columns.span, rowCount: rowCount, columnCount: columnCount, to: &result)
  }

  mutating func add(_ other: ClassSums) {
    for index in products.values.indices { products.values[index] += other.products.values[index] }
    for index in columnSums.values.indices {
      columnSums.values[index] += other.columnSums.values[index]
    }
    for label in classWeights.indices { classWeights[label] += other.classWeights[label] }
  }

  /// The mean of a class; of one without rows that of all.
  func mean(of label: Int) -> [Double] {
    guard classWeights[label] > 0 else {
      let total = classWeights.reduce(0, +)
      return (0..<columnSums.rowCount).map { column in
        classWeights.indices.reduce(0) { $0 + columnSums[column, $1] } / total
      }
    }
    return columnSums.columnRange(label).map { columnSums.values[$0] / classWeights[label] }
  }

  /// The covariance within classes, lower triangle.
  func covariance(lambda: Double) -> Matrix {
    var matrix = products
    for label in classWeights.indices where classWeights[label] > 0 {
      let sums = columnSums.columnRange(label)
      for column in 0..<matrix.columnCount {
        let share = columnSums.values[sums.lowerBound + column] / classWeights[label]
        for row in column..<matrix.rowCount {
          matrix[row, column] -= share * columnSums.values[sums.lowerBound + row]
        }
      }
    }
    let total = classWeights.reduce(0, +)
    for column in 0..<matrix.columnCount {
      matrix[column, column] += lambda
      for row in column..<matrix.rowCount { matrix[row, column] /= total }
    }
    return matrix
  }
}
