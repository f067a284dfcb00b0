import AutoML

/// Cuts lines into what is run at once: SQL up to a line that ends behind a semicolon, and commands, which
/// take a line each.
struct ScriptReader {
  /// Something to run.
  enum Part: Equatable {
    /// One statement or several, the first line of which is the `line`th of the script, from 1.
    case sql(String, line: Int)
    /// A command, `\d` or `.tables`, with what is behind it.
    case command(String, line: Int)
  }

  private var typed = TypedSQL()
  private var lineCount = 0
  private var firstLine = 1

  /// The SQL that is not complete yet.
  var text: String { typed.text }
  /// Whether no statement has begun.
  var isEmpty: Bool { typed.isEmpty }

  /// Takes the next line, which is without its end; nil where more has to come.
  ///
  /// A command may stand between the lines of a statement, which goes on behind it.
  ///
  /// - Complexity: O(`line`).
  mutating func append(_ line: String) -> Part? {
    lineCount += 1
    if isCommand(line) { return .command(line, line: lineCount) }
    if typed.isEmpty { firstLine = lineCount }
    typed.append(line)
    return typed.isComplete ? end() : nil
  }

  /// The rest at the end of the script, where a last semicolon may be missing.
  mutating func end() -> Part? {
    defer { typed = TypedSQL() }
    return typed.isEmpty ? nil : .sql(typed.text, line: firstLine)
  }

  /// A line begins with a backslash, which SQL does not have, or with a dot where no statement has begun.
  private func isCommand(_ line: String) -> Bool {
    let bytes = line.utf8.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    switch bytes.first {
    case UInt8(ascii: "\\"): return !typed.isInsideQuotes
    case UInt8(ascii: "."):
      // `.5` begins no statement either, and is no word.
      return typed.isEmpty && bytes.dropFirst().first.map { $0 > UInt8(ascii: "9") } == true
    default: return false
    }
  }
}
