import AutoML

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The prompt: reads statements line by line, runs each once its semicolon is there.
struct Prompt {
  private let runner: ScriptRunner
  private let completer: PromptCompleter
  private let editor: LineEditor

  /// A prompt that runs what is typed with `runner`.
  init(runner: ScriptRunner) {
    self.runner = runner
    runner.isTyped = true
    let completer = PromptCompleter(session: runner.session)
    self.completer = completer
    editor = LineEditor(historyPath: LineEditor.userHistoryPath, completer: completer)
  }

  private var interrupts: Interrupts { runner.interrupts }

  /// Reads and runs statements until the user leaves.
  ///
  /// - Throws: an interrupt when SIGTERM or SIGHUP came, or that the output was closed.
  func run() throws(AutoMLError) {
    try runner.output.write(
      #"automl 0.1.0: end statements with ";", leave with \q or Ctrl-D; help lists commands."#
        + "\n"
    )
    var reader = ScriptReader()
    var status = TransactionStatus.idle
    while true {
      // A signal that came too late for the last statement is not for the next one.
      runner.session.interrupter.reset()
      completer.begin(behind: reader.text)
      if reader.isEmpty { status = runner.session.transactionStatus }
      let mark = Self.text(status, isContinued: !reader.isEmpty)
      let (line, signal) = interrupts.whileReading { editor.readLine(prompt: mark) }
      if interrupts.isTerminated { throw .interrupted }
      if signal == SIGINT {
        // The line may go on behind the cursor.
        try Descriptor.output.write("^C\u{1B}[J\n")
        reader = ScriptReader()
      }
      if signal != nil { continue }
      guard let line else { return try Descriptor.output.write("\n") }
      let typed = reader.isEmpty ? Self.command(for: line) ?? line : line
      guard let part = reader.append(typed) else { continue }
      editor.remember(part.text)
      guard try run(part) else { return }
    }
  }

  /// Runs what was typed, and tells its errors; false where the user leaves.
  private func run(_ part: ScriptReader.Part) throws(AutoMLError) -> Bool {
    do throws(AutoMLError) {
      return try runner.run(part)
    } catch {
      guard error != .outputClosed, !interrupts.isTerminated else { throw error }
      Console.shared.error(error)
      return true
    }
  }

  /// The prompt itself: `automl> `, with `*` in a transaction and `!` in one that has failed; before the
  /// further lines of a statement dots.
  static func text(_ status: TransactionStatus, isContinued: Bool) -> String {
    let mark =
      switch status {
      case .idle: ""
      case .open: "*"
      case .failed: "!"
      }
    let name = "automl\(mark)"
    return isContinued
      ? DisplayText.padded("...", to: name.count, right: true) + "> " : name + "> "
  }

  /// The command that a word on its own means; nil for anything else.
  static func command(for line: String) -> String? {
    switch line.lowercased().filter({ $0 != " " && $0 != ";" }) {
    case "exit", "quit": #"\q"#
    case "help": #"\?"#
    default: nil
    }
  }
}

extension ScriptReader.Part {
  /// The text as it was typed.
  fileprivate var text: String {
    switch self {
    case .sql(let text, _), .command(let text, _): text
    }
  }
}
