import Learning
import Models

extension ExtractedColumn {
  /// The notice that values are read from text, or that the column is taken as the statement says; nil where
  /// neither is so.
  func textNotice(_ use: ColumnUse) -> String? {
    if use.type == .category {
      return
        "column \"\(name)\" is taken as \(use.isOrdered ? "ordered codes" : "a category") (\(use.clause))"
    }
    guard let textShare else { return nil }
    let values: String
    switch kind {
    case .numberText: values = "numbers"
    case .dateText: values = "dates"
    case .timestampText: values = "timestamps"
    case .timeText: values = "times"
    case .number, .boolean, .text, .category, .words, .date, .timestamp, .time: return nil
    }
    // All is said of all alone.
    let share = min(Int((textShare * 1_000).rounded()), 999)
    let told =
      textShare == 1
      ? "100 % of the values"
      : "\(share / 10).\(share % 10) % of the values; others are taken as NULL"
    let reason = use.type == nil ? "" : " (\(use.clause))"
    return "column \"\(name)\" holds \(values) as text (\(told)): taken as \(values)\(reason)"
  }
}
