import AutoML

/// Runs SQL and commands in a session, and prints the results.
final class ScriptRunner {
  /// Scripts run each other no deeper.
  static let depthLimit = 16

  /// Where the SQL runs.
  let session: Session
  /// Told of each statement's end.
  let interrupts: Interrupts
  /// Where rows go.
  var output = Descriptor.output
  /// The way in which they are shown.
  var display: Display
  /// The values that SQL may name.
  var variables = Variables()
  /// Whether someone types, and may look at a result in a pager.
  var isTyped = false

  var hasPrinted = false
  private var depth = 0

  /// A runner that prints rows in `format`.
  init(session: Session, interrupts: Interrupts, format: OutputFormat) {
    self.session = session
    self.interrupts = interrupts
    display = Display(format: format)
  }

  /// Runs a script's statements and commands one after the other, and prints what each gives.
  ///
  /// - Throws: the error of the first that fails, with the script's file and line; an interrupt when
  ///   SIGTERM or SIGHUP came, before another statement begins.
  func run(_ script: SQLText) throws(AutoMLError) {
    depth += 1
    defer { depth -= 1 }
    var reader = ScriptReader()
    var rest = script.text.utf8[...]
    while !rest.isEmpty {
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest[line.endIndex...].dropFirst()
      guard let part = reader.append(String(Substring(line))) else { continue }
      guard try run(part, of: script.file) else { return }
    }
    if let part = reader.end() { _ = try run(part, of: script.file) }
  }

  /// Runs a part of a script; false where it says that the script ends.
  ///
  /// - Throws: as `run(_:)` does.
  func run(_ part: ScriptReader.Part, of file: String? = nil) throws(AutoMLError) -> Bool {
    switch part {
    case .sql(let text, let line):
      try run(sql: variables.substituted(in: text), of: file, line: line)
      return true
    case .command(let text, let line):
      do throws(AutoMLError) {
        return try run(MetaCommand(variables.substituted(in: text)))
      } catch {
        throw error.located(in: file, line: line)
      }
    }
  }

  /// Runs the script of a file.
  ///
  /// - Throws: when it cannot be read, or is run by itself; as `run(_:)` does.
  func include(_ path: String) throws(AutoMLError) {
    guard depth < Self.depthLimit else {
      throw AutoMLError(
        sqlState: "54001",
        message:
          "\"\(path)\" is run \(Self.depthLimit) scripts deep, which is no more than allowed",
        hint: "A script that runs itself never ends."
      )
    }
    try run(ScriptSource.next(.file(path)).script())
  }

  private func run(sql: String, of file: String?, line: Int) throws(AutoMLError) {
    defer { Console.shared.endProgress() }
    var doneCount = 0
    var start = ContinuousClock.now
    do throws(AutoMLError) {
      try session.execute(sql) { (result) throws(AutoMLError) in
        Console.shared.endProgress()
        try show(result, since: start)
        doneCount += 1
        start = .now
        try interrupts.endStatement()
      }
    } catch {
      guard let file else { throw error }
      let line = StatementPlace.line(of: error, behind: doneCount, in: sql, firstLine: line)
      throw error.located(in: file, line: line)
    }
  }

  /// Rows are data; what else a statement did is news, which people read and programs do not.
  private func show(
    _ result: StatementResult,
    since start: ContinuousClock.Instant
  ) throws(AutoMLError) {
    var end = ContinuousClock.now
    switch result {
    case .rows(let rows): end = try show(rows)
    case .done(let tag):
      if display.format.isForPeople { Console.shared.line(tag) }
    case .trained(let report):
      guard display.format.isForPeople else { break }
      Console.shared.line("CREATE MODEL\n" + TrainingReportText.summary(of: report))
    }
    if display.isTimed { Console.shared.line("Time: \(NumberText.time(end - start))") }
  }

  /// Prints rows, and returns when the last was there: the time that someone looks at them is no time of
  /// the statement's.
  @discardableResult
  func show(_ rows: ResultRows) throws(AutoMLError) -> ContinuousClock.Instant {
    if hasPrinted, display.format.isForPeople { try output.write("\n") }
    hasPrinted = true
    return try print { (write) throws(AutoMLError) in
      try display.format.format(rows, on: display.screen(of: output), write)
    }
  }

  /// Prints what `body` writes, through a pager where it is long.
  ///
  /// - Throws: what `body` throws; what writing fails with.
  @discardableResult
  func print(
    _ body: ((String) throws(AutoMLError) -> Void) throws(AutoMLError) -> Void
  ) throws(AutoMLError) -> ContinuousClock.Instant {
    let mayPage = isTyped && display.isPaged && output.kind == .terminal
    let result = ResultOutput(
      to: output,
      pagerCommand: mayPage ? Pager.userCommand : nil,
      interrupts: interrupts
    )
    do throws(AutoMLError) {
      try body { (text) throws(AutoMLError) in try result.write(text) }
    } catch {
      // Who leaves the pager has seen enough.
      let isLeft = result.isPaged && error == .outputClosed
      try result.finish()
      guard isLeft else { throw error }
      return .now
    }
    let end = ContinuousClock.now
    try result.finish()
    return end
  }
}

/// SQL, and the file it is from.
struct SQLText {
  let text: String
  let file: String?
}

extension AutoMLError {
  /// The error in a line of a file of SQL, unless a script that it runs knows better.
  fileprivate func located(in file: String?, line: Int) -> AutoMLError {
    guard let file, self != .outputClosed, place == nil else { return self }
    return located(at: "\(file):\(line)")
  }
}
