import AutoML

/// The form of a command: its names, what it takes, and what it does.
///
/// The table of all forms is what help prints, what a line is read by, and what Tab completes from.
struct MetaCommandForm: Sendable {
  /// Kinds of words that a command takes, for Tab.
  enum Word: Sendable {
    case none, table, model, format, onOff, file, setting
  }

  /// Its names; the first is the usual one.
  let names: [String]
  /// The words behind the name.
  let usage: String
  /// One line on what it does.
  let summary: String
  /// The number of words behind the name.
  let wordCount: ClosedRange<Int>
  /// The kind of the first word.
  let word: Word
  /// The command of these words, as many as `wordCount` says.
  let make: @Sendable ([String]) throws(AutoMLError) -> MetaCommand

  private init(
    _ names: String,
    _ usage: String,
    _ summary: String,
    words wordCount: ClosedRange<Int> = 0...0,
    of word: Word = .none,
    _ make: @escaping @Sendable ([String]) throws(AutoMLError) -> MetaCommand
  ) {
    self.names = names.split(separator: " ").map(String.init)
    self.usage = usage
    self.summary = summary
    self.wordCount = wordCount
    self.word = word
    self.make = make
  }

  /// Every form, in the order of help.
  static let all = general + looking + showing

  private static let general = [
    MetaCommandForm(#"\? .help"#, "", "this list") { _ in .help },
    MetaCommandForm(#"\q .quit .exit"#, "", "leave; ends a script") { _ in .quit },
    MetaCommandForm(
      #"\i .read"#,
      "FILE",
      "run a script",
      words: 1...1,
      of: .file
    ) { .include(unquoted($0[0])) },
    MetaCommandForm(
      #"\o .output"#,
      "[FILE]",
      "write results to a file; back to the screen",
      words: 0...1,
      of: .file
    ) { .output($0.first.map(unquoted)) },
    MetaCommandForm(#"\echo .print"#, "[TEXT]", "print a text", words: 0...Int.max) {
      .echo($0.joined(separator: " "))
    },
    MetaCommandForm(
      #"\set"#,
      "[NAME [VALUE]]",
      "set a variable: :NAME, as a string :'NAME', as a name :\"NAME\"",
      words: 0...Int.max
    ) { .set(name: $0.first, value: $0.dropFirst().joined()) },
    MetaCommandForm(#"\unset"#, "NAME", "take a variable away", words: 1...1) { .unset($0[0]) },
  ]

  private static let looking = [
    MetaCommandForm(
      #"\d"#,
      "[NAME]",
      "the tables and models; the columns of a table, what a model is",
      words: 0...1,
      of: .table
    ) { .describe($0.first) },
    MetaCommandForm(#"\dt .tables"#, "", "the tables and views") { _ in .tables },
    MetaCommandForm(
      #"\dm .models"#,
      "[NAME]",
      "the models; what one is",
      words: 0...1,
      of: .model
    ) { .models($0.first) },
    MetaCommandForm(#"\df .functions"#, "", "the functions of the models") { _ in .functions },
    MetaCommandForm(
      ".schema",
      "[NAME]",
      "the statements that made tables, views and models",
      words: 0...1,
      of: .table
    ) { .schema($0.first) },
  ]

  private static let showing = [
    MetaCommandForm(
      ".mode",
      "FORMAT",
      "how rows are printed: " + OutputFormat.allCases.map(\.rawValue).joined(separator: ", "),
      words: 1...1,
      of: .format
    ) { (words) throws(AutoMLError) in .format(try format(words[0])) },
    MetaCommandForm(
      #"\x"#,
      "[on|off]",
      "a line for each value",
      words: 0...1,
      of: .onOff
    ) { (words) throws(AutoMLError) in .expanded(try words.first.map(isOn)) },
    MetaCommandForm(
      ".maxrows",
      "N|all",
      "the most rows that the screen shows",
      words: 1...1
    ) { (words) throws(AutoMLError) in .rowLimit(try rowLimit(words[0])) },
    MetaCommandForm(
      #"\timing .timer"#,
      "[on|off]",
      "tell how long each statement takes",
      words: 0...1,
      of: .onOff
    ) { (words) throws(AutoMLError) in .timing(try words.first.map(isOn)) },
    MetaCommandForm(
      #"\pset"#,
      "NAME [VALUE]",
      "pager (long results through $PAGER, or less -S), expanded, format",
      words: 1...2,
      of: .setting
    ) { (words) throws(AutoMLError) in try setting(words) },
  ]

  private static func unquoted(_ word: String) -> String {
    word.count > 1 && word.hasPrefix("\"") && word.hasSuffix("\"")
      ? String(word.dropFirst().dropLast()) : word
  }

  private static func isOn(_ word: String) throws(AutoMLError) -> Bool {
    switch word.lowercased() {
    case "on": true
    case "off": false
    default: throw AutoMLError(sqlState: "22023", message: "\"\(word)\" is neither on nor off")
    }
  }

  private static func format(_ word: String) throws(AutoMLError) -> OutputFormat {
    if let format = OutputFormat(rawValue: word.lowercased()) { return format }
    let names = OutputFormat.allCases.map(\.rawValue)
    throw AutoMLError(
      sqlState: "22023",
      message: "there is no format \"\(word)\"",
      hint: Spelling.nearest(to: word, in: names).map { "Did you mean \($0)?" }
        ?? "The formats are \(names.joined(separator: ", "))."
    )
  }

  private static func rowLimit(_ word: String) throws(AutoMLError) -> Int? {
    if word.lowercased() == "all" { return nil }
    guard let limit = Int(word), limit > 0 else {
      throw AutoMLError(
        sqlState: "22023",
        message: "\"\(word)\" is no number of rows",
        hint: "Write 1 or more, or all."
      )
    }
    return limit
  }

  private static func setting(_ words: [String]) throws(AutoMLError) -> MetaCommand {
    switch words[0] {
    case "pager": return .pager(try words.dropFirst().first.map(isOn))
    case "expanded": return .expanded(try words.dropFirst().first.map(isOn))
    // Without a name the error lists them.
    case "format": return .format(try format(words.dropFirst().first ?? ""))
    default:
      throw AutoMLError(
        sqlState: "22023",
        message: "there is no setting \"\(words[0])\"",
        hint: "The settings are pager, expanded and format."
      )
    }
  }
}

extension MetaCommandForm {
  /// The list of all commands.
  static var help: String {
    let rows = all.map { form in
      (
        form.names.joined(separator: ", ") + (form.usage.isEmpty ? "" : " " + form.usage),
        form.summary
      )
    }
    let width = rows.map(\.0.count).max() ?? 0
    let lines = rows.map { "  " + DisplayText.padded($0, to: width) + "  " + $1 + "\n" }
    return """
      SQL ends with a semicolon and may take several lines; Tab completes. Machine learning:
        CREATE MODEL name FROM table TARGET column FUNCTION name;
        SELECT name(columns) FROM table;
        SHOW MODEL name;  SHOW MODEL ALL;  DROP MODEL name;
      Commands take one line:

      """ + lines.joined()
  }
}
