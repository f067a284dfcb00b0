import Learning
import Models

extension TrainingTask {
  /// The largest weight: sums of gradients times weights stay far from where a `Float` ends.
  static let weightLimit = 1e15

  /// How often each row counts, as WEIGHT_COLUMN says; nil where none is named.
  static func weights(
    _ plan: ModelPlan,
    _ table: ExtractedTable
  ) throws(DataError) -> [Double]? {
    guard let role = plan.roles.weight else { return nil }
    let column = table.columns[role.index]
    let weights = column.values.numbers
    let missingCount = weights.count { $0.isNaN }
    guard missingCount == 0 else {
      throw DataError(cause: .roleMissing(column: column.name, rowCount: missingCount, is: .weight))
    }
    if let value = weights.first(where: { $0 < 0 || $0 > weightLimit }) {
      throw DataError(cause: .weightOutOfRange(column: column.name, value: value))
    }
    guard weights.contains(where: { $0 > 0 }) else {
      throw DataError(cause: .weightsAllZero(column: column.name))
    }
    return weights
  }
}

extension FeatureColumn {
  /// The values, codes as numbers.
  var numbers: [Double] {
    switch self {
    case .float(let values): values.map { Double($0) }
    case .double(let values): values
    case .codes(let codes, _): codes.map { Double($0) }
    }
  }
}
