import AutoML

/// Aligned columns, numbers to the right, and the row count below.
///
/// Widths come from the first `measuredRowCount` rows: a wider value later on pushes its row's rest
/// to the right.
struct TableFormatter: RowFormatter {
  /// The number of rows that are looked at before the first is printed.
  static let measuredRowCount = 1000

  private let columns: [ResultColumn]
  private var widths: [Int] = []
  private var waiting: [[[Substring]]] = []
  private var rowCount = 0

  init(columns: [ResultColumn]) {
    self.columns = columns
  }

  mutating func format(_ rows: [[String?]]) -> String {
    rowCount += rows.count
    let lines = rows.map { $0.map(Self.lines) }
    if !widths.isEmpty { return text(of: lines) }
    waiting += lines
    return waiting.count < Self.measuredRowCount ? "" : start()
  }

  mutating func finish() -> String {
    let head = widths.isEmpty ? start() : ""
    return head + "(\(NumberText.counted(rowCount, "row")))\n"
  }

  /// Decides the widths, and prints the header and the rows that waited.
  private mutating func start() -> String {
    let names = columns.map { Self.lines($0.name) }
    widths = columns.indices.map { column in
      (waiting.prefix(Self.measuredRowCount) + [names]).lazy
        .flatMap { $0[column] }.map(DisplayText.width(of:)).max() ?? 0
    }
    let rule = widths.map { String(repeating: "-", count: $0 + 2) }.joined(separator: "+")
    defer { waiting = [] }
    return text(of: [names]) + rule + "\n" + text(of: waiting)
  }

  private func text(of rows: [[[Substring]]]) -> String {
    var text = ""
    for row in rows {
      for line in 0..<(row.lazy.map(\.count).max() ?? 0) { append(row, line: line, to: &text) }
    }
    return text
  }

  /// Appends one line of a row whose values may have several.
  private func append(_ row: [[Substring]], line: Int, to text: inout String) {
    for (column, lines) in row.enumerated() {
      let value = line < lines.count ? lines[line] : ""
      let isNumber = columns[column].kind == .number
      let isLast = column == columns.count - 1
      text += column == 0 ? " " : " | "
      if isLast && !isNumber {
        text += value
      } else {
        text += DisplayText.padded(value, to: widths[column], right: isNumber)
      }
    }
    while text.last == " " { text.removeLast() }
    text += "\n"
  }

  /// A value as the lines it takes.
  private static func lines(_ value: String?) -> [Substring] {
    DisplayText.visible(value ?? "NULL").split(separator: "\n", omittingEmptySubsequences: false)
  }
}
