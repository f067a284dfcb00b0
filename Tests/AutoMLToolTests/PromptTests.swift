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
