import AutoML

/// The ways to go on with a word.
enum Completion: Equatable {
  /// These words, in place of the one that is typed.
  case words([String])
  /// Names of files.
  case files
}

/// Goes on with what is typed: keywords, names of tables, columns, models and functions, where they fit.
struct Completer {
  /// The characters that end words.
  static let wordBreaks = " \t\n(),;=<>+-*/%[]{}'\""

  /// The names that there are.
  let names: SessionNames

  /// The ways to go on at the end of `line`, which is behind the lines `lines` of the same statement and
  /// before the rest of its own.
  ///
  /// - Complexity: O(text and names).
  func completion(of line: String, behind lines: String = "", before rest: String = "")
    -> Completion
  {
    let word = Self.lastWord(of: line)
    if let command = MetaCompletion(line: line, isFirstLine: lines.isEmpty) {
      return command.completion(of: word, names: names)
    }
    let head = lines + line.dropLast(word.count)
    guard let statement = TypedStatement(head) else { return .words([]) }
    let context = CompletionContext(
      statement: statement,
      following: SQLToken.tokens(of: rest),
      names: names
    )
    switch statement.open {
    case nil: return .words(Self.matching(context.candidates(word), word))
    case "\"": return .words(Self.matching(context.namesAlone(word).map { $0 + "\"" }, word))
    case "'":
      let values = context.stringValues
      return values.isEmpty ? .files : .words(Self.matching(values.map { $0 + "'" }, word))
    default: return .words([])
    }
  }

  /// The candidates that begin with a word in whatever case, without repetition, in order; keywords in
  /// lower case where the word is.
  static func matching(_ candidates: [Candidate], _ word: String) -> [String] {
    let isLower = word.contains(where: \.isLetter) && word == word.lowercased()
    return matching(candidates.map { $0.text(isLower: isLower) }, word)
  }

  /// The candidates that begin with a word in whatever case, without repetition, in order.
  static func matching(_ candidates: [String], _ word: String) -> [String] {
    let start = word.lowercased()
    let found = candidates.filter {
      $0.lowercased().hasPrefix(start) || $0.lowercased().hasPrefix("\"" + start) && !start.isEmpty
    }
    return Set(found).sorted()
  }

  /// The word at the end of a text; empty behind a character that ends words.
  static func lastWord(of text: String) -> String {
    String(text.reversed().prefix { !wordBreaks.contains($0) }.reversed())
  }

  /// The longest text that all words begin with in whatever case, as the first has it; at least what is
  /// typed.
  static func beginning(of words: [String], typed: String) -> String {
    var beginning = Substring(words.first ?? typed)
    for word in words.dropFirst() {
      let count = zip(beginning, word).prefix { $0.lowercased() == $1.lowercased() }.count
      beginning = beginning.prefix(count)
    }
    // Names in quotes do not begin with what was typed.
    return beginning.lowercased().hasPrefix(typed.lowercased()) ? String(beginning) : typed
  }
}

/// A word that may come next.
enum Candidate: Equatable {
  /// A keyword, in upper case unless the user types in lower case.
  case keyword(String)
  /// A name, as it is.
  case name(String)

  func text(isLower: Bool) -> String {
    switch self {
    case .keyword(let word): isLower ? word.lowercased() : word
    case .name(let name): name
    }
  }
}
