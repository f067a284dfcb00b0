import AutoML
import Testing

@testable import AutoMLTool

@Suite struct FormatterTests {
  private static let columns = [
    ResultColumn(name: "id", typeName: "INTEGER", kind: .number),
    ResultColumn(name: "name", typeName: "VARCHAR", kind: .text),
    ResultColumn(name: "ok", typeName: "BOOLEAN", kind: .boolean),
    ResultColumn(name: "extra", typeName: "JSON", kind: .json),
  ]
  private static let rows: [[String?]] = [
    ["1", "Anna", "true", #"{"a": 1}"#],
    ["-20", "l\u{E9}a", nil, nil],
    ["300", "\u{5F20}\u{4F1F} \u{1F600}", "false", "[]"],
    [nil, "", "true", "1"],
    ["nan", "a \"b\", c|d\ne\t\u{1B}", "true", "\"x\""],
  ]

  private static func text(_ format: OutputFormat, _ rows: [[String?]] = rows) -> String {
    var formatter = format.formatter(for: columns)
    // In two batches, as an engine might give them.
    return formatter.format(Array(rows.prefix(2))) + formatter.format(Array(rows.dropFirst(2)))
      + formatter.finish()
  }

  @Test(arguments: OutputFormat.allCases)
  func `each format writes every kind of value`(format: OutputFormat) throws {
    try Golden.expect(Self.text(format), equals: "rows.\(format).txt")
  }

  @Test(arguments: OutputFormat.allCases)
  func `a result without rows still has its columns`(format: OutputFormat) throws {
    try Golden.expect(Self.text(format, []), equals: "no-rows.\(format).txt")
  }

  @Test func `a table prints on once its first rows are measured`() {
    var table = TableFormatter(columns: [Self.columns[0]])
    let rows: [[String?]] = Array(repeating: ["7"], count: TableFormatter.measuredRowCount)
    #expect(table.format(Array(rows.dropLast())).isEmpty)
    #expect(table.format([["7"]]).hasPrefix(" id\n----\n  7\n"))
    #expect(table.format([["1234567"]]) == " 1234567\n")
    #expect(table.finish() == "(1,001 rows)\n")
  }

  @Test func `one row is not rows`() {
    #expect(Self.text(.table, [Self.rows[0]]).hasSuffix("(1 row)\n"))
  }
}

@Suite struct DisplayTextTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("l\u{E9}a", 3), ("le\u{301}a", 3), ("\u{5F20}\u{4F1F}", 4),
    ("\u{FF21}", 2), ("\u{1F600}", 2), ("\u{2764}\u{FE0F}", 2), ("\u{200B}", 0),
    ("\u{D55C}\u{AE00}", 4), ("\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}", 2),
  ])
  func `width counts columns of a terminal`(text: String, width: Int) {
    #expect(DisplayText.width(of: text) == width)
  }

  @Test func `cutting never splits a wide character`() {
    #expect(DisplayText.cut("a\u{5F20}b", to: 2) == "a")
    #expect(DisplayText.cut("a\u{5F20}b", to: 3) == "a\u{5F20}")
  }

  @Test func `control characters are written out`() {
    #expect(
      DisplayText.visible("a\u{1B}[31m\tb\r\n\u{9B}\u{7F}") == "a\\u001b[31m\\tb\\r\n\\u009b\\u007f"
    )
    #expect(DisplayText.visible("\u{A9} plain") == "\u{A9} plain")
  }
}

@Suite struct NumberTextTests {
  @Test func `numbers read as people write them`() {
    #expect(
      [0, 999, 1000, -1_234_567].map(NumberText.grouped) == ["0", "999", "1,000", "-1,234,567"]
    )
    #expect(NumberText.fixed(2.345, 2) == "2.35")
    #expect(NumberText.fixed(-0.001, 2) == "0.00")
    #expect(NumberText.fixed(0.05, 1) == "0.1")
    #expect(NumberText.fixed(1e300, 2) == "1e+300")
    #expect(NumberText.fixed(.nan, 2) == "nan")
    #expect(NumberText.bytes(999) == "999 B")
    #expect(NumberText.bytes(12_345_678) == "12.3 MB")
    #expect(NumberText.dollars(0.001) == "under $0.01")
    #expect(NumberText.dollars(2.817) == "$2.82")
    #expect(NumberText.clock(.seconds(65)) == "1:05")
    #expect(NumberText.significant(0.62314159) == "0.6231")
    #expect(NumberText.significant(12345.678) == "12345.7")
    #expect(NumberText.significant(5.7732040938671036e-08) == "5.7732e-8")
    #expect(NumberText.significant(0.000012) == "1.2000e-5")
    #expect(NumberText.significant(3.25976e15) == "3.2598e+15")
    #expect(NumberText.significant(-.infinity) == "-inf")
    #expect(NumberText.significant(0.58058, error: 0.041612) == "0.5806 ± 0.0416")
    #expect(NumberText.significant(2416.17, error: 83.46) == "2416.2 ± 83.5")
    #expect(NumberText.significant(1, error: 0.0000012) == "1.0000 ± 1.2000e-6")
    #expect(NumberText.significant(4.657e-9, error: 3.5e-10) == "4.6570e-9 ± 3.5000e-10")
  }
}
