import Learning
import Models

extension TrainingTask {
  /// The weight of each row, as WEIGHT_COLUMN and the sample say; nil where neither does.
  ///
  /// A search gets weights of mean 1, for its candidates' penalties and limits are made for that:
  /// weights that add up to 1 find the same model. A training whose settings are given gets them as
  /// they are.
  static func weights(
    _ plan: ModelPlan,
    _ table: ExtractedTable
  ) throws(DataError) -> [Double]? {
    guard let role = plan.roles.weight else { return table.sampleWeights }
    let column = table.columns[role.index]
    var weights = column.values.numbers
    do throws(LearningError) {
      try TrainingData.check(weights: weights, column: column.name)
    } catch {
      throw DataError(cause: .weights(error))
    }
    if let sampleWeights = table.sampleWeights {
      weights = zip(weights, sampleWeights).map { $0 * $1 }
    }
    guard plan.isSearch else { return weights }
    let mean = weights.reduce(0, +) / Double(weights.count)
    return weights.map { $0 / mean }
  }
}

extension PreparedTarget {
  /// Each row's group as a code, as GROUP_COLUMN says; nil where none is named.
  ///
  /// - Complexity: O(rows), and sorting the groups.
  static func groups(
    _ plan: ModelPlan,
    _ table: ExtractedTable
  ) throws(DataError) -> [UInt32]? {
    guard let role = plan.roles.group else { return nil }
    let column = table.columns[role.index]
    let missingCount = ColumnProfile.profile(of: column.values).missingCount
    guard missingCount == 0 else {
      throw DataError(cause: .groupMissing(column: column.name, rowCount: missingCount))
    }
    return column.values.valueCodes
  }

  /// Which rows are held out, as SPLIT, SPLIT_COLUMN and TIME_COLUMN say.
  ///
  /// A row without a time counts as the oldest, one without a value of SPLIT_COLUMN as a unit of its own.
  ///
  /// - Complexity: O(rows), and sorting the values.
  static func split(
    _ plan: ModelPlan,
    _ target: TargetPlan,
    _ table: ExtractedTable
  ) -> RowSplit {
    if target.splitsByTime, let role = plan.roles.time {
      let times = table.columns[role.index].values.numbers
      return .forward(times: times.map { $0.isNaN ? -.infinity : $0 })
    }
    guard let role = plan.roles.split else { return .drawn(units: nil) }
    let values = table.columns[role.index].values
    let isThere = values.hasValue(in: 0..<table.rowCount)
    var codes = values.valueCodes
    var next = (zip(codes, isThere).lazy.filter(\.1).map(\.0).max() ?? 0) + 1
    for row in codes.indices where !isThere[row] {
      codes[row] = next
      next += 1
    }
    return .drawn(units: codes)
  }
}

extension FeatureColumn {
  /// For each row a code that it shares with those of the same value.
  fileprivate var valueCodes: [UInt32] {
    if case .codes(let codes, _) = self { return codes }
    let numbers = numbers
    let sorted = Set(numbers.filter { !$0.isNaN }).sorted()
    let codes = Dictionary(
      zip(sorted, 0..<UInt32(sorted.count)),
      uniquingKeysWith: { first, _ in first }
    )
    return numbers.map { codes[$0] ?? UInt32(sorted.count) }
  }

  /// The values, codes as numbers.
  var numbers: [Double] {
    switch self {
    case .float(let values): values.map { Double($0) }
    case .double(let values): values
    case .codes(let codes, _): codes.map { Double($0) }
    }
  }
}
