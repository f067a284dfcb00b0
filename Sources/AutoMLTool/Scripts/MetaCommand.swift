import AutoML

/// A command of the prompt and of scripts that is no SQL.
enum MetaCommand: Equatable {
  /// The commands.
  case help
  /// The end of the prompt, or of the script.
  case quit
  /// The tables; of one name its columns, or the model.
  case describe(String?)
  case tables
  /// The models, or one of them.
  case models(String?)
  case functions
  /// The statements that make everything, or what has a name.
  case schema(String?)
  /// Whether times are told; nil changes it.
  case timing(Bool?)
  /// Whether rows are written value by value; nil changes it.
  case expanded(Bool?)
  case format(OutputFormat)
  /// The most rows that are shown; nil for all.
  case rowLimit(Int?)
  /// Whether long results go through a pager; nil changes it.
  case pager(Bool?)
  /// A script to run.
  case include(String)
  /// The file that results go to; nil for standard output.
  case output(String?)
  case echo(String)
  /// A variable and its value; without a name all are shown.
  case set(name: String?, value: String)
  case unset(String)
}

extension MetaCommand {
  /// The command that a line is.
  ///
  /// - Throws: where there is no such command, or it takes something else.
  init(_ line: String) throws(AutoMLError) {
    var words = MetaWords.split(line)[...]
    let name = words.popFirst() ?? ""
    guard let form = MetaCommandForm.all.first(where: { $0.names.contains(name) }) else {
      throw Self.unknown(name)
    }
    guard form.wordCount.contains(words.count) else {
      let usage = form.usage.isEmpty ? "it takes nothing" : "write \(name) \(form.usage)"
      throw AutoMLError(
        sqlState: "42601",
        message: "\(name) does not take \(NumberText.counted(words.count, "word"))",
        hint: "\(usage.prefix(1).uppercased())\(usage.dropFirst())."
      )
    }
    self = try form.make(Array(words))
  }

  private static func unknown(_ name: String) -> AutoMLError {
    let names = MetaCommandForm.all.flatMap(\.names)
    let nearest = nearest(to: name, in: names)
    return AutoMLError(
      sqlState: "42601",
      message: "there is no command \(name)",
      hint: nearest.map { "Did you mean \($0)? \\? lists all commands." }
        ?? #"\? lists all commands."#
    )
  }

  /// The name that is likely meant: for short ones a letter is already much.
  private static func nearest(to name: String, in names: [String]) -> String? {
    if let name = Spelling.nearest(to: name, in: names) { return name }
    let word = name.dropFirst().lowercased()
    return names.first { $0.dropFirst().lowercased() == word }
      ?? names.filter { $0.hasPrefix(name.prefix(2)) && $0.utf8.count > 1 }
      .min { abs($0.count - name.count) < abs($1.count - name.count) }
  }
}
