import Foundation
import Testing

@testable import AutoMLTool

/// Commands in scripts and in piped sessions.
@Suite struct CommandScriptTests {
  private let tool: ToolProcess

  init() throws { tool = try ToolProcess() }

  private static let shop = """
    CREATE TABLE customers (id INTEGER PRIMARY KEY, age INTEGER DEFAULT 7, plan VARCHAR);
    CREATE VIEW elders AS SELECT * FROM customers WHERE age > 40;
    INSERT INTO customers SELECT range, range % 60, 'plan ' || (range % 3) FROM range(300);
    CREATE MODEL plans FROM (SELECT age, plan FROM customers) TARGET plan FUNCTION predict_plan
    AUTO OFF MODEL_TYPE LINEAR_LEARNER;

    """

  @Test func `types go with the arguments where a call may leave some out`() throws {
    let outcome = try tool.run(
      ["sql"],
      input: #"""
        CREATE TABLE t AS SELECT 'x' AS same, range AS a, DATE '2026-01-01' + (range % 9)::INT AS d,
          range * 2.5 AS y FROM range(90);
        CREATE MODEL m FROM t TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER;
        \df
        """#
    )
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.contains("f    | same VARCHAR, a DOUBLE, d DATE | m"))
    #expect(outcome.output.contains("f    | a DOUBLE, d DATE               | m"))
  }

  @Test func `a piped session looks around`() throws {
    let outcome = try tool.run(
      ["sql"],
      input: Self.shop + #"""
        .tables
        \d customers
        \d plans
        \df
        .schema elders
        """#
    )
    #expect(outcome.status == 0, "\(outcome.error)")
    let lists = """
       Schema | Name      | Type  | Columns
      --------+-----------+-------+---------
       main   | customers | table |       3
       main   | elders    | view  |       3
      (2 rows)

       Column | Type    | Nullable | Default
      --------+---------+----------+---------
       id     | INTEGER | no       | NULL
       age    | INTEGER | yes      | 7
       plan   | VARCHAR | yes      | NULL
      (3 rows)

       Key
      """
    #expect(outcome.output.hasPrefix(lists))
    #expect(
      outcome.output.contains(
        "\n main   | predict_plan               | age DOUBLE                | plans\n"
      )
    )
    #expect(
      outcome.output.contains(
        "\n main   | predict_plan_prob          | age DOUBLE, label VARCHAR | plans\n"
      )
    )
    #expect(
      outcome.output.hasSuffix(
        "\nCREATE VIEW elders AS SELECT * FROM customers WHERE (age > 40);\n"
      )
    )
  }

  @Test func `how rows are shown is changed on the way`() throws {
    let outcome = try tool.run(
      ["sql"],
      input: #"""
        \x
        SELECT 1 AS a, 'b' AS word;
        \x
        SELECT 2 AS a;
        .mode csv
        SELECT 3 AS a;
        \echo done
        \o rows.json
        \pset format json
        SELECT 4 AS a;
        \o
        .mode csv
        SELECT 5 AS a;
        """#
    )
    #expect(
      outcome.output == """
        -[ ROW 1 ]-
        a    | 1
        word | b
        (1 row)

         a
        ---
         2
        (1 row)
        a
        3
        done
        a
        5

        """
    )
    #expect(try tool.text(of: "rows.json") == "[\n{\"a\":4}\n]\n")
    #expect(outcome.error.isEmpty)
  }

  @Test func `time is told after each statement, to standard error`() throws {
    let outcome = try tool.run(["sql", "-c", ".timer on\nSELECT 1 AS a; SELECT 2 AS a"])
    #expect(outcome.error.contains(#/^Time: \d+\.\d ms\nTime: \d+\.\d ms\n$/#), "\(outcome.error)")
  }

  @Test func `variables stand in SQL and in commands`() throws {
    let outcome = try tool.run(
      ["sql", "--format", "csv"],
      input: #"""
        \set n 2
        \set table 'My Table'
        CREATE TABLE :"table" AS SELECT :n AS a, :'table' AS b;
        FROM "My Table";
        \echo :n rows
        \set
        \unset n
        SELECT :n;
        """#
    )
    #expect(outcome.output == "a,b\n2,My Table\n2 rows\nn = '2'\ntable = 'My Table'\n")
    #expect(outcome.status == 1)
  }

  @Test func `scripts run scripts, and an error is told with its own file and line`() throws {
    try tool.write("SELECT 1 AS a;\n\\i 'in ner.sql'\nSELECT 4 AS a;\n", to: "outer.sql")
    try tool.write("SELECT 2 AS a;\n\\q\nSELECT 3 AS a;\n", to: "in ner.sql")
    #expect(
      try tool.run(["sql", "--format", "csv", "-f", "outer.sql"]).output == "a\n1\na\n2\na\n4\n"
    )
    try tool.write("-- two\nSELECT 2 AS a; SELECT\n  3 +\n  nothing;\n", to: "in ner.sql")
    let failed = try tool.run(["sql", "--format", "csv", "-f", "outer.sql"])
    #expect(failed.output == "a\n1\na\n2\n")
    #expect(failed.error.hasPrefix("in ner.sql:4: ERROR 42703: "), "\(failed.error)")
    #expect(failed.status == 1)
  }

  @Test(arguments: [
    ("SELECT 1;\n\n\\tabels\n", "s.sql:3: ERROR 42601: there is no command \\tabels\n"),
    ("\n\\i missing.sql\n", "s.sql:2: ERROR 58030: cannot read \"missing.sql\": "),
    ("\\i s.sql\n", "s.sql:1: ERROR 54001: \"s.sql\" is run 16 scripts deep"),
    ("CREATE MODEL m\nFROM (SELECT 1 AS a)\nTARGETT a;\n", "s.sql:3: ERROR 42601: "),
    ("SELECT 1;\r\n\r\nSELECT nothing;\r\n", "s.sql:3: ERROR 42703: "),
    ("\\o missing/out\n", "s.sql:1: ERROR 58030: cannot write to \"missing/out\": "),
  ])
  func `an error names file and line`(script: String, expected: String) throws {
    try tool.write(script, to: "s.sql")
    let outcome = try tool.run(["sql", "--format", "csv", "-f", "s.sql"])
    #expect(outcome.error.contains(expected), "\(outcome.error)")
    #expect(outcome.status == 1)
  }

  @Test func `what is not there is told with what is near`() throws {
    let outcome = try tool.run(["sql"], input: Self.shop + "\\d custmers\n")
    #expect(
      outcome.error.hasSuffix(
        "ERROR 42P01: there is no table and no model custmers\nHint: Did you mean customers?\n"
      )
    )
  }

  @Test func `a piped result has all its rows and columns`() throws {
    let outcome = try tool.run([
      "sql", "-c", "SELECT range AS a, repeat('x', 300) AS b, 1, 2 FROM range(50)",
    ])
    #expect(outcome.output.hasSuffix("(50 rows)\n"))
    #expect(outcome.output.contains(String(repeating: "x", count: 300)))
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func `shells get a script that completes`(shell: String) throws {
    let outcome = try tool.run(["completions", shell])
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("evaluate") && outcome.output.contains("automl"))
    if shell == "bash" {
      try tool.write(outcome.output, to: "script")
      let checked = try tool.runShell("bash -n script")
      #expect(checked.status == 0, "\(checked.error)")
    }
  }
}
