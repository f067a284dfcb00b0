import AutoML

/// Aligned columns, numbers to the right, and the row count below.
///
/// Widths come from the first `measuredRowCount` rows: a wider value later on pushes its row's rest
/// to the right. On a screen, text that is too wide is cut, and what is not shown is said.
struct TableFormatter: RowFormatter {
  /// The number of rows that are looked at before the first is printed.
  static let measuredRowCount = 1000

  private let columns: [ResultColumn]
  private let screen: Screen
  private var layout: TableLayout?
  private var waiting: [[[Substring]]] = []
  private var rowCount = 0
  private var shownRowCount = 0

  init(columns: [ResultColumn]) { self.init(columns: columns, screen: Screen()) }

  /// A formatter for a screen.
  init(columns: [ResultColumn], screen: Screen) {
    self.columns = columns
    self.screen = screen
  }

  mutating func format(_ rows: [[String?]]) -> String {
    rowCount += rows.count
    let room = screen.rowLimit.map { $0 - shownRowCount } ?? rows.count
    let lines = rows.prefix(max(0, room)).map { $0.map(Self.lines) }
    shownRowCount += lines.count
    if layout != nil { return text(of: lines) }
    waiting += lines
    let measuredCount = min(Self.measuredRowCount, screen.rowLimit ?? .max)
    return waiting.count < measuredCount ? "" : start()
  }

  mutating func finish() -> String {
    let head = layout == nil ? start() : ""
    return head
      + Screen.footer(
        rows: rowCount,
        shownRows: shownRowCount,
        columns: columns.count,
        shownColumns: layout?.shown.count ?? columns.count
      )
  }

  /// Decides the widths, and prints the header and the rows that waited.
  private mutating func start() -> String {
    let names = columns.map { Self.lines($0.name) }
    let values = columns.indices.map { column in
      waiting.prefix(Self.measuredRowCount).lazy
        .flatMap { $0[column] }.map(DisplayText.width(of:)).max() ?? 0
    }
    let headers = names.map { $0.map(DisplayText.width(of:)).max() ?? 0 }
    let least = columns.indices.map { column in
      // A number that is cut is another number.
      let value =
        columns[column].kind == .number
        ? values[column] : min(values[column], TableLayout.leastTextWidth)
      return max(value, min(headers[column], TableLayout.leastTextWidth))
    }
    let layout = TableLayout(
      widths: zip(headers, values).map(max),
      least: least,
      limit: screen.columnCount
    )
    self.layout = layout
    var rule = layout.widths.map { String(repeating: "-", count: $0 + 2) }
    if let gap = layout.gap { rule.insert("---", at: gap) }
    defer { waiting = [] }
    return text(of: [names]) + rule.joined(separator: "+") + "\n" + text(of: waiting)
  }

  private func text(of rows: [[[Substring]]]) -> String {
    guard let layout else { return "" }
    var text = ""
    for row in rows {
      let shown = layout.shown.map { row[$0] }
      for line in 0..<(shown.lazy.map(\.count).max() ?? 0) {
        append(shown, line: line, layout, to: &text)
      }
    }
    return text
  }

  /// Appends one line of a row whose values may have several.
  private func append(
    _ row: [[Substring]],
    line: Int,
    _ layout: TableLayout,
    to text: inout String
  ) {
    for (position, lines) in row.enumerated() {
      let separator = position == layout.gap ? " | … | " : " | "
      text += position == 0 ? " " : separator
      let value = line < lines.count ? lines[line] : ""
      let isNumber = columns[layout.shown[position]].kind == .number
      let cell = screen.columnCount == nil ? value : cut(value, layout, position, isNumber)
      if position == row.count - 1 && !isNumber && layout.gap != row.count {
        text += cell
      } else {
        text += DisplayText.padded(cell, to: layout.widths[position], right: isNumber)
      }
    }
    if layout.gap == row.count { text += " | …" }
    while text.last == " " { text.removeLast() }
    text += "\n"
  }

  /// As much of a cell as its column has room for; all of a number, of which the header alone is cut.
  private func cut(
    _ value: Substring,
    _ layout: TableLayout,
    _ position: Int,
    _ isNumber: Bool
  ) -> Substring {
    let width = layout.widths[position]
    let isWhole = columns.count <= 2 || isNumber && Double(value) != nil
    guard !isWhole, DisplayText.width(of: value) > width else { return value }
    return Substring(DisplayText.cut(String(value), to: width - 1) + "…")
  }

  /// A value as the lines it takes.
  private static func lines(_ value: String?) -> [Substring] {
    DisplayText.visible(value ?? "NULL").split(separator: "\n", omittingEmptySubsequences: false)
  }
}
