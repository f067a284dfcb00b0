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

      A line that begins with a backslash or a dot is a command, such as \\d, .tables or \
      \\timing; \\? lists them all. An error in a file names its line. On a terminal \
      tables are fitted to its width, 40 rows are shown unless .maxrows says otherwise, \
      and at the prompt Tab completes and long results go through $PAGER.

      Ctrl-C stops the statement that runs and ends the run; a search keeps its best model \
      instead, and the run goes on. SIGTERM and SIGHUP end the run too, and a search keeps \
      its best model before.

      In JSON, numbers have all their digits, NaN and infinities are null, lists are \
      arrays, structs and maps objects, dates and times strings. In CSV, NULL is an empty \
      field and the empty string is "".

      EXAMPLES:
        automl sql -d shop.duckdb
        automl sql -d shop.duckdb -c "\\d customers"
        automl sql -d shop.duckdb -f create_model.sql -c "SHOW MODEL ALL"
        automl sql --format csv -c "FROM 'sales.parquet' LIMIT 10" > sales.csv
        echo "SELECT 42 AS answer" | automl sql --format json
      """
  )

  @OptionGroup var databaseOptions: DatabaseOptions

  @Flag(
    name: .customLong("read-only"),
    help: "Only read the database, beside others that only read it."
  )
  var isReadOnly = false

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

  @Option(
    help: ArgumentHelp(
      "The SQL beside the statements about models: duckdb or redshift.",
      valueName: "dialect"
    )
  )
  var dialect = SQLDialectName.duckdb

  func validate() throws {
    guard isReadOnly, databaseOptions.database == nil else { return }
    throw ValidationError("'--read-only' needs '--database'.")
  }

  func run() throws {
    let sources = (command + file).sorted { $0.position < $1.position }
    let isTyped = Descriptor.input.kind == .terminal && Descriptor.output.kind == .terminal
    // Read before anything runs, and before Ctrl-C is for statements: half an input is no script.
    let scripts =
      sources.isEmpty && isTyped
      ? nil : try (sources.isEmpty ? [.next(.file("-"))] : sources).map { try $0.script() }
    let interrupts = Interrupts()
    try databaseOptions.withSession(isReadOnly: isReadOnly, interrupts: interrupts) {
      (session) throws(AutoMLError) in
      if dialect != .duckdb { try session.execute("SET automl.dialect = '\(dialect.rawValue)'") }
      let runner = ScriptRunner(session: session, interrupts: interrupts, format: format)
      guard let scripts else { return try Prompt(runner: runner).run() }
      for script in scripts { try runner.run(script) }
    }
  }
}

/// The dialects of SQL that a session takes.
enum SQLDialectName: String, ExpressibleByArgument, CaseIterable {
  case duckdb, redshift
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

  /// The SQL itself, with the name of its file; the file `-` is standard input.
  ///
  /// - Throws: when a file cannot be read, or is not UTF-8.
  func script() throws(AutoMLError) -> SQLText {
    switch kind {
    case .command(let text):
      return SQLText(text: text, file: nil)
    case .file("-"):
      return SQLText(text: try Descriptor.input.readText(), file: nil)
    case .file(let path):
      let text = try Descriptor.reading(path) { (file) throws(AutoMLError) in
        try file.readText()
      }
      return SQLText(text: text, file: path)
    }
  }
}
