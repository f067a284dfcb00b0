import Foundation
import Testing

@testable import AutoMLTool

/// Signals and scripts: what still runs, and what does not begin.
@Suite struct SignalTests {
  private let tool: ToolProcess

  init() throws {
    tool = try ToolProcess()
    let made = try tool.run([
      "sql", "-d", "shop.duckdb", "-c",
      """
      CREATE TABLE big AS SELECT hash(range) % 1000 AS a, hash(range + 1) % 1000 AS b,
        hash(range + 2) % 1000 AS c,
        (hash(range) % 1000 + hash(range + 1) % 77 * 7)::DOUBLE AS y FROM range(200000)
      """,
    ])
    #expect(made.status == 0, "\(made.error)")
  }

  private static let script = """
    CREATE MODEL m FROM big TARGET y FUNCTION f;
    CREATE TABLE after AS SELECT 1 AS a;
    """

  /// Starts a script whose search has begun.
  private func startSearch(_ more: [String] = []) throws -> Process {
    try tool.write(Self.script, to: "script.sql")
    let process = try tool.start(["sql", "-d", "shop.duckdb", "-f", "script.sql"] + more)
    while process.isRunning, try !tool.text(of: ".error").contains("search") { usleep(5_000) }
    return process
  }

  private func query(_ sql: String) throws -> String {
    let outcome = try tool.run(["sql", "-d", "shop.duckdb", "--format", "csv", "-c", sql])
    return outcome.status == 0 ? outcome.output : outcome.error
  }

  private static let tables = "SELECT count(*) AS n FROM duckdb_tables() WHERE table_name = 'after'"

  @Test(arguments: [SIGTERM, SIGHUP])
  func `a search keeps its best, and then the script ends`(signal: Int32) throws {
    let process = try startSearch(["-c", "CREATE TABLE after AS SELECT 2 AS a"])
    kill(process.processIdentifier, signal)
    if signal == SIGHUP { kill(process.processIdentifier, signal) }
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    let error = try tool.text(of: ".error")
    #expect(error.contains("the search was cut short"))
    #expect(error.hasSuffix("script.sql:1: ERROR 57014: interrupted\n"))
    #expect(try query("SELECT f(1, 2, 3) IS NOT NULL AS f") == "f\ntrue\n")
    #expect(try query(Self.tables) == "n\n0\n")
  }

  @Test func `after Ctrl-C has ended a search the script goes on`() throws {
    let process = try startSearch()
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try query(Self.tables) == "n\n1\n")
  }

  @Test func `under nohup a terminal may go`() throws {
    let shell = try tool.runShell(
      "trap '' HUP; '\(ToolProcess.executable.path)' sql -d shop.duckdb --format csv -c "
        + "'SELECT count(*) AS n FROM range(60000) a, range(60000) b WHERE a.range < b.range' & "
        + "sleep 0.3; kill -HUP $!; wait $!; echo \"status $?\""
    )
    #expect(shell.output == "n\n1799970000\nstatus 0\n")
  }

  @Test func `a signal before the database is open ends the process`() throws {
    // Opening waits for nothing, so the signal may come before, in or after it: never is it lost.
    let endless =
      "SELECT count(*) FROM range(10000000000) a, range(10000000000) b WHERE a.range < b.range"
    for pause in 0..<8 as Range<UInt32> {
      let process = try tool.start(["sql", "-d", "shop.duckdb", "-c", endless])
      usleep(pause * 20_000)
      kill(process.processIdentifier, SIGINT)
      let deadline = ContinuousClock.now + .seconds(60)
      while process.isRunning, ContinuousClock.now < deadline { usleep(10_000) }
      if process.isRunning {
        Issue.record("the signal after \(pause * 20) ms was lost")
        kill(process.processIdentifier, SIGKILL)
      }
      process.waitUntilExit()
    }
  }
}
