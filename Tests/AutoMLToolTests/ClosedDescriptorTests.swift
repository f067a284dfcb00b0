import Foundation
import Testing

@testable import AutoMLTool

/// The tool where the parent process closed standard input, output or error.
@Suite struct ClosedDescriptorTests {
  private let tool: ToolProcess

  init() throws {
    tool = try ToolProcess()
    let made = try tool.run([
      "train", "-d", "shop.duckdb", "--query", "SELECT range AS a, range * 2 AS y FROM range(40)",
      "--target", "y", "--model", "m", "--auto", "off", "--model-type", "linear_learner",
      "--output", "m.automl",
    ])
    #expect(made.status == 0, "\(made.error)")
    let rows = "CREATE TABLE t AS SELECT 7 AS a; COPY t TO 'rows.csv'"
    #expect(try tool.run(["sql", "-d", "shop.duckdb", "-c", rows]).status == 0)
  }

  /// Every command that opens a database; each tells something on both outputs.
  private static let commands = [
    "sql -d shop.duckdb -c 'SELECT a FROM t; INSERT INTO t VALUES (7)'",
    "sql -d shop.duckdb -c 'SELECT nothing'",
    "train -d shop.duckdb --query 'SELECT a, a AS y FROM t, range(40)' --target y --model n",
    "predict -d shop.duckdb --model m --data rows.csv --output -",
    "predict -d shop.duckdb --model m --data rows.csv --output out.csv",
    "export m -d shop.duckdb",
    "show -d shop.duckdb",
    "show m -d shop.duckdb --json",
    "usage -d shop.duckdb",
  ]

  private static let closings = [
    "<&-", ">&-", "2>&-", "<&- >&-", "<&- 2>&-", ">&- 2>&-", "<&- >&- 2>&-",
  ]

  /// The first block of a database: its checksum, the letters DUCK and versions.
  private func header() throws -> Data {
    let file = try FileHandle(forReadingFrom: tool.folder.appending(path: "shop.duckdb"))
    return try file.read(upToCount: 4096) ?? Data()
  }

  @Test(arguments: commands)
  func `the database is intact whatever is closed`(command: String) throws {
    let before = try header()
    #expect(before.dropFirst(8).starts(with: Array("DUCK".utf8)))
    for closing in Self.closings {
      let run = try tool.runShell("'\(ToolProcess.executable.path)' \(command) \(closing)")
      #expect(run.status == 0 || run.status == 1, "\(closing): \(run.status)")
      #expect(try header() == before, "\(command) \(closing)")
      let read = try tool.run([
        "sql", "-d", "shop.duckdb", "--format", "csv", "-c", "SELECT DISTINCT a FROM t",
      ])
      #expect(read.output == "a\n7\n", "\(command) \(closing): \(read.error)")
    }
  }

  @Test(arguments: ["sql -d shop.duckdb -c 'SELECT 1'", "show -d shop.duckdb", "--help"])
  func `rows that nobody can get are an error`(command: String) throws {
    let run = try tool.runShell("'\(ToolProcess.executable.path)' \(command) >&-")
    #expect(run.status == 1)
    #expect(
      run.error == "ERROR 58030: cannot write to standard output: Bad file descriptor\n"
    )
  }

  @Test func `without standard error the status is right`() throws {
    let tool = "'\(ToolProcess.executable.path)' sql -d shop.duckdb"
    #expect(try self.tool.runShell("\(tool) -c 'SELECT 1' 2>&-").status == 0)
    #expect(try self.tool.runShell("\(tool) -c 'SELECT nothing' 2>&-").status == 1)
    #expect(try self.tool.runShell("\(tool) --format xml 2>&-").status == 2)
  }

  @Test func `a script from a closed standard input is an error`() throws {
    let run = try tool.runShell("'\(ToolProcess.executable.path)' sql -d shop.duckdb <&-")
    #expect(run.status == 1)
    #expect(run.error == "ERROR 58030: cannot read standard input: Bad file descriptor\n")
  }
}
