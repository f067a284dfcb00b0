import TestSupport
import Testing

@testable import ModelSQL

@Suite struct RedshiftTextTests {
  private func rewritten(_ sql: String) throws -> String {
    try RedshiftText(sql).rewritten().text
  }

  @Test(arguments: [
    ("SELECT NVL(a, b, 0)", "SELECT coalesce(a, b, 0)"),
    ("SELECT isnull(a, nvl(b, 1))", "SELECT coalesce(a, coalesce(b, 1))"),
    ("SELECT NVL2(a, 1, 2)", "SELECT CASE WHEN (a) IS NOT NULL THEN 1 ELSE 2 END"),
    (
      "SELECT DECODE(x, 1, 'a', NULL, 'b', 'c')",
      "SELECT CASE WHEN (x) IS NOT DISTINCT FROM (1) THEN 'a'"
        + " WHEN (x) IS NOT DISTINCT FROM (NULL) THEN 'b' ELSE 'c' END"
    ),
    (
      "SELECT DECODE(x, 1, 'a')", "SELECT CASE WHEN (x) IS NOT DISTINCT FROM (1) THEN 'a' END"
    ),
    ("SELECT CONVERT(DECIMAL(5, 2), x)", "SELECT CAST(x AS DECIMAL(5, 2))"),
    ("SELECT CHARINDEX('b', s)", "SELECT strpos(s, 'b')"),
    ("SELECT STRTOL('12', 10)", "SELECT CAST('12' AS BIGINT)"),
    ("SELECT x::super, CAST(x AS SUPER)", "SELECT x::JSON, CAST(x AS JSON)"),
    ("SELECT LISTAGG(a)", "SELECT string_agg(a, '')"),
    (
      "SELECT LISTAGG(DISTINCT a, ',') WITHIN GROUP (ORDER BY NVL(b, 0) DESC) FROM t",
      "SELECT string_agg(DISTINCT a, ',' ORDER BY coalesce(b, 0) DESC) FROM t"
    ),
  ])
  func `a function becomes an expression of the engine's`(sql: String, engine: String) throws {
    #expect(try rewritten(sql) == engine)
  }

  @Test(arguments: [
    ("SELECT DATEADD(day, -1, d)", "SELECT ((d) + INTERVAL (-1) day)"),
    (
      "SELECT DATEADD('yrs', n, '2024-01-31')",
      "SELECT (CAST('2024-01-31' AS TIMESTAMP) + INTERVAL (n) year)"
    ),
    ("SELECT DATEDIFF(qtr, a, b)", "SELECT date_diff('quarter', (a), (b))"),
    (
      "SELECT DATEDIFF(w, a, b)",
      "SELECT date_diff('week', date_trunc('week', (a)), date_trunc('week', (b)))"
    ),
    ("SELECT DATE_PART(dayofweek, d)", "SELECT date_part('dow', (d))"),
    ("SELECT DATE_PART_YEAR(d)", "SELECT year((d))"),
    ("SELECT SYSDATE", "SELECT make_timestamp(epoch_us(now()))"),
    ("SELECT getdate()", "SELECT date_trunc('second', make_timestamp(epoch_us(now())))"),
    (
      "SELECT TO_CHAR(d, 'YYYY-MM-DD HH24:MI:SS')",
      "SELECT (strftime((d), '%Y-%m-%d %H:%M:%S'))"
    ),
    ("SELECT TO_CHAR(d, 'DD-MON-YY')", "SELECT upper(strftime((d), '%d-%b-%y'))"),
    (
      "SELECT TO_CHAR(d, 'FMDay FMDD \"of\" FMMonth %')",
      "SELECT (strftime((d), '%A %-d of %B %%'))"
    ),
    ("SELECT TO_CHAR(d, 'Mon HH12:MI PM')", "SELECT (strftime((d), '%b %I:%M %p'))"),
    ("SELECT TO_CHAR(d, '')", "SELECT ('')"),
    (
      "SELECT TO_CHAR(d, 'MONTH DD')",
      "SELECT upper(rpad(strftime((d), '%B'), 9, ' ') || strftime((d), ' %d'))"
    ), ("SELECT TO_DATE(s, 'DD Month')", "SELECT CAST(strptime(s, '%d %B') AS DATE)"),
    ("SELECT TO_CHAR(d, 'HH12 am')", "SELECT lower(strftime((d), '%I %p'))"),
    ("SELECT TO_DATE(s, 'YYYYMMDD')", "SELECT CAST(strptime(s, '%Y%m%d') AS DATE)"),
    ("SELECT to_timestamp(0)", "SELECT to_timestamp(0)"),
  ])
  func `times are counted, moved and printed`(sql: String, engine: String) throws {
    #expect(try rewritten(sql) == engine)
  }

  @Test(arguments: [
    ("SELECT TOP 3 a FROM t ORDER BY a", "SELECT  a FROM t ORDER BY a LIMIT 3"),
    (
      "SELECT * FROM (SELECT DISTINCT TOP 2 a FROM t) -- TOP",
      "SELECT * FROM (SELECT DISTINCT a FROM t LIMIT 2) -- TOP"
    ),
    ("SELECT top FROM t", "SELECT top FROM t"),
    (
      "CREATE TABLE s.t (a INT ENCODE az64 DISTKEY, b SUPER, distkey INT) DISTSTYLE KEY",
      "CREATE TABLE s.t (a INT  , b JSON, distkey INT) "
    ),
    (
      "CREATE TABLE t BACKUP NO DISTKEY(a) COMPOUND SORTKEY (a, b) AS SELECT NVL(a, 1)",
      "CREATE TABLE t    AS SELECT coalesce(a, 1)"
    ),
    (
      "CREATE MATERIALIZED VIEW v AUTO REFRESH YES AS SELECT 1", "CREATE   VIEW v  AS SELECT 1"
    ),
    (
      "COPY t (a) FROM 'f.csv' IAM_ROLE default FORMAT AS CSV IGNOREHEADER 1 DELIMITER ';'",
      "COPY t (a) FROM 'f.csv' (FORMAT csv, HEADER false, SKIP 1, DELIMITER ';')"
    ),
    (
      "COPY t FROM 'f' DATEFORMAT 'auto' NULL AS 'x'",
      "COPY t FROM 'f' (FORMAT csv, HEADER false, NULLSTR 'x', DELIMITER '|', QUOTE '')"
    ), ("COPY t FROM 'f' FORMAT AS PARQUET", "COPY t FROM 'f' (FORMAT parquet)"),
    ("COPY t FROM 'f' (FORMAT csv)", "COPY t FROM 'f' (FORMAT csv)"),
    ("DROP MATERIALIZED VIEW IF EXISTS v", "DROP   VIEW IF EXISTS v"),
  ])
  func `clauses are moved or left out`(sql: String, engine: String) throws {
    let text = try rewritten(sql)
    let words = { (text: String) in text.split(separator: " ").joined(separator: " ") }
    #expect(words(text) == words(engine))
  }

  @Test(arguments: [
    "SELECT 'NVL(a, b)', \"NVL\"(a, b), $$SYSDATE$$", "SELECT 1 -- NVL(a, b)",
    "/* TOP 3 NVL(a, b) */ SELECT a", "SELECT s.nvl(a, b), t.sysdate, a AS sysdate",
    "CREATE TABLE decode (a INT, b INT, c INT)", "INSERT INTO nvl (a, b) VALUES (1, 2)",
    "SELECT decode(b), trunc(1.5), trunc(1.55, 1), len(s)", "SELECT NVL(a", ")", "", "SELECT (((",
  ])
  func `everything else stays as it is`(sql: String) throws {
    #expect(try !RedshiftText(sql).rewritten().isChanged)
  }

  @Test(arguments: [
    ("SELECT NVL2(a, b)", "NVL2(a, b)"), ("SELECT DATEADD(fortnight, 1, d)", "fortnight"),
    ("SELECT DATEDIFF()", "DATEDIFF()"), ("SELECT TO_CHAR(d, f)", "f"),
    ("SELECT TO_CHAR(1, '999')", "'999'"),
    ("SELECT TO_CHAR(d, 'MON Dy')", "'MON Dy'"), ("SELECT TO_CHAR(d, 'DDTH')", "'DDTH'"),
    ("SELECT STRTOL(s, 7)", "7"), ("SELECT TOP 1 a FROM t UNION SELECT 2", "TOP 1"),
    ("CREATE TABLE t (a INT IDENTITY(1, 1))", "IDENTITY"),
    ("UNLOAD ('SELECT 1') TO 's3://b/k'", "UNLOAD"), ("COPY t FROM 's3://b/k' CSV", "'s3://b/k'"),
    ("COPY t FROM 'f' CSV MAXERROR 3", "MAXERROR"), ("COPY t FROM 'f' DELIMITER", "DELIMITER"),
    ("COPY t FROM 'f' CSV 'x'", "'x'"),
  ])
  func `what there is nothing for is refused by name`(sql: String, place: String) throws {
    let error = try #require(throws: SyntaxError.self) { try RedshiftText(sql).rewritten() }
    #expect(String(decoding: Array(sql.utf8)[error.range], as: UTF8.self) == place)
  }

  @Test(arguments: [
    ("missing", "missing"), ("coalesce(", "NVL("), ("'year'", "yrs"), ("limit_me", "limit_me"),
    (" LIMIT 3", "TOP 3"),
  ])
  func `a place in the SQL is one in the text`(found: String, written: String) throws {
    let sql = "SELECT TOP 3\n NVL(missing, 'ü'), DATEDIFF(yrs, a, b) FROM limit_me"
    let text = try RedshiftText(sql).rewritten()
    let bytes = Array(text.text.utf8)
    let part = Array(found.utf8)
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: part) })
    let place = text.place(of: start..<start + part.count)
    #expect(String(decoding: Array(sql.utf8)[place], as: UTF8.self) == written)
  }

  @Test func `words in any order are rewritten or refused, and each place is one of the text`() {
    let words = [
      "SELECT", "TOP", "3", "NVL(", "DECODE(", ")", ",", "a", "'YYYY'", "DATEADD(", "day", "(",
      "TO_CHAR(", "UNION", "CREATE", "COPY", "FROM", "CSV", "DELIMITER", "NULL", "TABLE", "t",
      "DISTKEY", "AS", "LISTAGG(", "WITHIN", "GROUP",
      "SYSDATE", "::", "SUPER", "MATERIALIZED", "VIEW", "ENCODE", "[", "]", "'", "--", "\n", "ü",
    ]
    for seed in 0..<3000 as Range<UInt64> {
      var random = SplitMix64(seed: seed)
      let count = Int.random(in: 1...20, using: &random)
      let sql = (0..<count).map { _ in words.randomElement(using: &random) ?? "" }
        .joined(separator: " ")
      do {
        let text = try RedshiftText(sql).rewritten()
        for start in 0..<text.text.utf8.count {
          let place = text.place(of: start..<start + 1)
          #expect(place.upperBound <= sql.utf8.count, "seed \(seed)")
        }
      } catch {
        #expect(error.range.upperBound <= sql.utf8.count, "seed \(seed)")
      }
    }
  }

  @Test func `deep parentheses are an error and no trap`() {
    let depth = 100_000
    let sql =
      "SELECT " + String(repeating: "(", count: depth) + String(repeating: ")", count: depth)
    #expect(throws: SyntaxError.self) { try RedshiftText(sql).rewritten() }
  }

  @Test(arguments: [
    ("SET query_group TO 'a'", true), ("GRANT SELECT ON t TO PUBLIC", true),
    ("CREATE USER u PASSWORD 'x'", true), ("REFRESH MATERIALIZED VIEW v", true),
    ("SET threads = 1", false), ("CREATE TABLE user_x (a INT)", false), ("SELECT 1", false),
  ])
  func `what is about a server is known`(sql: String, isIgnored: Bool) {
    #expect((RedshiftText(sql).ignored != nil) == isIgnored)
  }

  @Test(arguments: [
    ("SET automl.dialect = 'redshift'", SQLDialect.redshift),
    ("set AutoML . dialect TO Redshift", .redshift), ("SET automl.dialect = 'duckdb'", .duckdb),
    ("RESET automl.dialect", .duckdb), ("SET dialect = 'redshift'", nil), ("SET threads = 1", nil),
  ])
  func `the dialect is set by name`(sql: String, dialect: SQLDialect?) throws {
    #expect(try DialectSetting(sql)?.dialect == dialect)
  }

  @Test(arguments: ["SET automl.dialect = 'oracle'", "SET automl.dialect", "SET automl.dialect ="])
  func `an unknown dialect is an error`(sql: String) {
    #expect(throws: SyntaxError.self) { try DialectSetting(sql) }
  }
}
