import Learning
import Models

/// Notices from the data on how rows should be held out, for a statement that does not say it.
struct SplitNotices {
  /// The rows.
  let task: TrainingTask
  /// Their target.
  let target: PreparedTarget

  /// The share of rows that equal another from which on it is told.
  private static let toldShare = 0.01

  /// The notices where no rows are copies of each other.
  var notices: [String] { [notice(ofEntities: entityNames), drift].compactMap(\.self) }

  /// The notices where so many rows are equal to another.
  func notices(equalRowCount: Int) -> [String] {
    guard Double(equalRowCount) >= Self.toldShare * Double(task.rowCount) else { return notices }
    let equal =
      "\(grouped(equalRowCount)) rows are equal to another in all columns that are learnt from: equal "
      + "rows are held out together; \(Self.remedy)"
    return [equal, drift].compactMap(\.self)
  }

  private static let remedy =
    "SETTINGS (SPLIT_COLUMN 'column') does so for all rows of one customer, or the like"

  private var usedInputs: [(column: InputColumn, values: FeatureColumn)] {
    zip(task.encoding.inputs, task.inputs).filter(\.0.isUsed).map { ($0, $1) }
  }

  private var entityNames: [String] {
    let inputs = usedInputs
    return SplitAdvice.columnsOfEntities(inputs.map(\.values)).map { inputs[$0].column.name }
  }

  private func notice(ofEntities names: [String]) -> String? {
    guard !names.isEmpty else { return nil }
    return
      "the values of \(list(names.map { "\"\($0)\"" })) repeat together, as if rows were of one "
      + "customer, or the like, and rows held out at random know them: \(Self.remedy)"
  }

  private var drift: String? {
    let times = usedInputs.first { input in
      switch input.column.kind {
      case .date, .timestamp, .dateText, .timestampText:
        SplitAdvice.drifts(target: target.values, times: input.values.numbers)
      case .number, .boolean, .text, .category, .words, .time, .numberText, .timeText: false
      }
    }
    guard let name = times?.column.name else { return nil }
    return
      "the target changes with \"\(name)\", and rows held out at random are no later than others: "
      + "SETTINGS (SPLIT 'time', TIME_COLUMN '\(name)') tells how well later rows are predicted"
  }
}
