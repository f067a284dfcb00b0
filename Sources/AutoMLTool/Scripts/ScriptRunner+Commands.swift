import AutoML

/// Commands, carried out.
extension ScriptRunner {
  /// Runs a command; false where it ends the script.
  ///
  /// - Throws: what the command fails with.
  func run(_ command: MetaCommand) throws(AutoMLError) -> Bool {
    switch command {
    case .quit: return false
    case .help: try Descriptor.output.show(MetaCommandForm.help)
    case .describe(let name): try describe(name)
    case .tables: try show(session.tableList())
    case .models(let name): try show(session.showModel(named: name))
    case .functions: try show(session.functionList())
    case .schema(let name): try showSchema(name)
    case .include(let path): try include(path)
    case .output(let path): try redirect(to: path)
    case .echo(let text): try output.show(text + "\n")
    case .set(nil, _): try showVariables()
    case .set(let name?, let value): variables.set(name, to: value)
    case .unset(let name): variables.set(name, to: nil)
    case .timing, .expanded, .format, .rowLimit, .pager: change(command)
    }
    return true
  }

  /// Changes how results are shown, and says so to who types.
  private func change(_ command: MetaCommand) {
    let news: String
    switch command {
    case .timing(let isOn):
      display.isTimed = isOn ?? !display.isTimed
      news = "Timing is \(display.isTimed ? "on" : "off")."
    case .expanded(let isOn):
      display.expand(isOn)
      news = "Expanded display is \(display.format == .expanded ? "on" : "off")."
    case .format(let format):
      display.format = format
      news = "Rows are printed as \(format)."
    case .rowLimit(let limit):
      display.rowLimit = limit
      news =
        limit.map { "At most \(NumberText.counted($0, "row")) are shown." } ?? "All rows are shown."
    case .pager(let isOn):
      display.isPaged = isOn ?? !display.isPaged
      news = "The pager is \(display.isPaged ? "used for long results" : "off")."
    default: return
    }
    if isTyped { Console.shared.line(news) }
  }

  /// The tables and models, or what has the name.
  private func describe(_ name: String?) throws(AutoMLError) {
    guard let name else {
      try show(session.tableList())
      return _ = try show(session.showModel())
    }
    let names = try session.names()
    let parts = ObjectPath(name)
    if let table = names.table(named: parts.name, in: parts.schema) {
      return _ = try show(session.columnList(of: table))
    }
    if names.model(named: parts.name, in: parts.schema) != nil {
      return _ = try show(session.showModel(named: name))
    }
    let known = names.tables.map(\.name) + names.models.map(\.name)
    throw AutoMLError(
      sqlState: "42P01",
      message: "there is no table and no model \(name)",
      hint: Spelling.nearest(to: parts.name, in: known).map { "Did you mean \($0)?" }
        ?? #"\d lists the tables and models."#
    )
  }

  private func showSchema(_ name: String?) throws(AutoMLError) {
    let definitions = try session.definitions(named: name.map { ObjectPath($0).name })
    if definitions.isEmpty, let name {
      throw AutoMLError(sqlState: "42P01", message: "there is no table and no model \(name)")
    }
    try print { (write) throws(AutoMLError) in
      for definition in definitions { try write(definition + "\n") }
    }
  }

  private func redirect(to path: String?) throws(AutoMLError) {
    // The file is there before the old one is left.
    let next = try path.map { (path) throws(AutoMLError) in try Descriptor.creating(path) }
    if output.number != Descriptor.output.number { output.end() }
    output = next ?? .output
    hasPrinted = false
    if isTyped, let path { Console.shared.line("Results go to \(path).") }
  }

  private func showVariables() throws(AutoMLError) {
    for (name, value) in variables.all {
      try Descriptor.output.show("\(name) = \(Dialect.string(value))\n")
    }
  }
}

/// A name with its schema, as a command takes it.
struct ObjectPath: Equatable {
  /// The schema, where one is written.
  let schema: String?
  /// The name itself.
  let name: String

  /// The parts of `schema.name`, each of which may be in double quotes.
  init(_ text: String) {
    let parts = SQLToken.tokens(of: text).filter { $0.kind == .word || $0.kind == .quotedName }
    name = parts.last?.name ?? text
    schema = parts.count > 1 ? parts[parts.count - 2].name : nil
  }
}
