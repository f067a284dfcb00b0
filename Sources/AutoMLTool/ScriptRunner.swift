import AutoML

/// Runs SQL in a session and prints the results.
final class ScriptRunner {
  /// Where the SQL runs.
  let session: Session
  /// Told of each statement's end.
  let interrupts: Interrupts
  /// Where rows go.
  let output = Descriptor.output

  private let format: OutputFormat
  private var hasPrinted = false

  /// A runner that prints rows in `format`.
  init(session: Session, interrupts: Interrupts, format: OutputFormat) {
    self.session = session
    self.interrupts = interrupts
    self.format = format
  }

  /// Runs a script's statements one after the other, and prints what each gives.
  ///
  /// - Throws: the error of the first statement that fails, with the script's file; an interrupt when
  ///   SIGTERM or SIGHUP came, before another statement begins.
  func run(_ script: SQLText) throws(AutoMLError) {
    defer { Console.shared.endProgress() }
    do throws(AutoMLError) {
      try session.execute(script.text) { (result) throws(AutoMLError) in
        Console.shared.endProgress()
        try show(result)
        try interrupts.endStatement()
      }
    } catch {
      throw script.file.map { error.located(in: $0) } ?? error
    }
  }

  /// Rows are data; what else a statement did is news, which people read and programs do not.
  private func show(_ result: StatementResult) throws(AutoMLError) {
    switch result {
    case .rows(let rows):
      if hasPrinted, format.isForPeople { try output.write("\n") }
      hasPrinted = true
      try format.print(rows, to: output)
    case .done(let tag):
      if format.isForPeople { Console.shared.line(tag) }
    case .trained(let report):
      guard format.isForPeople else { return }
      Console.shared.line("CREATE MODEL\n" + TrainingReportText.summary(of: report))
    }
  }
}

/// SQL, and the file it is from.
struct SQLText {
  let text: String
  let file: String?
}

extension OutputFormat {
  /// Whether someone reads what is printed, between the results too.
  fileprivate var isForPeople: Bool { self == .table || self == .markdown }
}

extension AutoMLError {
  /// The error with the file of SQL it is in.
  fileprivate func located(in file: String) -> AutoMLError {
    guard self != .outputClosed else { return self }
    return AutoMLError(
      sqlState: sqlState,
      message: "\(message) (in \(file))",
      hint: hint,
      excerpt: excerpt
    )
  }
}
