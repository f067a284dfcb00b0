import ArgumentParser
import AutoML

/// `automl completions`: a script with which a shell completes the command line.
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions",
    abstract: "Print a script with which a shell completes automl's commands and options.",
    discussion: """
      EXAMPLES:
        Bash, for this shell, and for every further one of the user:
          source <(automl completions bash)
          automl completions bash > ~/.local/share/bash-completion/completions/automl

        Zsh, where ~/.zfunc is in fpath before compinit runs:
          automl completions zsh > ~/.zfunc/_automl

        Fish:
          automl completions fish > ~/.config/fish/completions/automl.fish
      """
  )

  /// The shells that complete.
  enum Shell: String, CaseIterable, ExpressibleByArgument {
    case bash, zsh, fish

    fileprivate var completion: CompletionShell {
      switch self {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    }
  }

  @Argument(help: "The shell.")
  var shell: Shell

  func run() throws {
    try Descriptor.output.write(AutoMLTool.completionScript(for: shell.completion) + "\n")
  }
}
