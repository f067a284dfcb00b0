import Foundation
import Testing

@testable import AutoMLTool

@Suite struct PromptTests {
  private let tool: ToolProcess
  private let terminal: PseudoTerminal

  init() throws {
    tool = try ToolProcess()
    terminal = try PseudoTerminal(["sql"], in: tool.folder)
    try #require(terminal.waits(for: "automl> "))
  }

  private func status(leavingWith farewell: String = "\\q\n") -> Int32? {
    terminal.type(farewell)
    return terminal.status()
  }

  @Test func `a statement takes as many lines as it needs, and is kept in the history`() throws {
    terminal.type("SELECT 'a;\n")
    #expect(terminal.waits(for: "   ...> "))
    terminal.type("b' AS two;\n")
    #expect(terminal.waits(for: " a;\r\n b\r\n(1 row)\r\n"))
    #expect(terminal.waits(for: "automl> "))
    #expect(status() == 0)
    #expect(try tool.text(of: ".automl_history").contains("'a;\\012b'\\040AS\\040two;"))
  }

  @Test func `an error is told, and the prompt goes on`() {
    terminal.type("SELECT nothing;\n")
    #expect(terminal.waits(for: "ERROR 42"))
    #expect(terminal.waits(for: "automl> "))
    terminal.type("SELECT 42 AS answer;\n")
    #expect(terminal.waits(for: "     42\r\n(1 row)"))
    #expect(terminal.waits(for: "automl> "))
    #expect(status(leavingWith: "exit\n") == 0)
  }

  @Test func `a signal cancels the line and not the prompt`() {
    terminal.type("SELECT 1,")
    #expect(terminal.waits(for: "SELECT 1,"))
    kill(terminal.process.processIdentifier, SIGINT)
    #expect(terminal.waits(for: "^C"))
    #expect(terminal.waits(for: "automl> "))
    terminal.type("SELECT 2 AS n;\n")
    #expect(terminal.waits(for: " 2\r\n(1 row)"))
    #expect(terminal.waits(for: "automl> "))
    #expect(status() == 0)
  }

  @Test func `a signal stops the statement and not the prompt`() {
    terminal.type("SELECT count(*) FROM range(10000000000) a, range(1000000000) b;\n")
    #expect(terminal.waits(for: "\r\n"))
    usleep(200_000)
    kill(terminal.process.processIdentifier, SIGINT)
    #expect(terminal.waits(for: "ERROR 57014: interrupted"))
    #expect(terminal.waits(for: "automl> "))
    #expect(status() == 0)
  }

  @Test func `SIGTERM leaves the prompt`() {
    kill(terminal.process.processIdentifier, SIGTERM)
    #expect(terminal.status() == 130)
  }

  @Test func `a transaction that is open has a mark in the prompt`() {
    terminal.type("BEGIN;\n")
    #expect(terminal.waits(for: "automl*> "))
    terminal.type("SELECT\n")
    #expect(terminal.waits(for: "    ...> "))
    terminal.type("1;\n")
    #expect(terminal.waits(for: "automl*> "))
    terminal.type("ROLLBACK;\n")
    #expect(terminal.waits(for: "automl> "))
    #expect(status(leavingWith: "help\n\\q\n") == 0)
    #expect(terminal.waits(for: ".tables"))
  }

  @Test func `Tab completes names and keywords`() {
    terminal.type("CREATE TABLE customers AS SELECT 1 AS age;\n")
    #expect(terminal.waits(for: "automl> "))
    terminal.type("SELECT ag FROM cus\t;\u{01}\u{1B}f\u{1B}f\t\n")
    #expect(terminal.waits(for: " age\r\n-----\r\n   1\r\n"))
    #expect(terminal.waits(for: "automl> "))
    terminal.type("\\tim\t\n")
    #expect(terminal.waits(for: "Timing is on."))
    terminal.type("SELECT\n")
    #expect(terminal.waits(for: "   ...> "))
    // A command between the lines of a statement.
    terminal.type("\\d cus\t\n")
    #expect(terminal.waits(for: "INTEGER"))
    terminal.type("2 AS two;\n")
    #expect(terminal.waits(for: "   2\r\n(1 row)\r\nTime: "))
    #expect(status() == 0)
  }

  @Test func `a long result goes through the pager, and Ctrl-C is the pager's there`() {
    terminal.type("FROM range(100);\n")
    #expect(terminal.waits(for: "pager: "))
    #expect(terminal.waits(for: "(40 of 100 rows shown; .maxrows all shows all)\r\n"))
    // The third would end the tool.
    for _ in 0..<4 {
      kill(terminal.process.processIdentifier, SIGINT)
      usleep(50_000)
    }
    #expect(terminal.waits(for: "automl> "))
    terminal.type("\\pset pager off\n.maxrows all\nFROM range(100);\n")
    #expect(terminal.waits(for: "All rows are shown."))
    #expect(terminal.waits(for: "    99\r\n(100 rows)\r\n"))
    #expect(status() == 0)
  }

  @Test func `training shows a bar and takes it away`() {
    terminal.type(
      "CREATE MODEL m FROM (SELECT range AS a, range % 7 > 3 AS y FROM range(500)) TARGET y;\n"
    )
    #expect(terminal.waits(for: "["))
    #expect(terminal.waits(for: "%  0:0"))
    #expect(terminal.waits(for: "\r\u{1B}[K"))
    #expect(terminal.waits(for: "CREATE MODEL\r\n"))
    #expect(terminal.waits(for: "automl> "))
    #expect(status() == 0)
  }
}
