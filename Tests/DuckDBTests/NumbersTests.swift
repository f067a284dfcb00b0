import DuckDB
import Testing

struct NumbersTests {
  /// Each type that is read as a number: three SQL values, the middle one NULL, and what is read.
  static let cases: [(type: String, values: [String], numbers: [Double])] = [
    ("BOOLEAN", ["true", "false"], [1, 0]),
    ("TINYINT", ["-128", "127"], [-128, 127]),
    ("SMALLINT", ["-32768", "32767"], [-32768, 32767]),
    ("INTEGER", ["-2147483648", "2147483647"], [-2_147_483_648, 2_147_483_647]),
    ("BIGINT", ["-9223372036854775808", "9007199254740993"], [-0x1p63, 9_007_199_254_740_992]),
    ("HUGEINT", ["-1", "170141183460469231731687303715884105727"], [-1, 0x1p127]),
    ("UTINYINT", ["0", "255"], [0, 255]),
    ("USMALLINT", ["0", "65535"], [0, 65535]),
    ("UINTEGER", ["0", "4294967295"], [0, 4_294_967_295]),
    ("UBIGINT", ["1", "18446744073709551615"], [1, 0x1p64]),
    ("UHUGEINT", ["1", "340282366920938463463374607431768211455"], [1, 0x1p128]),
    ("FLOAT", ["1.5", "'-inf'"], [1.5, -.infinity]),
    ("DOUBLE", ["0.1", "1e300"], [0.1, 1e300]),
    ("DECIMAL(4,2)", ["-99.99", "0.01"], [-99.99, 0.01]),
    ("DECIMAL(9,3)", ["-123456.789", "0.001"], [-123456.789, 0.001]),
    ("DECIMAL(18,6)", ["123456789012.345678", "-0.1"], [123456789012.345678, -0.1]),
    ("DECIMAL(38,10)", ["1234567890.0123456789", "-2.5"], [1234567890.0123456789, -2.5]),
    ("DATE", ["'1969-12-31'", "'2024-02-29'"], [-1, 19782]),
    ("DATE", ["'infinity'", "'-infinity'"], [.infinity, -.infinity]),
    ("TIME", ["'00:00:00'", "'23:59:59.999999'"], [0, 86399.999999]),
    ("TIME_NS", ["'00:00:00.000000001'", "'24:00:00'"], [1e-9, 86400]),
    ("TIMETZ", ["'01:00:00+02'", "'23:00:00-02'"], [82800, 3600]),
    ("TIMESTAMP", ["'1970-01-01 00:00:01.5'", "'1969-12-31 23:59:59.75'"], [1.5, -0.25]),
    ("TIMESTAMP", ["'infinity'", "'-infinity'"], [.infinity, -.infinity]),
    ("TIMESTAMP_S", ["'2024-02-29 00:00:00'", "'infinity'"], [1_709_164_800, .infinity]),
    ("TIMESTAMP_MS", ["'1970-01-01 00:00:00.001'", "'-infinity'"], [0.001, -.infinity]),
    ("TIMESTAMP_NS", ["'1970-01-01 00:00:00.000000001'", "'infinity'"], [1e-9, .infinity]),
    ("TIMESTAMPTZ", ["'1970-01-01 02:00:00+02'", "'infinity'"], [0, .infinity]),
  ]

  @Test(arguments: cases)
  func `numbers come in, NULL as NaN`(
    type: String,
    values: [String],
    numbers: [Double]
  ) throws {
    let rows = [values[0], "NULL", values[1]].map { "(CAST(\($0) AS \(type)))" }
    let connection = try makeConnection()
    let sql = "SELECT x FROM (VALUES \(rows.joined(separator: ", "))) t(x)"
    let read = try connection.doubles(sql)
    #expect(read.count == 3)
    #expect([read[0], read[2]] == numbers)
    #expect(read[1].isNaN)
    let columnType = try connection.prepare(sql).columnTypes[0]
    #expect(columnType.isNumber)
    if columnType.isExactAsFloat {
      #expect(try connection.floats(sql).map { Double($0) }.description == read.description)
    } else {
      #expect(throws: DuckDBError.self) { _ = try connection.floats(sql) }
    }
  }

  @Test func `an array is added to, not replaced, over many chunks`() throws {
    let connection = try makeConnection()
    let sql = "SELECT CASE WHEN i % 3 = 0 THEN NULL ELSE i END FROM range(10000) t(i)"
    let numbers = try connection.doubles(sql)
    #expect(numbers.count == 10_000)
    for (index, number) in numbers.enumerated() {
      #expect(index % 3 == 0 ? number.isNaN : number == Double(index))
    }
  }

  @Test func `an empty result adds nothing`() throws {
    #expect(try makeConnection().doubles("SELECT 1 WHERE false") == [])
  }

  @Test func `a text is not a number`() throws {
    let message = errorMessage { _ = try makeConnection().doubles("SELECT 'x'") }
    #expect(message == "column 1 is VARCHAR, which is not read as a number")
  }

  @Test func `decimals are the doubles that DuckDB casts them to`() throws {
    let connection = try makeConnection()
    for type in ["DECIMAL(4,1)", "DECIMAL(9,4)", "DECIMAL(18,9)"] {
      let table = """
        (SELECT ((hash(i) % 19999)::BIGINT - 9999)::DECIMAL(18,0) / 100 AS d
         FROM range(5000) t(i))
        """
      let ours = try connection.doubles("SELECT (d / 1000)::\(type) FROM \(table)")
      let theirs = try connection.doubles("SELECT (d / 1000)::\(type)::DOUBLE FROM \(table)")
      #expect(ours == theirs)
    }
  }
}
