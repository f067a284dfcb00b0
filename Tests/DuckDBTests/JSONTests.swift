import DuckDB
import Testing

/// Values as JSON, beside DuckDB's own `to_json`.
struct JSONTests {
  private static func json(_ sql: String) throws -> [[String?]] {
    let result = try makeConnection().query(sql)
    var rows: [[String?]] = []
    while let chunk = try result.nextChunk() {
      for row in 0..<chunk.rowCount {
        rows.append((0..<chunk.columnCount).map { chunk.json(row: row, column: $0) })
      }
    }
    return rows
  }

  @Test func `a value is what DuckDB's to_json writes`() throws {
    for value in [
      "true", "(-128)::TINYINT", "18446744073709551615::UBIGINT",
      "170141183460469231731687303715884105727::HUGEINT", "0.5::FLOAT", "1e15::DOUBLE",
      "'plain'", "''", "'a\"b\\c' || chr(9) || chr(10) || chr(1) || 'é'",
      "DATE '2024-02-29'", "TIME '12:34:56.5'", "TIMESTAMP '2024-02-29 12:34:56.789'",
      "INTERVAL '1 day'", "'b'::ENUM('a', 'b')", "'\\x00\\xFFab'::BLOB", "'101'::BIT",
      "uuid '00112233-4455-6677-8899-aabbccddeeff'", "1.25::DECIMAL(9, 2)",
      "123456789012345678901234567890.25::DECIMAL(38, 2)", "0.05::DECIMAL(2, 2)",
      "(-0.05)::DECIMAL(2, 2)", "[1, NULL, 3]", "[]::INTEGER[]", "[[1], NULL, []]",
      "array_value(1, 2, NULL)", "{'a': 1, 'b c': {'d': [NULL, 'x']}}", "MAP {'k': 1, 'l': NULL}",
      "MAP {1: [0.5::DOUBLE]}", "MAP {DATE '2024-02-29': {'k': true}}", "MAP {}",
      "union_value(num := 1)", "[union_value(num := NULL::INTEGER)]", "[{'a': 1}, NULL]",
    ] {
      let row = try Self.json("SELECT x, to_json(x) FROM (SELECT \(value) AS x)")[0]
      #expect(row[0] == row[1], "\(value)")
    }
  }

  @Test func `values of many rows keep their places`() throws {
    let rows = try Self.json(
      """
      SELECT x, to_json(x) FROM (
        SELECT {'k': CASE WHEN i % 7 = 0 THEN NULL ELSE ['s' || i] END, 'm': MAP {i: {'v': i}}} AS x
        FROM range(5000) t(i) WHERE i % 2 = 1)
      """
    )
    #expect(rows.count == 2500)
    for row in rows { #expect(row[0] == row[1]) }
  }

  @Test func `NaN and the infinities are null, and numbers keep their digits`() throws {
    let row = try Self.json(
      """
      SELECT ['nan'::DOUBLE, 'inf'::DOUBLE], ['-inf'::FLOAT, 0.1::FLOAT], NULL::INTEGER[],
        12345678901234567890123456789012345678901234567890::BIGNUM, row(1, 'a'),
        [1.50::DECIMAL(9, 2)], [chr(31)]
      """
    )[0]
    #expect(
      row[0] == "[null,null]" && row[1] == "[null,0.1]" && row[2] == nil
        && row[4] == "[1,\"a\"]" && row[5] == "[1.50]" && row[6] == #"["\u001f"]"#
    )
    #expect(row[3]?.allSatisfy(\.isNumber) == true)
  }

  @Test(arguments: [
    "{}", "[ ]", #"{"a": [1, -0.5e+3, "x\u00e9\n", null, true, false]}"#, " 1 ", "\"\"", "-0",
    "[[[]]]", #""\/""#,
  ])
  func `JSON is written as it is`(text: String) throws {
    let row = try Self.json("SELECT '\(text)'::JSON, ['\(text)'::JSON]")[0]
    #expect(row == [text, "[\(text)]"])
  }

  @Test(arguments: ["[1,]", "{\"a\":NaN}", "[Infinity]", "[-Infinity, 1]", "{\"a\":1,}"])
  func `what DuckDB takes for JSON and is none is a string`(text: String) throws {
    let quoted = text.replacing("\"", with: "\\\"")
    #expect(try Self.json("SELECT '\(text)'::JSON")[0] == ["\"\(quoted)\""])
  }

  @Test(arguments: [200, 600])
  func `JSON in JSON is followed to a depth`(depth: Int) throws {
    let brackets = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    let row = try Self.json("SELECT '\(brackets)'::JSON")[0]
    #expect(row == [depth < 512 ? brackets : "\"\(brackets)\""])
  }
}
