import ArgumentParser
import AutoML

/// The `automl` command: its subcommands do the work.
struct AutoMLTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "automl",
    abstract: "Machine learning from SQL, in one process: CREATE MODEL, then SELECT.",
    discussion: """
      EXAMPLES:
        Train from SQL and use the model in a query:
          automl sql -d shop.duckdb -c "CREATE MODEL churn FROM customers
            TARGET churned FUNCTION predict_churn" \\
            -c "SELECT id, predict_churn(age, plan) FROM customers"

        Train from a file into a file, then score another file:
          automl train --data customers.csv --target churned --output churn.automl
          automl predict --model churn.automl --data new.csv --output scored.csv

      EXIT STATUS:
        0 done, 1 failed, 2 wrong usage, 130 interrupted.
      """,
    version: "automl 0.1.0",
    subcommands: [
      SQLCommand.self, TrainCommand.self, PredictCommand.self,
      EvaluateCommand.self, ShowCommand.self, ReportCommand.self, ExportCommand.self,
      ServeModelCommand.self, UsageCommand.self, CompletionsCommand.self,
    ]
  )
}

extension AutoMLTool {
  /// The message on a first word, or one behind `help`, that is no command, with the one that is likely
  /// meant; nil where it is one.
  static func unknownCommandMessage(_ arguments: [String]) -> String? {
    let names = configuration.subcommands.compactMap { $0.configuration.commandName }
    let words = arguments.first == "help" ? arguments.dropFirst() : arguments[...]
    let aliases = configuration.subcommands.flatMap { $0.configuration.aliases }
    guard let word = words.first, !word.hasPrefix("-"),
      !(names + aliases + ["help"]).contains(word)
    else { return nil }
    let advice =
      Spelling.nearest(to: word, in: names).map { "Did you mean '\($0)'?" }
      ?? "The commands are \(names.joined(separator: ", "))."
    return """
      Error: There is no command '\(word)'. \(advice)
      Usage: automl <subcommand>
        See 'automl --help' for more information.
      """
  }
}
