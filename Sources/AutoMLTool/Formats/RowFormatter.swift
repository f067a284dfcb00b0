import ArgumentParser
import AutoML

/// Turns the rows of one result into text, a batch at a time, in bounded memory.
protocol RowFormatter {
  /// A formatter of rows that have `columns`.
  init(columns: [ResultColumn])
  /// The text of the next rows, after whatever comes before them.
  mutating func format(_ rows: [[String?]]) -> String
  /// The text after the last row.
  mutating func finish() -> String
}

/// The formats in which results are printed.
enum OutputFormat: String, CaseIterable, ExpressibleByArgument {
  case table, expanded, csv, json, markdown

  /// Whether someone reads what is printed.
  var isForPeople: Bool {
    switch self {
    case .table, .expanded, .markdown: true
    case .csv, .json: false
    }
  }

  /// A formatter of this kind for rows that have `columns`; formats that programs read too have no
  /// screen.
  func formatter(
    for columns: [ResultColumn],
    on screen: Screen = Screen()
  ) -> any RowFormatter {
    switch self {
    case .table: TableFormatter(columns: columns, screen: screen)
    case .expanded: ExpandedFormatter(columns: columns, screen: screen)
    case .csv: CSVFormatter(columns: columns)
    case .json: JSONFormatter(columns: columns)
    case .markdown: MarkdownFormatter(columns: columns)
    }
  }

  /// Reads `rows` to their end and prints them as they come.
  ///
  /// - Throws: what the query fails with while it runs, and what writing fails with.
  func print(_ rows: ResultRows, to output: Descriptor) throws(AutoMLError) {
    try format(rows) { (text) throws(AutoMLError) in try output.show(text) }
  }

  /// Reads `rows`, which are few, to their end.
  ///
  /// - Throws: what the query fails with while it runs.
  func text(_ rows: ResultRows) throws(AutoMLError) -> String {
    var result = ""
    try format(rows) { (text) throws(AutoMLError) in result += text }
    return result
  }

  /// Reads `rows` to their end, and hands their text to `take` as they come.
  ///
  /// - Throws: what the query fails with while it runs, and what `take` throws.
  func format(
    _ rows: ResultRows,
    on screen: Screen = Screen(),
    _ take: (String) throws(AutoMLError) -> Void
  ) throws(AutoMLError) {
    var formatter = formatter(for: rows.columns, on: screen)
    let notation = self == .json ? ResultRows.Notation.json : .plain
    while let batch = try rows.nextBatch(notation) { try take(formatter.format(batch)) }
    try take(formatter.finish())
  }
}
