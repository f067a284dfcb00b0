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
  /// Fewer hinges than this for each number are not worth their cost: then there are none.
  static let leastKnotCount = 3
  /// Cells that hinges may take in all: half a gigabyte.
  static let cellLimit = 1 << 27
  /// Rows that there must be for each hinge of all numbers.
  static let rowsPerHinge = 4
  /// Categories of more levels than this have columns for their mean target.
  static let levelLimit = 24
  /// With more classes than this they have not: each would take a coefficient for each other.
  static let targetMeansClassLimit = 10

  /// What was fitted.
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
      knotLimit: Self.knotLimit(rows, task),
      seed: seed
    )
    let fitted = concurrentMap(count: rows.features.columns.count, threadCount: threadCount) {
      fitting.columns(ofFeature: $0)
    }
    expansion = FeatureExpansion(parts: fitted.joined().map(\.part))
    data = TrainingData(
      features: FeatureTable(
        rowCount: rows.rowCount,
        columns: fitted.joined().flatMap(\.trainingColumns)
      ),
      target: rows.target,
      weights: rows.weights
    )
  }
}

extension ExpandedRows {
  /// How many hinges each number may have.
  private static func knotLimit(_ rows: TrainingData, _ task: LearningTask) -> Int {
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
