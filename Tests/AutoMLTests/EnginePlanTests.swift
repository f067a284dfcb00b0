import DuckDB
import TestSupport
import Testing

@testable import AutoML

/// Which queries give their rows in one order on any number of threads.
@Suite struct EnginePlanTests {
  private let connection: Connection

  init() throws {
    connection = try Database().connect()
    for sql in [
      "CREATE TABLE t AS SELECT range AS a, range % 7 AS b FROM range(500)",
      "CREATE TABLE u AS SELECT range AS b, range * 2 AS c FROM range(7)",
      "CREATE VIEW v AS SELECT a, b FROM t WHERE a > 3",
    ] { try connection.execute(sql) }
  }

  private func plan(_ query: String) throws -> EnginePlan {
    try EnginePlan(of: query, on: connection)
  }

  @Test(arguments: [
    "SELECT * FROM t",
    "SELECT a FROM t WHERE b = 3 AND a % 2 = 0",
    "SELECT a + 1 AS a, upper('x' || b) AS c FROM t",
    "SELECT * FROM t UNION ALL SELECT * FROM t WHERE b = 1",
    "SELECT * FROM v",
    "SELECT * FROM t LIMIT 10",
    "SELECT range AS a FROM range(10)",
    "SELECT unnest([3, 1, 2]) AS a",
    "VALUES (1, 2), (3, 4)",
    "SELECT * FROM '\(RepositoryPaths.fullPath("datasets/iris/iris.csv"))'",
  ])
  func `scans, filters, expressions and unions keep the order`(query: String) throws {
    #expect(try plan(query).keepsOrder)
  }

  @Test(arguments: [
    "SELECT a, c FROM t JOIN u USING (b)",
    "SELECT a, c FROM t LEFT JOIN u USING (b)",
    "SELECT t.a, u.c FROM t, u",
    "SELECT a FROM t WHERE b IN (SELECT b FROM u WHERE c > 4)",
    "SELECT b, sum(a) AS a FROM t GROUP BY b",
    "SELECT DISTINCT b FROM t",
    "SELECT * FROM t UNION SELECT * FROM t",
    "SELECT * FROM t ORDER BY b",
    "SELECT * FROM t ORDER BY b LIMIT 20",
    "SELECT a, row_number() OVER (PARTITION BY b ORDER BY a) AS place FROM t",
    "SELECT * FROM t USING SAMPLE 10 ROWS",
    "SELECT * FROM t USING SAMPLE 50 PERCENT (bernoulli)",
    "SELECT b, a FROM (SELECT b, max(a) AS a FROM t GROUP BY b) WHERE a > 1",
    "SELECT * FROM t UNION ALL SELECT b, c FROM (SELECT DISTINCT b, c FROM u)",
  ])
  func `joins, groupings, sorts, windows and samples do not`(query: String) throws {
    #expect(try !plan(query).keepsOrder)
  }

  @Test func `nothing is kept where the engine is told not to`() throws {
    try connection.execute("SET preserve_insertion_order = false")
    #expect(try !plan("SELECT * FROM t").keepsOrder)
    try connection.execute("SET preserve_insertion_order = true")
    #expect(try plan("SELECT * FROM t").keepsOrder)
  }

  @Test func `a query that is not explained promises nothing`() throws {
    let plan = try plan("PIVOT t ON b USING sum(a)")
    #expect(!plan.keepsOrder)
    #expect(plan.estimatedRowCount == 0)
  }

  @Test func `the rows of a whole table are known`() throws {
    #expect(try plan("SELECT * FROM t").estimatedRowCount == 500)
  }
}
