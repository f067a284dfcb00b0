import AutoML

/// The line of a command that is being typed.
struct MetaCompletion {
  private let line: String

  /// A line that begins as a command does; nil for any other.
  init?(line: String, isFirstLine: Bool) {
    self.line = String(line.drop(while: \.isWhitespace))
    guard let first = self.line.first, first == "\\" || first == "." && isFirstLine else {
      return nil
    }
  }

  /// The ways to go on with the last word.
  func completion(of word: String, names: SessionNames) -> Completion {
    guard word != line else {
      return .words(Completer.matching(MetaCommandForm.all.flatMap(\.names), word))
    }
    let name = line.prefix { !$0.isWhitespace }
    let form = MetaCommandForm.all.first { $0.names.contains(String(name)) }
    let words: [String]
    switch form?.word {
    case .table: words = names.tables.map(\.written) + names.models.map { Dialect.name($0.name) }
    case .model: words = names.models.map { Dialect.name($0.name) }
    case .format: words = OutputFormat.allCases.map(\.rawValue)
    case .onOff: words = ["on", "off"]
    case .setting: words = ["pager", "expanded", "format", "on", "off"]
    case .file: return .files
    case .some(.none), nil: words = []
    }
    return .words(Completer.matching(words, word))
  }
}

extension SessionNames.Table {
  /// The name as SQL has it, with its schema unless that is the usual one.
  var written: String {
    let name = Dialect.name(self.name)
    return schema == "main" ? name : "\(Dialect.name(schema)).\(name)"
  }
}
