import ArgumentParser

/// The `automl` command.
@main
struct AutoMLTool: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "automl",
    abstract: "Machine learning from SQL, in process.")
}
