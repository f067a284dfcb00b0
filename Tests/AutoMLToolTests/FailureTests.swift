import Foundation
import Testing

@testable import AutoMLTool

/// Failures that only the process can show: other processes, signals, and disks that are full.
@Suite struct FailureTests {
  private let tool: ToolProcess

  init() throws {
    tool = try ToolProcess()
    let made = try tool.run([
      "sql", "-d", "shop.duckdb", "-c",
      """
      CREATE TABLE small AS SELECT range % 37 AS a, range % 37 > 17 AS y FROM range(300);
      CREATE TABLE big AS SELECT hash(range) % 1000 AS a, hash(range + 1) % 1000 AS b,
        hash(range + 2) % 1000 AS c,
        (hash(range) % 1000 + hash(range + 1) % 77 * 7)::DOUBLE AS y FROM range(200000)
      """,
    ])
    #expect(made.status == 0, "\(made.error)")
  }

  private static let small =
    "CREATE MODEL m FROM small TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER"
  private static let big = "CREATE MODEL m FROM big TARGET y FUNCTION f"

  /// Starts the training of a model that takes long, and waits until it has begun its search.
  private func startTraining(_ more: [String] = []) throws -> Process {
    let process = try tool.start(["sql", "-d", "shop.duckdb", "-c", Self.big] + more)
    while process.isRunning, try !tool.text(of: ".error").contains("search") { usleep(5_000) }
    return process
  }

  private static let noModels =
    "Schema Name,Model Name,Problem Type,Model Type,Target Column,Metric,Score,Rows,Creation Time,Size\n"

  private func query(_ sql: String) throws -> String {
    let outcome = try tool.run(["sql", "-d", "shop.duckdb", "--format", "csv", "-c", sql])
    return outcome.status == 0 ? outcome.output : outcome.error
  }

  @Test func `a process killed while it trains leaves the database as it was`() throws {
    let process = try startTraining()
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(try query("SELECT count(*) AS n FROM big") == "n\n200000\n")
    #expect(try query("SHOW MODEL ALL") == Self.noModels)
    #expect(
      try query("SELECT count(*) AS n FROM duckdb_functions() WHERE NOT internal") == "n\n0\n"
    )
    #expect(try query(Self.small + "; SELECT f(30) AS f") == "f\ntrue\n")
  }

  @Test func `Ctrl-C ends the search, keeps the best model, and the ledger says so`() throws {
    let process = try startTraining()
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try tool.text(of: ".error").contains("the search was cut short"))
    #expect(try query("SELECT f(1, 2, 3) IS NOT NULL AS f") == "f\ntrue\n")
    #expect(try query("SELECT status, rows FROM automl.usage") == "status,rows\nshortened,200000\n")
  }

  @Test func `Ctrl-C while rows are read leaves no model and exits with 130`() throws {
    let endless =
      "SELECT a.range AS a, b.range AS y FROM range(10000000) a, range(10000000) b"
      + " WHERE a.range + b.range < 0"
    let process = try tool.start(
      ["sql", "-d", "shop.duckdb", "-c", "CREATE MODEL m FROM (\(endless)) TARGET y FUNCTION f"])
    while try !tool.text(of: ".error").contains("reading rows") { usleep(5_000) }
    usleep(100_000)
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(try tool.text(of: ".error").hasSuffix("ERROR 57014: interrupted\n"))
    #expect(try query("SHOW MODEL ALL") == Self.noModels)
  }

  @Test func `a database that another process has open is told with that process`() throws {
    let process = try startTraining()
    let outcome = try tool.runAside(["sql", "-d", "shop.duckdb", "-c", "SELECT 1"])
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(outcome.status == 1)
    #expect(
      outcome.error == """
        ERROR 55006: "shop.duckdb" is in use by process \(process.processIdentifier) \
        (\(ToolProcess.executable.resolvingSymlinksInPath().path))
        Hint: Close that process, or open a copy of the file.

        """
    )
  }

  @Test func `a disk that is full fails the statement, and leaves the database as it was`() throws {
    // A limit on the size of files stands for the disk: 4,096 bytes are too few for the log of a
    // model.
    let shell = try tool.runShell(
      "ulimit -f 4; exec '\(ToolProcess.executable.path)' sql -d shop.duckdb -c '\(Self.small)'"
    )
    #expect(shell.status == 1)
    #expect(shell.error.contains("ERROR 53100: "))
    #expect(try query("SELECT count(*) AS n FROM small") == "n\n300\n")
    #expect(try query("SHOW MODEL ALL") == Self.noModels)
    #expect(try query(Self.small + "; SELECT f(30) AS f") == "f\ntrue\n")
  }

  @Test func `model files and predictions are written in full or not at all`() throws {
    let training = "train -d shop.duckdb --query 'FROM small' --target y --output m.automl"
    let full = try tool.runShell("ulimit -f 0; exec '\(ToolProcess.executable.path)' \(training)")
    #expect(full.status == 1)
    #expect(try tool.fileNames.allSatisfy { !$0.hasPrefix("m.automl") })
    let trained = try tool.runShell("exec '\(ToolProcess.executable.path)' \(training)")
    #expect(trained.status == 0, "\(trained.error)")
    let data = "COPY (SELECT a FROM small, range(100)) TO 'rows.csv'"
    #expect(try tool.run(["sql", "-d", "shop.duckdb", "-c", data]).status == 0)
    let predicting = "predict --model m.automl --data rows.csv --output out.csv"
    let cut = try tool.runShell("ulimit -f 4; exec '\(ToolProcess.executable.path)' \(predicting)")
    #expect(cut.status == 1)
    #expect(cut.error.contains("ERROR 53100: "))
    #expect(try tool.fileNames.allSatisfy { !$0.hasPrefix("out.csv") })
  }

  @Test func `a file with a column of another type is told by the column`() throws {
    let training = [
      "train", "-d", "shop.duckdb", "--query", "FROM small", "--target", "y", "--output",
      "m.automl",
    ]
    #expect(try tool.run(training).status == 0)
    try tool.write("a\n\n\n", to: "empty.csv")
    try tool.write("a\nmuch\n", to: "text.csv")
    let predict = ["predict", "--model", "m.automl", "--output", "-", "--data"]
    #expect(try tool.run(predict + ["empty.csv"]).status == 0)
    let text = try tool.run(predict + ["text.csv"])
    #expect(text.status == 1)
    #expect(text.output.isEmpty)
    #expect(text.error.contains("column \"a\", row 1: 'much' is no number"))
  }
}
