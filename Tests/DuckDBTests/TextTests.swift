import DuckDB
import Testing

struct TextTests {
  /// SQL values whose text is compared with the engine's own cast to VARCHAR.
  static let values: [String] = [
    // Booleans and integers.
    "true", "false", "(-128)::TINYINT", "(-32768)::SMALLINT", "(-2147483648)::INTEGER",
    "(-9223372036854775808)::BIGINT", "255::UTINYINT", "65535::USMALLINT", "4294967295::UINTEGER",
    "18446744073709551615::UBIGINT", "(-170141183460469231731687303715884105727)::HUGEINT",
    "340282366920938463463374607431768211455::UHUGEINT", "0::HUGEINT",
    // Floating point.
    "0.0::DOUBLE", "'-0.0'::DOUBLE", "1::DOUBLE", "0.1::DOUBLE", "123456.789::DOUBLE",
    "1e15::DOUBLE", "123456789012345680::DOUBLE", "1e16::DOUBLE", "1.5e300::DOUBLE",
    "5e-324::DOUBLE", "0.0001::DOUBLE", "0.00001::DOUBLE", "0.000123::DOUBLE", "'nan'::DOUBLE",
    "'inf'::DOUBLE", "'-inf'::DOUBLE", "1.1::FLOAT", "1e8::FLOAT", "16777216::FLOAT", "1e20::FLOAT",
    "0.00001::FLOAT", "3.4028235e38::FLOAT", "'nan'::FLOAT", "9007199254740993::DOUBLE",
    "1234567890123456::DOUBLE", "12345678901234567::DOUBLE", "-2.5::DOUBLE", "100::DOUBLE",
    // Decimals.
    "1.5::DECIMAL(4,2)", "(-0.05)::DECIMAL(4,2)", "0.05::DECIMAL(2,2)", "0::DECIMAL(4,0)",
    "0::DECIMAL(4,2)", "12::DECIMAL(4,0)", "(-123456.789)::DECIMAL(9,3)", "0::DECIMAL(18,18)",
    "(-123456789012.345678)::DECIMAL(18,6)",
    "12345678901234567890123456.789012345678::DECIMAL(38,12)",
    // Text and bytes.
    "'plain'", "''", "'a longer text than twelve bytes'", "'naïve \u{1F600}'",
    "'a'::BLOB", "'\\x00\\xFFab\\x22'::BLOB", "''::BLOB", "'10101'::BIT", "'0'::BIT",
    "'111100001111000011110000'::BIT", "uuid '00112233-4455-6677-8899-aabbccddeeff'",
    "uuid 'ffffffff-ffff-ffff-ffff-ffffffffffff'", "uuid '00000000-0000-0000-0000-000000000000'",
    "'b'::ENUM('a', 'b')", "'[1, 2]'::JSON",
    "123456789012345678901234567890123456789012345678901234567890::BIGNUM",
    "(-1000000000)::BIGNUM", "0::BIGNUM", "(-1)::BIGNUM", "255::BIGNUM", "256::BIGNUM",
    // Dates and times.
    "DATE '1970-01-01'", "DATE '2024-02-29'", "DATE '1969-12-31'", "DATE '0044-03-15 (BC)'",
    "DATE '0001-01-01'", "DATE '0001-12-31 (BC)'", "DATE '12345-06-07'", "DATE '1600-02-29'",
    "DATE '-infinity'", "DATE 'infinity'", "DATE '5881580-07-10'", "DATE '5877642-06-25 (BC)'",
    "TIME '00:00:00'", "TIME '12:34:56.5'", "TIME '24:00:00'", "TIME '23:59:59.999999'",
    "'12:34:56.000000789'::TIME_NS", "'01:02:03+00'::TIMETZ", "'01:02:03.25-03:30'::TIMETZ",
    "'23:00:00+15:59:59'::TIMETZ", "'23:00:00-15:59:59'::TIMETZ",
    "TIMESTAMP '2024-02-29 12:34:56.789'", "TIMESTAMP '1969-12-31 23:59:59.999999'",
    "TIMESTAMP '0044-03-15 (BC) 01:02:03'", "TIMESTAMP 'infinity'", "TIMESTAMP '-infinity'",
    "TIMESTAMP '290309-12-22 (BC) 00:00:00'", "TIMESTAMP '294247-01-10 04:00:54.775806'",
    "'2024-02-29 12:34:56'::TIMESTAMP_S", "'2024-02-29 12:34:56.789'::TIMESTAMP_MS",
    "'2024-02-29 12:34:56.123456789'::TIMESTAMP_NS", "'infinity'::TIMESTAMP_S",
    "'-infinity'::TIMESTAMP_NS", "'1677-09-22 00:00:00'::TIMESTAMP_NS",
    "'infinity'::TIMESTAMP_MS",
    // Intervals.
    "INTERVAL '0' SECOND", "INTERVAL '1 year 1 month 1 day 1 second'",
    "INTERVAL '-1 year -2 month'", "INTERVAL '14 months 3 days 04:05:06.7'",
    "INTERVAL '-1 day'", "INTERVAL '-1 microsecond'", "INTERVAL '100 hours'",
    "INTERVAL '-1 month'", "INTERVAL '1 day -1 hour'",
    // Nested.
    "[1, NULL, 3]", "[]::INTEGER[]", "[[1], NULL, []]", "['a', 'b, c', NULL, '', 'null', ' x']",
    "['it''s', 'back\\slash', 'q\"q', 'NULL', 'nulls']", "[DATE '2024-02-29', NULL]",
    "[TIMESTAMP '2024-02-29 12:34:56']", "[TIME '12:34:56']", "[INTERVAL '1 day']", "[1.5, 2.25]",
    "[1.5::DOUBLE]", "['a'::BLOB, '\\x00'::BLOB]", "[true]", "[-1]", "['x\ty', '\tx', 'y\n']",
    "array_value(1, 2, NULL)", "array_value('a', 'b c')", "[array_value(1, 2), array_value(3, 4)]",
    "{'a': 1, 'b': 'x'}", "{'a': NULL, 'b': [1, 2]}", "{'a b': 1, 'it''s': 2, 'x\\y': 3}",
    "row(1, 'a')", "{'a': {'b': {'c': 'd, e'}}}", "[{'a': 1}, NULL, {'a': 2}]",
    "MAP {'k': 1, 'l': NULL}", "MAP {1: 'a=b', 2: 'c'}", "MAP {}", "MAP {'a b': [1, 2]}",
    "MAP {{'k': 1}: 'x'}", "MAP {DATE '2024-02-29': 1.5}",
    "union_value(num := 1)", "union_value(str := 'a b')",
    "'x'::UNION(n INTEGER, s VARCHAR)", "[union_value(num := 1)]", "[union_value(s := 'a, b')]",
    "{'e': 'b'::ENUM('a', 'b')}",
    "['b x'::ENUM('a', 'b x', 'c,d'), 'c,d'::ENUM('a', 'b x', 'c,d')]",
    "[uuid '00112233-4455-6677-8899-aabbccddeeff']", "['10101'::BIT]",
    "{'a': union_value(num := NULL::INTEGER)}", "[NULL]",
  ]

  @Test func `a text is what DuckDB's cast writes`() throws {
    let connection = try makeConnection()
    for value in Self.values {
      let rows = try connection.texts(
        "SELECT x, CAST(x AS VARCHAR) FROM (SELECT \(value) AS x)"
      )
      #expect(rows[0][0] == rows[0][1], "\(value)")
    }
  }

  @Test func `each character is quoted inside a list as DuckDB does`() throws {
    let connection = try makeConnection()
    let rows = try connection.texts(
      """
      SELECT x, CAST(x AS VARCHAR) FROM (
        SELECT unnest([['a' || chr(i::INTEGER) || 'b'], ['a' || chr(i::INTEGER)], [chr(i::INTEGER)],
          [chr(i::INTEGER) || ',']])
        FROM range(1, 256) t(i)) t(x)
      """
    )
    for row in rows { #expect(row[0] == row[1]) }
  }

  @Test func `each character of a key is quoted as DuckDB does`() throws {
    let connection = try makeConnection()
    for code in 1..<128 where code != 34 {
      let name = "a" + String(UnicodeScalar(UInt8(code)))
      let row = try connection.texts(
        "SELECT x, CAST(x AS VARCHAR) FROM (SELECT struct_pack(\"\(name)\" := 1) AS x)"
      )[0]
      #expect(row[0] == row[1])
    }
  }

  @Test(arguments: [("DOUBLE", 300), ("FLOAT", 7)])
  func `random numbers are written as DuckDB does`(type: String, exponent: Int) throws {
    let connection = try makeConnection()
    let rows = try connection.texts(
      """
      SELECT x, CAST(x AS VARCHAR) FROM (
        SELECT (((hash(i) % 2000003)::DOUBLE - 1000000)
          * pow(10::DOUBLE, (i % \(2 * exponent)) - \(exponent) - 6))::\(type) AS x
        FROM range(6000) t(i))
      """
    )
    for row in rows { #expect(row[0] == row[1]) }
  }

  @Test func `a timestamp with a time zone is written in UTC`() throws {
    let connection = try makeConnection()
    let rows = try connection.texts(
      "SELECT unnest(['2024-02-29 12:34:56.5+02'::TIMESTAMPTZ, 'infinity'::TIMESTAMPTZ, NULL])"
    )
    #expect(rows == [["2024-02-29 10:34:56.5+00"], ["infinity"], [nil]])
  }

  @Test func `nested values survive filters and joins`() throws {
    let connection = try makeConnection()
    let rows = try connection.texts(
      """
      SELECT x, CAST(x AS VARCHAR), y, CAST(y AS VARCHAR) FROM (
        SELECT CASE WHEN i % 5 = 0 THEN NULL ELSE [i, NULL, i + 1] END AS x,
          {'k': CASE WHEN i % 7 = 0 THEN NULL ELSE ['s' || i] END, 'm': MAP {i: {'v': i}}} AS y
        FROM range(5000) t(i) JOIN range(3) u(j) ON i % 3 = j WHERE i % 2 = 1)
      """
    )
    #expect(rows.count == 2500)
    for row in rows { #expect(row[0] == row[1] && row[2] == row[3]) }
  }

  @Test func `values come in the case of their type`() throws {
    let rows = try makeConnection().query(
      """
      SELECT true, 1::TINYINT, 2::USMALLINT, 3::BIGINT, 0.5::FLOAT, 'x', '\\x01'::BLOB,
        TIMESTAMP '1970-01-01 00:00:01', NULL, 1.50, DATE '2024-02-29', 'a'::ENUM('a')
      """
    ).rows()
    #expect(
      rows == [
        [
          .boolean(true), .integer(1), .integer(2), .integer(3), .double(0.5), .text("x"),
          .blob([1]), .timestamp(microseconds: 1_000_000), .null, .text("1.50"),
          .text("2024-02-29"), .text("a"),
        ]
      ]
    )
  }
}
