import AutoML

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The prompt: reads statements line by line, runs each once its semicolon is there.
struct Prompt {
  private let runner: ScriptRunner
  private let editor = LineEditor(historyPath: LineEditor.userHistoryPath)

  /// A prompt that runs what is typed with `runner`.
  init(runner: ScriptRunner) {
    self.runner = runner
  }

  private var interrupts: Interrupts { runner.interrupts }

  /// Reads and runs statements until the user leaves.
  ///
  /// - Throws: an interrupt when SIGTERM or SIGHUP came, or that the output was closed.
  func run() throws(AutoMLError) {
    try runner.output.write(
      #"automl 0.1.0: end statements with ";", leave with \q or Ctrl-D."# + "\n"
    )
    var typed = TypedSQL()
    while true {
      // A signal that came too late for the last statement is not for the next one.
      runner.session.interrupter.reset()
      let (line, signal) = interrupts.whileReading {
        editor.readLine(prompt: typed.isEmpty ? "automl> " : "   ...> ")
      }
      if interrupts.isTerminated { throw .interrupted }
      if signal == SIGINT {
        // The line may go on behind the cursor.
        try runner.output.write("^C\u{1B}[J\n")
        typed = TypedSQL()
      }
      if signal != nil { continue }
      guard let line else { return try runner.output.write("\n") }
      if typed.isEmpty, Self.isFarewell(line) { return }
      typed.append(line)
      guard typed.isComplete else { continue }
      let text = typed.text
      typed = TypedSQL()
      editor.remember(text)
      try runStatements(text)
    }
  }

  /// Runs what was typed; its errors are told, and the prompt goes on.
  private func runStatements(_ text: String) throws(AutoMLError) {
    do throws(AutoMLError) {
      try runner.run(SQLText(text: text, file: nil))
    } catch {
      guard error != .outputClosed, !interrupts.isTerminated else { throw error }
      Console.shared.error(error)
    }
  }

  /// Whether the user wants to leave.
  private static func isFarewell(_ line: String) -> Bool {
    let word = line.lowercased().filter { $0 != " " && $0 != ";" }
    return [#"\q"#, "exit", "quit"].contains(word)
  }
}
