import ArgumentParser
import Testing

@testable import AutoMLTool

@Suite struct ExitStatusTests {
  @Test func `help and the version are done`() throws {
    for arguments in [[], ["--help"], ["help", "train"], ["--version"], ["train", "--help"]] {
      let outcome = try ToolProcess().run(arguments)
      #expect(outcome.status == 0)
      #expect(!outcome.output.isEmpty)
      #expect(outcome.error.isEmpty)
    }
    #expect(try ToolProcess().run([]).output == AutoMLTool.helpMessage(columns: 80) + "\n")
  }

  @Test func `wrong usage is 2, told on standard error`() throws {
    let outcome = try ToolProcess().run([
      "train", "--data", "x.csv", "--target", "y", "--seed", "x",
    ])
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.contains("--seed"))
  }

  @Test(arguments: [
    (["trian", "--data", "x.csv"], "Error: There is no command 'trian'. Did you mean 'train'?"),
    (["shwo"], "Error: There is no command 'shwo'. Did you mean 'show'?"),
    (["help", "exprot"], "Error: There is no command 'exprot'. Did you mean 'export'?"),
    (
      ["fly"],
      "Error: There is no command 'fly'. The commands are sql, train, predict, evaluate, show, report, "
        + "export, serve-model, usage, completions."
    ),
  ])
  func `a command that is not there is told with the one that is meant`(
    arguments: [String],
    line: String
  ) throws {
    let outcome = try ToolProcess().run(arguments)
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.error == """
        \(line)
        Usage: automl <subcommand>
          See 'automl --help' for more information.

        """
    )
  }

  @Test func `a failure is 1, told on standard error`() throws {
    let outcome = try ToolProcess().run(["sql", "-f", "/nowhere/script.sql"])
    #expect(outcome.status == 1)
    #expect(outcome.output.isEmpty)
    #expect(outcome.error.hasPrefix("ERROR "))
  }

  @Test func `a database that is not there is not made by reading it`() throws {
    for command in ["show", "usage"] {
      let outcome = try ToolProcess().run([command, "-d", "/nowhere/shop.duckdb"])
      #expect(outcome.status == 1)
      #expect(
        outcome.error == "ERROR 08001: database file \"/nowhere/shop.duckdb\" does not exist\n"
      )
    }
  }

  @Test func `an output that cannot be written is refused before the training`() throws {
    let outcome = try ToolProcess().run(
      ["train", "--data", "x.csv", "--target", "y", "--output", "/nowhere/m.automl"])
    #expect(outcome.status == 1)
    #expect(
      outcome.error
        == "ERROR 58030: cannot write \"/nowhere/m.automl\": No such file or directory\n"
    )
  }
}
