package import Models
import Parallel

/// Training rows with the columns that an expansion makes of their features, and the expansion.
///
/// What a row has here is what the expansion gives it later, except for mean targets, which leave
/// the row's own target out.
package struct ExpandedRows: Sendable {
  /// Coefficients that hinges may take in all, over all outputs: more cost more and predict no
  /// better where there are many classes.
  static let coefficientLimit = 600
  /// The same for several classes where products want room too.
  static let crossedCoefficientLimit = 400
  /// Coefficients of everything that products may fill up: up to about as many second derivatives
  /// couple all columns of all classes, which is what keeps the steps few.
  static let productCoefficientLimit = 1000
  /// Fewer hinges than this for each number are not worth their cost: then there are none.
  static let leastKnotCount = 3
  /// Cells that hinges may take in all, and products as many again: half a gigabyte.
  static let cellLimit = 1 << 27
  /// Rows that there must be for each hinge of all numbers.
  static let rowsPerHinge = 4
  /// The most products of columns.
  static let productLimit = 200
  /// Rows that there must be for each product.
  static let rowsPerProduct = 10
  /// Categories of more levels than this have columns for their mean target.
  static let levelLimit = 24
  /// With more classes than this they have not: each would take a coefficient for each other.
  static let targetMeansClassLimit = 10

  /// The fitted expansion.
  package let expansion: FeatureExpansion
  /// The rows, with the columns of the expansion for features.
  package let data: TrainingData

  /// Fits an expansion to rows and applies it to them.
  ///
  /// `seed` deals the rows into the parts of out-of-fold means. Each feature is one piece of work,
  /// so the result does not depend on `threadCount`.
  ///
  /// - Complexity: O(rows * columns), and sorting a sample of each number.
  package init(
    _ rows: TrainingData,
    task: LearningTask,
    features: LinearFeatures,
    seed: UInt64,
    threadCount: Int
  ) {
    let fitting = FeatureFitting(
      rows: rows,
      task: task,
      features: features,
      knotLimit: Self.knotLimit(rows, task, features),
      seed: seed
    )
    var fitted = concurrentMap(count: rows.features.columns.count, threadCount: threadCount) {
      fitting.columns(ofFeature: $0)
    }.flatMap(\.self)
    if features.contains(.products) {
      let columnCount = fitted.reduce(0) { $0 + $1.trainingColumns.count }
      let limit = Self.productLimit(rows, task, columnCount: columnCount)
      fitted += fitting.products(of: fitted, limit: limit)
    }
    expansion = FeatureExpansion(parts: fitted.map(\.part))
    data = TrainingData(
      features: FeatureTable(
        rowCount: rows.rowCount,
        columns: fitted.flatMap(\.trainingColumns)
      ),
      target: rows.target,
      weights: rows.weights
    )
  }
}

extension ExpandedRows {
  /// The largest number of hinges of each number.
  private static func knotLimit(
    _ rows: TrainingData,
    _ task: LearningTask,
    _ features: LinearFeatures
  ) -> Int {
    let isCrowded = features.contains(.products) && task.outputCount > 1
    let coefficientLimit = isCrowded ? crossedCoefficientLimit : coefficientLimit
    let numberCount = max(1, rows.features.columns.count { $0.hasThreeNumbers })
    let limits = [
      coefficientLimit / (numberCount * task.outputCount),
      cellLimit / (numberCount * max(1, rows.rowCount)),
      rows.rowCount / (numberCount * rowsPerHinge),
    ]
    let limit = limits.min() ?? 0
    return limit < leastKnotCount ? 0 : limit
  }
}

extension ExpandedRows {
  /// Those of `features` that find something in the rows to work on.
  static func features(
    _ features: LinearFeatures,
    workingOn rows: TrainingData,
    task: LearningTask
  ) -> LinearFeatures {
    let columns = rows.features.columns
    var features = features
    if !columns.contains(where: \.hasThreeNumbers) { features.subtract(.curves) }
    if knotLimit(rows, task, features) == 0 { features.remove(.splines) }
    if rows.periods.allSatisfy({ $0 == nil }) { features.remove(.cycles) }
    let hasManyLevels = columns.contains {
      if case .codes(_, let levelCount) = $0 { levelCount > levelLimit } else { false }
    }
    if !hasManyLevels || task.outputCount > targetMeansClassLimit { features.remove(.targets) }
    if columns.count < 2 || productLimit(rows, task, columnCount: columns.count) <= 0 {
      features.remove(.products)
    }
    return features
  }

  /// The largest number of products beside `columnCount` columns.
  private static func productLimit(
    _ rows: TrainingData,
    _ task: LearningTask,
    columnCount: Int
  ) -> Int {
    min(
      productLimit,
      productCoefficientLimit / task.outputCount - columnCount,
      rows.rowCount / rowsPerProduct,
      cellLimit / max(1, rows.rowCount)
    )
  }
}

extension FeatureColumn {
  /// Whether it has at least three different finite numbers.
  fileprivate var hasThreeNumbers: Bool {
    switch self {
    case .float(let values): haveThree(values.span)
    case .double(let values): haveThree(values.span)
    case .codes: false
    }
  }
}

/// Whether at least three numbers are finite and different.
private func haveThree<T: BinaryFloatingPoint>(_ values: Span<T>) -> Bool {
  var lowest = T.infinity
  var highest = -T.infinity
  for index in values.indices where values[index].isFinite {
    let value = values[index]
    if lowest < highest, value != lowest, value != highest { return true }
    lowest = min(lowest, value)
    highest = max(highest, value)
  }
  return false
}
