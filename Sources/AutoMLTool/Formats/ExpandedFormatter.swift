import AutoML

/// A line for each value, below a line for each row: for rows that are wider than the screen.
struct ExpandedFormatter: RowFormatter {
  private let columns: [ResultColumn]
  private let names: [String]
  private let screen: Screen
  private var rowCount = 0
  private var shownRowCount = 0

  init(columns: [ResultColumn]) { self.init(columns: columns, screen: Screen()) }

  /// A formatter for a screen.
  init(columns: [ResultColumn], screen: Screen) {
    self.columns = columns
    self.screen = screen
    let names = columns.map {
      DisplayText.visible($0.name).split(separator: "\n").joined(separator: " ")
    }
    let width = names.map(DisplayText.width(of:)).max() ?? 0
    self.names = names.map { DisplayText.padded($0, to: width) }
  }

  mutating func format(_ rows: [[String?]]) -> String {
    rowCount += rows.count
    let room = screen.rowLimit.map { $0 - shownRowCount } ?? rows.count
    var text = ""
    for row in rows.prefix(max(0, room)) {
      shownRowCount += 1
      text += "-[ ROW \(shownRowCount) ]-\n"
      for (name, value) in zip(names, row) { append(name, value ?? "NULL", to: &text) }
    }
    return text
  }

  mutating func finish() -> String {
    Screen.footer(
      rows: rowCount,
      shownRows: shownRowCount,
      columns: columns.count,
      shownColumns: columns.count
    )
  }

  private func append(_ name: String, _ value: String, to text: inout String) {
    let lines = DisplayText.visible(value).split(separator: "\n", omittingEmptySubsequences: false)
    let blanks = String(repeating: " ", count: DisplayText.width(of: name))
    for (index, line) in lines.enumerated() {
      text += (index == 0 ? name : blanks) + (line.isEmpty ? " |" : " | ") + line + "\n"
    }
  }
}
