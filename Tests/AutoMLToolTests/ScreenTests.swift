import AutoML
import Testing

@testable import AutoMLTool

@Suite struct ScreenTests {
  @Test func `a table that fits is as it is`() {
    let layout = TableLayout(widths: [3, 20, 5], least: [3, 12, 5], limit: 36)
    #expect(layout.shown == [0, 1, 2] && layout.widths == [3, 20, 5] && layout.gap == nil)
  }

  @Test func `wide text is cut before columns are hidden`() {
    let layout = TableLayout(widths: [3, 20, 50, 5], least: [3, 12, 12, 5], limit: 60)
    #expect(layout.shown == [0, 1, 2, 3] && layout.gap == nil)
    // 3 + 20 + 21 + 5 and 11 between them are 60, of which the text may have 20 each.
    #expect(layout.widths == [3, 20, 21, 5])
  }

  @Test func `columns in the middle are hidden, the first and the last stay`() {
    let layout = TableLayout(
      widths: [10, 10, 10, 10, 10, 10],
      least: [10, 10, 10, 10, 10, 10],
      limit: 45
    )
    #expect(layout.shown == [0, 1, 5] && layout.gap == 2)
    #expect(TableLayout(widths: [90, 5, 5], least: [90, 5, 5], limit: 20).shown == [0])
  }

  @Test func `one or two columns are never cut`() {
    #expect(TableLayout(widths: [10, 200], least: [10, 12], limit: 40).widths == [10, 200])
  }

  private static func column(_ name: String, _ kind: ResultColumn.Kind) -> ResultColumn {
    ResultColumn(name: name, typeName: "", kind: kind)
  }

  private static let columns = [
    column("id", .number), column("a long name of a column", .text), column("words", .text),
    column("more words", .text), column("p", .number),
  ]
  private static let rows: [[String?]] = (1...3).map {
    [
      "\($0)", "short", "a sentence that goes on and on\nand on", "\u{5F20}\u{4F1F}\u{5F20}",
      "0.25",
    ]
  }

  private static func text(_ format: OutputFormat, _ screen: Screen) -> String {
    var formatter = format.formatter(for: columns, on: screen)
    return formatter.format(Array(rows.prefix(2))) + formatter.format(Array(rows.dropFirst(2)))
      + formatter.finish()
  }

  @Test(arguments: [60, 40])
  func `a table is fitted to the screen`(width: Int) throws {
    let text = Self.text(.table, Screen(columnCount: width, rowLimit: 2))
    for line in text.split(separator: "\n").dropLast() {
      #expect(DisplayText.width(of: line) <= width)
    }
    try Golden.expect(text, equals: "screen-\(width).txt")
  }

  @Test func `expanded rows have a limit too`() throws {
    let text = Self.text(.expanded, Screen(columnCount: 40, rowLimit: 1))
    #expect(text.hasSuffix("(1 of 3 rows shown; .maxrows all shows all)\n"))
    #expect(!text.contains("ROW 2"))
  }

  @Test(arguments: [OutputFormat.csv, .json, .markdown])
  func `what programs read is whole`(format: OutputFormat) {
    #expect(
      Self.text(format, Screen(columnCount: 10, rowLimit: 1)) == Self.text(format, Screen())
    )
  }

  @Test func `the first rows are printed before all are counted`() {
    var table = TableFormatter(columns: [Self.columns[0]], screen: Screen(rowLimit: 1))
    #expect(table.format([["7"]]) == " id\n----\n  7\n")
    #expect(table.format([["8"]]).isEmpty)
    #expect(table.finish() == "(1 of 2 rows shown; .maxrows all shows all)\n")
  }
}
