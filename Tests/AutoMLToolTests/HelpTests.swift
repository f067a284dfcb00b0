import ArgumentParser
import Testing

@testable import AutoMLTool

@Suite struct HelpTests {
  @Test(arguments: [
    "sql", "train", "predict", "evaluate", "show", "report", "export", "serve-model", "usage",
    "completions",
  ])
  func `each command's help is as reviewed, with examples`(name: String) throws {
    let command = try #require(
      AutoMLTool.configuration.subcommands.first { $0.configuration.commandName == name }
    )
    let help = AutoMLTool.helpMessage(for: command, columns: 80)
    #expect(help.contains("EXAMPLES:"))
    try Golden.expect(help, equals: "help-\(name).txt")
  }

  @Test func `the program's help is as reviewed`() throws {
    try Golden.expect(AutoMLTool.helpMessage(columns: 80), equals: "help.txt")
  }
}
