import Foundation
import Testing

@testable import AutoMLTool

/// Data, names and messages on a terminal: nothing of them drives it.
@Suite struct VisibleTextTests {
  @Test(arguments: [
    ("a\nb", "a\nb"), ("a\t\r\0", "a\\t\\r\\u0000"), ("\u{1B}[2J\u{7F}", "\\u001b[2J\\u007f"),
    ("\u{9B}2J\u{85}", "\\u009b2J\\u0085"), ("\u{A9} \u{E9} \u{5F20}", "\u{A9} \u{E9} \u{5F20}"),
    ("\u{202E}\u{202A}\u{2066}\u{2069}", "\\u202e\\u202a\\u2066\\u2069"),
    ("\u{2028}\u{2029}\u{200F}", "\\u2028\\u2029\\u200f"),
    ("\u{1F468}\u{200D}\u{1F469}", "\u{1F468}\u{200D}\u{1F469}"), ("\\u001b", "\\u001b"),
  ])
  func `what could drive a terminal is written out`(text: String, shown: String) {
    #expect(DisplayText.visible(text) == shown)
    #expect(DisplayText.visible(shown) == shown)
  }

  private static let hostile = "x\u{1B}]0;evil\u{7}y\u{9B}2J\u{202E}z"
  private static let shown = "x\\u001b]0;evil\\u0007y\\u009b2J\\u202ez"

  @Test(arguments: ["table", "csv", "json", "markdown"])
  func `rows on a terminal have no escapes, in any format`(format: String) throws {
    let tool = try ToolProcess()
    let query = "SELECT '\(Self.hostile)' AS \"c\(Self.hostile)\"; SELECT 7 AS done"
    try tool.write(query, to: "q.sql")
    let terminal = try PseudoTerminal(["sql", "--format", format, "-f", "q.sql"], in: tool.folder)
    #expect(terminal.waits(for: "c" + Self.shown))
    #expect(terminal.waits(for: Self.shown))
    #expect(terminal.waits(for: "done"))
    #expect(terminal.status() == 0)
  }

  @Test func `rows in a file are as they are`() throws {
    let tool = try ToolProcess()
    try tool.write("SELECT '\(Self.hostile)' AS c", to: "q.sql")
    let outcome = try tool.run(["sql", "--format", "csv", "-f", "q.sql"])
    #expect(outcome.output == "c\n\"\(Self.hostile)\"\n")
  }

  @Test func `errors, notices and reports have no escapes`() throws {
    let tool = try ToolProcess()
    try tool.write("SELECT * FROM \"\(Self.hostile)\"", to: "q.sql")
    try tool.write("DROP MODEL IF EXISTS \"\(Self.hostile)\"", to: "d.sql")
    let commands = [
      ["sql", "-f", "q.sql"], ["sql", "-f", "d.sql"], ["show", "\"\(Self.hostile)\""],
    ]
    for arguments in commands {
      let outcome = try tool.run(arguments)
      #expect(outcome.error.contains(Self.shown), "\(outcome.error)")
      #expect(!outcome.error.contains("\u{1B}"))
    }
    let terminal = try PseudoTerminal(
      [
        "train", "--query", "SELECT range AS \"\(Self.hostile)\", range * 2 AS y FROM range(40)",
        "--target", "y", "--auto", "off", "--model-type", "linear_learner",
      ],
      in: tool.folder
    )
    #expect(terminal.waits(for: Self.shown))
    #expect(terminal.status() == 0)
  }

  @Test func `what was typed is kept for its user only`() throws {
    let tool = try ToolProcess()
    let terminal = try PseudoTerminal(["sql"], in: tool.folder)
    #expect(terminal.waits(for: "automl> "))
    terminal.type("SELECT 1 AS one;\n")
    #expect(terminal.waits(for: "(1 row)"))
    #expect(terminal.waits(for: "automl> "))
    terminal.type("\\q\n")
    #expect(terminal.status() == 0)
    let path = tool.folder.appending(path: ".automl_history").path
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }
}
