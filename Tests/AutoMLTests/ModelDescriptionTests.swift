import ModelSQL
import TestSupport
import Testing

@testable import AutoML

/// SHOW MODEL as someone reads it: how wide it is, and how values are broken.
@Suite struct ModelDescriptionTests {
  private let session: Session

  init() throws {
    session = try Session(configuration: SessionConfiguration(threadCount: 2))
    _ = try session.scriptRows(
      """
      CREATE TABLE t AS SELECT i % 40 AS "a long name, with blanks",
        i % 7 AS "order", chr((65 + i % 26)::INT) AS letter, i * 1e15 AS large,
        i % 40 + i % 7 > 20 AS flag, 'class ' || i % 7 AS seven FROM range(800) AS r(i)
      """
    )
  }

  private func shown(_ target: String, _ clauses: String = "") throws -> [(String, String)] {
    let create = """
      CREATE MODEL "\(target)" FROM (SELECT *, 'it''s  two  blanks -- here' AS c
        FROM t) TARGET \(target) \(clauses)
      """
    _ = try session.report(of: create)
    return try session.scriptRows("SHOW MODEL \"\(target)\"").map { row in
      let texts = row.map { if case .text(let text) = $0 { text } else { "?" } }
      return (texts[0], texts[1])
    }
  }

  @Test(arguments: [
    ("flag", ""), ("large", "AUTO OFF MODEL_TYPE XGBOOST"), ("seven", "MODEL_TYPE LINEAR_LEARNER"),
  ])
  func `its table is no wider than 80 columns`(target: String, clauses: String) throws {
    let rows = try shown(target, clauses)
    let keyWidth = rows.map(\.0.count).max() ?? 0
    let lines = rows.flatMap { $0.1.split(separator: "\n") }
    for line in lines { #expect(keyWidth + 4 + line.count <= 80, "\(line)") }
    #expect(lines.contains { $0.contains("it''s  two  blanks -- here") })
    #expect(!lines.contains { $0.contains("00000000") })
  }

  @Test func `a value that is broken is whole without its line breaks`() throws {
    let rows = try shown("flag")
    let values = Dictionary(rows, uniquingKeysWith: { first, _ in first })
    #expect(
      values["Function Parameters"]?.replacing("\n", with: " ")
        == "a long name, with blanks order letter large seven c"
    )
    let call = try #require(values["Call"]).replacing("\n", with: " ")
    #expect(call.contains("\"order\" int8, letter varchar, large float8, seven varchar"))
    let example = try #require(values["Example"]).replacing("\n", with: " ")
    // What is shown to be copied runs.
    #expect(
      try session.scriptRows(example.replacing("new_rows", with: "(SELECT *, '' AS c FROM t)"))
        .count == 10
    )
  }

  @Test func `names that the engine reserves are quoted`() throws {
    let reserved = try session.scriptRows(
      "SELECT upper(keyword_name) FROM duckdb_keywords() WHERE keyword_category = 'reserved'"
    ).compactMap { row in if case .text(let text)? = row.first { text } else { nil } }
    #expect(Set(reserved.map { $0[...] }).subtracting(SQLText.reserved) == [])
  }

  @Test(arguments: [
    (DescriptionRow.Form.text, "it's a b", ["it's", "a b"]),
    (.text, "longer_than_that b", ["longer_than_that", "b"]),
    (.text, "a\n\nb", ["a", "", "b"]),
    (.sql, "x = 'a b c' y", ["x =", "'a b c'", "y"]),
    (.sql, "\"a b\" -- a b c", ["\"a b\"", "-- a b c"]),
    (.arguments, "f(a int4, b int8)", ["f(a int4,", "b int8)"]),
  ])
  func `a line is broken where its form allows it`(
    form: DescriptionRow.Form,
    text: String,
    lines: [String]
  ) {
    #expect(ScreenText.lines(of: text, width: 5, form) == lines)
  }

  @Test(arguments: [
    (0, "0"), (0.63452, "0.6345"), (0.5, "0.5"), (0.000123456, "0.0001235"),
    (1.23456e-7, "1.235e-7"),
    (9.99996, "10"), (12.3456, "12.35"), (999.96, "1,000"), (-12345.678, "-12,346"),
    (3.25976e15, "3.26e+15"), (9.99999e12, "1e+13"), (.infinity, "inf"),
    (.leastNonzeroMagnitude, "4.941e-324"),
  ])
  func `numbers have four digits`(number: Double, text: String) {
    #expect(short(number) == text)
  }

  @Test func `large numbers have six digits, and no zeros that nobody knows`() {
    #expect(significant(3.25976e15) == "3.25976e+15")
    #expect(significant(123456789) == "123457000")
    #expect(byteText(999) == "999 B")
    #expect(byteText(12_345_678) == "12.3 MB")
  }
}
