import DuckDB
import Foundation
import Synchronization
import Testing

struct ConnectionTests {
  @Test func `a second statement is refused before the first has run`() throws {
    let connection = try makeConnection()
    let refused = "Parser Error: 2 statements where one is expected"
    let both = "CREATE TABLE t (x INTEGER); CREATE TABLE u (x INTEGER)"
    #expect(errorMessage { try connection.execute(both) } == refused)
    #expect(errorMessage { _ = try connection.query(both) } == refused)
    #expect(errorMessage { _ = try connection.prepare(both) } == refused)
    #expect(try connection.query("FROM duckdb_tables()").rows() == [])
  }

  @Test func `a NUL byte does not cut a statement off`() throws {
    let connection = try makeConnection()
    try connection.execute("CREATE TABLE t AS SELECT 1 AS x")
    let refused = "Parser Error: there is a NUL byte in the SQL"
    let cut = "DELETE FROM t \0WHERE x = 2"
    #expect(errorMessage { try connection.execute(cut) } == refused)
    #expect(errorMessage { _ = try connection.run(cut) } == refused)
    #expect(errorMessage { _ = try connection.statementCount(of: cut) } == refused)
    #expect(try connection.query("FROM t").rows() == [[.integer(1)]])
  }

  @Test func `a text of many statements gives the rows of the last`() throws {
    let connection = try makeConnection()
    let result = try connection.run(
      "CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1); SELECT x + 1 AS y FROM t"
    )
    #expect(result.columnNames == ["y"])
    #expect(result.columnTypes == [.integer])
    #expect(result.kind == .select)
    #expect(try result.rows() == [[.integer(2)]])
  }

  @Test func `pragmas and pivots run, though they are not one statement underneath`() throws {
    let connection = try makeConnection()
    try connection.execute("CREATE TABLE t AS SELECT * FROM (VALUES ('a', 1), ('b', 2)) v(k, x)")
    #expect(try connection.query("PRAGMA table_info('t')").rows().count == 2)
    let pivot = "PIVOT t ON k USING sum(x)::INTEGER"
    #expect(try connection.run(pivot).rows() == [[.integer(1), .integer(2)]])
    #expect(try connection.statementCount(of: pivot) == 2)
  }

  @Test func `rows that are changed are counted, and give no columns`() throws {
    let connection = try makeConnection()
    #expect(try connection.query("CREATE TABLE t (x INTEGER)").columnNames == [])
    let insert = try connection.query("INSERT INTO t SELECT * FROM range(5000)")
    #expect(insert.changedRowCount == 5000)
    #expect(insert.kind == .insert)
    #expect(try insert.rows() == [])
    #expect(try connection.query("DELETE FROM t WHERE x < 10").changedRowCount == 10)
    let returning = try connection.query("UPDATE t SET x = 0 WHERE x = 11 RETURNING x")
    #expect(returning.changedRowCount == nil)
    #expect(try returning.rows() == [[.integer(0)]])
  }

  @Test func `a result of many chunks comes whole and in order`() throws {
    let result = try makeConnection().query("SELECT i FROM range(100000) t(i)")
    var next: Int64 = 0
    while let chunk = try result.nextChunk() {
      #expect(chunk.rowCount <= 2048)
      for row in 0..<chunk.rowCount {
        let value = chunk.value(row: row, column: 0)
        if value != .integer(next) { Issue.record("\(value) instead of \(next)") }
        next += 1
      }
    }
    #expect(next == 100_000)
  }

  @Test func `an empty result has columns and no chunk`() throws {
    let result = try makeConnection().query("SELECT 1 AS x WHERE false")
    #expect(result.columnNames == ["x"])
    #expect(try result.rows() == [])
    #expect(try result.rows() == [])
  }

  @Test func `an error has DuckDB's words`() throws {
    let connection = try makeConnection()
    #expect(
      errorMessage { _ = try connection.query("SELECT nothing") }?
        .hasPrefix("Binder Error: Referenced column \"nothing\"") == true
    )
    #expect(
      errorMessage { try connection.execute("SELEC 1") }?
        .hasPrefix("Parser Error: syntax error at or near \"SELEC\"") == true
    )
    #expect(
      errorMessage { _ = try connection.query("SELEC 1") }?
        .hasPrefix("Parser Error: syntax error at or near \"SELEC\"") == true
    )
    #expect(errorMessage { _ = try connection.query(" -- nothing") } == "no statement")
  }

  @Test func `an error in the middle of a stream is thrown`() throws {
    let connection = try makeConnection()
    let sql =
      "SELECT CASE WHEN i = 900000 THEN error('too far') ELSE i END FROM range(1000000) t(i)"
    let message = errorMessage {
      let result = try connection.query(sql)
      while try result.nextChunk() != nil {}
    }
    #expect(message == "Invalid Input Error: too far")
    #expect(try connection.query("SELECT 1").rows() == [[.integer(1)]])
  }

  @Test func `a result that its connection has left behind ends with an error`() throws {
    let connection = try makeConnection()
    let result = try connection.query("SELECT * FROM range(1000000)")
    _ = try result.nextChunk()
    try connection.execute("SELECT 1")
    #expect(throws: DuckDBError.self) { while try result.nextChunk() != nil {} }
  }

  @Test func `a result keeps its connection and database open`() throws {
    let result = try Database().connect().query("SELECT * FROM range(10000)")
    #expect(try result.rows().count == 10_000)
  }

  @Test func `statements are told apart before they run`() throws {
    let connection = try makeConnection()
    try connection.execute("CREATE TABLE t (x INTEGER)")
    let kinds: [(String, [StatementKind])] = [
      ("SELECT 1", [.select]), ("FROM t", [.select]), ("WITH a AS (FROM t) FROM a;", [.select]),
      ("VALUES (1)", [.select]), ("INSERT INTO t VALUES (1)", [.insert]), ("DROP TABLE t", [.drop]),
      ("DELETE FROM t", [.delete]), ("UPDATE t SET x = 1", [.update]), ("", []), ("-- x", []),
      ("SELECT 1; DELETE FROM t", [.select, .delete]), ("CREATE TABLE u (y INTEGER)", [.create]),
      ("BEGIN", [.transaction]), ("EXPLAIN SELECT 1", [.explain]), ("SET threads = 1", [.set]),
      ("COPY t TO '/tmp/x.csv'", [.copy]), ("ALTER TABLE t ADD COLUMN z INTEGER", [.alter]),
      ("DESCRIBE t", [.select]), ("SUMMARIZE t", [.select]), ("ATTACH ':memory:' AS m", [.attach]),
    ]
    for (sql, expected) in kinds { #expect(try connection.statementKinds(of: sql) == expected) }
    #expect(try connection.query("SELECT count(*) FROM t").rows() == [[.integer(0)]])
    #expect(try connection.statementCount(of: "SELECT 1; SELECT ';'; ") == 2)
    #expect(throws: DuckDBError.self) { _ = try connection.statementKinds(of: "FROM nowhere") }
  }
}

struct PreparedStatementTests {
  @Test func `a statement knows its columns and parameters before it runs`() throws {
    let connection = try makeConnection()
    let statement = try connection.prepare(
      "SELECT $1::INTEGER + 1 AS a, $2::VARCHAR AS b, 1.50 AS c"
    )
    #expect(statement.kind == .select)
    #expect(statement.parameterCount == 2)
    #expect(statement.columnNames == ["a", "b", "c"])
    #expect(
      statement.columnTypes == [.integer, .varchar(), .decimal(width: 3, scale: 2)]
    )
  }

  @Test func `values of each case go in and come out`() throws {
    let values: [Value] = [
      .null, .boolean(true), .integer(.min), .double(-0.25), .text("naïve\u{0} text"),
      .blob([0, 255, 39]), .timestamp(microseconds: -1),
    ]
    let statement = try makeConnection().prepare("SELECT $1, $2, $3, $4, $5, $6, $7")
    #expect(try statement.execute(binding: values).rows() == [values])
    #expect(try statement.execute(binding: values.reversed()).rows() == [values.reversed()])
  }

  @Test func `a parameter that is not there, or not set, is an error`() throws {
    let statement = try makeConnection().prepare("SELECT $1")
    #expect(
      errorMessage { try statement.bind(.null, at: 2) }
        == "there is no parameter $2: the statement has 1"
    )
    #expect(errorMessage { try statement.bind(.null, at: 0) } != nil)
    #expect(
      errorMessage { _ = try statement.execute() }?.contains("Values were not provided") == true
    )
  }

  @Test func `two statements are not one`() throws {
    #expect(
      errorMessage { _ = try makeConnection().prepare("SELECT 1; SELECT 2") }
        == "Parser Error: 2 statements where one is expected"
    )
  }
}

struct InterrupterTests {
  @Test(arguments: [false, true])
  func `a query is stopped from another thread`(isRead: Bool) throws {
    let connection = try makeConnection()
    let interrupter = connection.interrupter
    let sum = "SELECT sum(sqrt(i * j)) FROM range(1000000) a(i), range(100000) b(j)"
    let rows = "SELECT sqrt(i * j) FROM range(1000000) a(i), range(1000000) b(j)"
    repeating({ interrupter.interrupt() }) {
      do throws(DuckDBError) {
        let result = try connection.query(isRead ? rows : sum)
        while try result.nextChunk() != nil {}
        Issue.record("the query came to its end")
      } catch {
        #expect(error.isInterrupt)
        #expect(error.message == "INTERRUPT Error: Interrupted!")
      }
    }
    #expect(try connection.query("SELECT 1").rows() == [[.integer(1)]])
  }

  @Test func `nothing happens where nothing runs, or the connection is gone`() throws {
    var connection: Connection? = try makeConnection()
    let interrupter = try #require(connection?.interrupter)
    interrupter.interrupt()
    #expect(try connection?.query("SELECT 1").rows() == [[.integer(1)]])
    connection = nil
    interrupter.interrupt()
  }

  @Test func `another error is no interrupt`() throws {
    let connection = try makeConnection()
    do {
      try connection.execute("SELECT error('x')")
    } catch {
      #expect(!error.isInterrupt)
    }
  }
}

/// Runs `action` on another thread every few milliseconds while `body` runs.
private func repeating(_ action: @escaping @Sendable () -> Void, _ body: () throws -> Void) rethrows
{
  let isDone = Mutex(false)
  let ended = DispatchSemaphore(value: 0)
  let thread = Thread {
    while !isDone.withLock({ $0 }) {
      Thread.sleep(forTimeInterval: 0.02)
      action()
    }
    ended.signal()
  }
  thread.start()
  defer {
    isDone.withLock { $0 = true }
    ended.wait()
  }
  try body()
}
