import ArgumentParser
import AutoML
import Synchronization

/// `automl sql`: scripts, or a prompt.
struct SQLCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sql",
    abstract: "Run SQL, with CREATE MODEL, SHOW MODEL and DROP MODEL.",
    discussion: """
      Runs the commands and files in the order given; without any, standard input, which \
      on a terminal is a prompt with history. The first statement that fails ends the run. \
      Rows go to standard output, everything else to standard error.

      In JSON, NaN and infinities are null. In CSV, NULL is an empty field and the empty \
      string is "".

      EXAMPLES:
        automl sql -d shop.duckdb
        automl sql -d shop.duckdb -f create_model.sql -c "SHOW MODEL ALL"
        automl sql --format csv -c "FROM 'sales.parquet' LIMIT 10" > sales.csv
        echo "SELECT 42 AS answer" | automl sql --format json
      """
  )

  @OptionGroup var databaseOptions: DatabaseOptions

  @Option(
    name: [.customShort("c"), .long],
    help: ArgumentHelp("SQL to run.", valueName: "sql"),
    transform: { ScriptSource.next(.command($0)) }
  )
  var command: [ScriptSource] = []

  @Option(
    name: [.customShort("f"), .long],
    help: ArgumentHelp("A file of SQL to run; - is standard input.", valueName: "file"),
    transform: { ScriptSource.next(.file($0)) }
  )
  var file: [ScriptSource] = []

  @Option(help: ArgumentHelp("How rows are printed.", valueName: "format"))
  var format = OutputFormat.table

  func run() throws {
    let sources = (command + file).sorted { $0.position < $1.position }
    let session = try databaseOptions.openSession()
    let runner = ScriptRunner(session: session, format: format)
    let isTyped = Descriptor.input.kind == .terminal && Descriptor.output.kind == .terminal
    if sources.isEmpty, isTyped { return try Prompt(runner: runner).run() }

    try Interrupts().whileWorking(session.interrupter) { () throws(AutoMLError) in
      for kind in sources.isEmpty ? [.file("-")] : sources.map(\.kind) {
        try run(kind, with: runner)
      }
    }
  }

  /// Runs one command or file; an error in a file names the file.
  private func run(_ kind: ScriptSource.Kind, with runner: ScriptRunner) throws(AutoMLError) {
    switch kind {
    case .command(let text):
      try runner.run(text)
    case .file(let path):
      let text = try ScriptSource.text(ofFile: path)
      do throws(AutoMLError) {
        try runner.run(text)
      } catch {
        throw path == "-" ? error : error.located(in: path)
      }
    }
  }
}

/// SQL given on the command line.
struct ScriptSource {
  /// Where the SQL is.
  enum Kind {
    case command(String)
    case file(String)
  }

  /// Its place among the options: the parser keeps the options of each name apart.
  let position: Int
  /// Where the SQL is.
  let kind: Kind

  private static let count = Atomic(0)

  /// The source after those made so far.
  static func next(_ kind: Kind) -> ScriptSource {
    ScriptSource(position: count.add(1, ordering: .relaxed).newValue, kind: kind)
  }

  /// The text of a file of SQL, or of standard input for `-`.
  ///
  /// - Throws: when it cannot be read, or is not UTF-8.
  static func text(ofFile path: String) throws(AutoMLError) -> String {
    let bytes =
      if path == "-" {
        try Descriptor.input.readAll()
      } else {
        try Descriptor.reading(path) { (file) throws(AutoMLError) in try file.readAll() }
      }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let name = path == "-" ? Descriptor.input.name : "\"\(path)\""
      throw AutoMLError(sqlState: "22021", message: "\(name) is not UTF-8 text")
    }
    return text
  }
}

extension AutoMLError {
  /// The error with the file of SQL it is in.
  fileprivate func located(in path: String) -> AutoMLError {
    guard self != .outputClosed else { return self }
    return AutoMLError(
      sqlState: sqlState,
      message: "\(message) (in \(path))",
      hint: hint,
      excerpt: excerpt
    )
  }
}
