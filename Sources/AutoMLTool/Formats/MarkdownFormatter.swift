import AutoML

/// A table as GitHub's Markdown has it.
struct MarkdownFormatter: RowFormatter {
  private var header: String

  init(columns: [ResultColumn]) {
    let rule = columns.map { $0.kind == .number ? "---:" : "---" }
    header = Self.line(columns.map(\.name)) + "| " + rule.joined(separator: " | ") + " |\n"
  }

  mutating func format(_ rows: [[String?]]) -> String {
    defer { header = "" }
    return rows.reduce(into: header) { $0 += Self.line($1) }
  }

  mutating func finish() -> String { header }

  private static func line(_ fields: [String?]) -> String {
    "| " + fields.map { escaped($0 ?? "NULL") }.joined(separator: " | ") + " |\n"
  }

  /// The field in one line, with no bar that could end its cell.
  private static func escaped(_ field: String) -> String {
    field.reduce(into: "") { result, character in
      switch character {
      case "|": result += "\\|"
      case "\n", "\r\n", "\r": result += "<br>"
      default: result.append(character)
      }
    }
  }
}
