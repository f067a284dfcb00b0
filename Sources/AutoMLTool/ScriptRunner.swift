import AutoML

/// Runs SQL in a session and prints the results.
struct ScriptRunner {
  let session: Session
  let format: OutputFormat
  let output = Descriptor.output

  /// Runs a script's statements one after the other, and prints what each gives.
  ///
  /// - Throws: the error of the first statement that fails.
  func run(_ script: String) throws(AutoMLError) {
    defer { Console.shared.endProgress() }
    try session.execute(script) { (result) throws(AutoMLError) in
      Console.shared.endProgress()
      try show(result)
    }
  }

  /// Rows are data; what else a statement did is news, which people read and programs do not.
  private func show(_ result: StatementResult) throws(AutoMLError) {
    switch result {
    case .rows(let rows):
      try format.print(rows, to: output)
    case .done(let tag):
      if format == .table { Console.shared.line(tag) }
    case .trained(let report):
      if format == .table {
        Console.shared.line("CREATE MODEL\n" + TrainingReportText.summary(of: report))
      }
    }
  }
}
