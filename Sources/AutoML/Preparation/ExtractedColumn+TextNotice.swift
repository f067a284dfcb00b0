import Learning
import Models

extension ExtractedColumn {
  /// The notice that values are read from text, or that the column is taken as COLUMN_TYPES says; nil where
  /// neither is so.
  func textNotice(_ columnType: ColumnType?) -> String? {
    if columnType == .category { return "column \"\(name)\" is taken as a category (COLUMN_TYPES)" }
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
    let reason = columnType == nil ? "" : " (COLUMN_TYPES)"
    return "column \"\(name)\" holds \(values) as text (\(told)): taken as \(values)\(reason)"
  }
}
