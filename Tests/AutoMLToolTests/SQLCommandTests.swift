import AutoML
import Foundation
import Testing

@testable import AutoMLTool

@Suite struct SQLCommandTests {
  private let tool: ToolProcess

  init() throws { tool = try ToolProcess() }

  @Test(arguments: [
    ("table", " n | word\n---+------\n 1 | a\n 2 | NULL\n(2 rows)\n"),
    ("csv", "n,word\n1,a\n2,\n"),
    ("json", "[\n{\"n\":1,\"word\":\"a\"},\n{\"n\":2,\"word\":null}\n]\n"),
    ("markdown", "| n | word |\n| ---: | --- |\n| 1 | a |\n| 2 | NULL |\n"),
  ])
  func `rows go to standard output in each format`(format: String, expected: String) throws {
    let outcome = try tool.run(
      ["sql", "--format", format, "-c", "SELECT * FROM (VALUES (1, 'a'), (2, NULL)) AS t(n, word)"])
    #expect(outcome.output == expected)
    #expect(outcome.error.isEmpty)
    #expect(outcome.status == 0)
  }

  @Test func `values of the engine's types are values of JSON`() throws {
    let outcome = try tool.run(
      [
        "sql", "--format", "json", "-c",
        """
        SELECT 1.50::DECIMAL(9, 2) AS a, 'nan'::DOUBLE AS b, true AS c, '{"x": [1]}'::JSON AS d,
          DATE '2026-01-02' AS e, 170141183460469231731687303715884105727::HUGEINT AS f,
          1e300::DOUBLE AS g, NULL AS h, '-inf'::FLOAT AS i
        """,
      ])
    #expect(
      outcome.output == """
        [
        {"a":1.50,"b":null,"c":true,"d":{"x": [1]},"e":"2026-01-02",\
        "f":170141183460469231731687303715884105727,"g":1e+300,"h":null,"i":null}
        ]

        """
    )
  }

  @Test func `values inside values are arrays and objects of JSON`() throws {
    let outcome = try tool.run(
      [
        "sql", "--format", "json", "-c",
        """
        SELECT [1, NULL, 3] AS a, {'x': 1.50, 'y': ['a"b', NULL], 'z': true} AS b,
          MAP {DATE '2026-01-02': ['nan'::DOUBLE, 0.5]} AS c, ['{"k": [1]}'::JSON] AS d,
          NULL::INTEGER[] AS e, .05::DECIMAL(2, 2) AS f, 12345678901234567890123::BIGNUM AS g,
          [TIMESTAMP '2026-01-02 03:04:05'] AS h, row(1, 'x') AS i, '[1,]'::JSON AS j,
          union_value(n := 7) AS k
        """,
      ])
    let expected = #"""
      {"a":[1,null,3],"b":{"x":1.50,"y":["a\"b",null],"z":true},"c":{"2026-01-02":[null,0.5]},\#
      "d":[{"k": [1]}],"e":null,"f":0.05,"g":12345678901234567890123,"h":["2026-01-02 03:04:05"],\#
      "i":[1,"x"],"j":"[1,]","k":{"n":7}}
      """#
    #expect(outcome.output == "[\n\(expected)\n]\n", "\(outcome.error)")
    #expect(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) is [[String: Any]])
    let plain = try tool.run([
      "sql", "--format", "csv", "-c", "SELECT [1, NULL] AS a, {'x': 1} AS b",
    ])
    #expect(plain.output == "a,b\n\"[1, NULL]\",{'x': 1}\n")
  }

  @Test func `commands and files run in the order given, in one session`() throws {
    try tool.write("INSERT INTO t VALUES (2); SELECT sum(a) AS file FROM t", to: "two.sql")
    let outcome = try tool.run(
      [
        "sql", "--format", "csv", "-c", "CREATE TABLE t AS SELECT 1 AS a", "-f", "two.sql", "-c",
        "SELECT count(*) AS command FROM t",
      ])
    #expect(outcome.output == "file\n3\ncommand\n2\n")
    #expect(outcome.error.isEmpty)
  }

  @Test func `without commands and files, standard input is the script`() throws {
    let outcome = try tool.run(
      ["sql", "--format", "csv"],
      input: "SELECT 1 AS a; -- ;\nSELECT ';' AS b"
    )
    #expect(outcome.output == "a\n1\nb\n;\n")
    #expect(try tool.run(["sql"]).status == 0)
  }

  @Test func `the first failure ends the run, and what ran before it stays`() throws {
    try tool.write("SELECT 1 AS a;\nSELECT nothing FROM nowhere;\nSELECT 3", to: "script.sql")
    let outcome = try tool.run(["sql", "--format", "csv", "-f", "script.sql", "-c", "SELECT 4"])
    #expect(outcome.status == 1)
    #expect(outcome.output == "a\n1\n")
    #expect(outcome.error.hasPrefix("script.sql:2: ERROR 42"))
    #expect(outcome.error.contains("nowhere"))
  }

  @Test func `a database file keeps what was made`() throws {
    let made = try tool.run(["sql", "-d", "shop.duckdb", "-c", "CREATE TABLE t AS SELECT 7 AS a"])
    #expect(made.status == 0)
    let read = try tool.run(["sql", "-d", "shop.duckdb", "--format", "csv", "-c", "FROM t"])
    #expect(read.output == "a\n7\n")
  }

  @Test func `a file that cannot be read stops the run before it starts`() throws {
    let outcome = try tool.run(["sql", "-c", "SELECT 1", "-f", "missing.sql"])
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.error == "ERROR 58030: cannot read \"missing.sql\": No such file or directory\n"
    )
  }

  @Test func `a reader that goes away ends the run quietly`() throws {
    let shell = Process()
    let output = Pipe()
    let error = Pipe()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    let query = "SELECT range FROM range(1000000)"
    shell.arguments = [
      "-c", "'\(ToolProcess.executable.path)' sql --format csv -c '\(query)' | head -n 2",
    ]
    shell.standardOutput = output
    shell.standardError = error
    try shell.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    #expect(String(decoding: text, as: UTF8.self) == "range\n0\n")
    #expect(error.fileHandleForReading.readDataToEndOfFile().isEmpty)
    shell.waitUntilExit()
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `a signal ends a query, and the program says so`(signal: Int32) throws {
    let process = try tool.start(
      [
        "sql", "--format", "csv", "-c", "SELECT 1 AS started", "-c",
        "SELECT count(*) FROM range(10000000000) a, range(10000000000) b WHERE a.range < b.range",
      ])
    // The signal is for the second query: the first one's rows show that it is next.
    while try tool.text(of: ".output") != "started\n1\n" { usleep(1000) }
    usleep(100_000)
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(try tool.text(of: ".error") == "ERROR 57014: interrupted\n")
  }

  @Test func `a database is read beside another reader, and not written`() throws {
    let made = try tool.run(["sql", "-d", "shop.duckdb", "-c", "CREATE TABLE t AS SELECT 42 AS x"])
    #expect(made.status == 0)
    let path = tool.folder.appending(path: "shop.duckdb").path
    let reader = try Session(
      configuration: SessionConfiguration(databasePath: path, isReadOnly: true)
    )
    let writing = try tool.run(["sql", "-d", "shop.duckdb", "-c", "FROM t"])
    #expect(writing.status == 1)
    #expect(
      writing.error.contains("is in use by process \(ProcessInfo.processInfo.processIdentifier)")
    )
    #expect(writing.error.contains("--read-only"))
    let reading = try tool.run(
      ["sql", "--read-only", "-d", "shop.duckdb", "--format", "csv", "-c", "FROM t"])
    #expect(reading.output == "x\n42\n")
    let refused = try tool.run(
      ["sql", "--read-only", "-d", "shop.duckdb", "-c", "CREATE TABLE u AS FROM t"])
    #expect(refused.status == 1)
    withExtendedLifetime(reader) {}
  }

  @Test func `--dialect redshift takes Redshift's SQL from the first statement on`() throws {
    let run = try tool.run([
      "sql", "--dialect", "redshift", "--format", "csv", "-c", "SELECT NVL(NULL, 7) / 2 AS x",
    ])
    #expect(run.output == "x\n3\n")
    #expect(try tool.run(["sql", "--dialect", "oracle", "-c", "SELECT 1"]).status == 2)
  }

  @Test func `--read-only without a file is a mistake`() throws {
    #expect(try tool.run(["sql", "--read-only", "-c", "SELECT 1"]).status == 2)
    #expect(
      try tool.run(["sql", "--read-only", "-d", "none.duckdb", "-c", "SELECT 1"]).status == 1
    )
  }
}
