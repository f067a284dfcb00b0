import DuckDB
import ModelSQL

/// A message of the engine's in its parts: what is wrong, the names that it would understand, and the line
/// of SQL that it shows.
struct EngineMessage: Equatable {
  /// The sentences without candidates and without the line of SQL.
  let text: String
  /// The names that are near the one that is not there, the nearest first.
  let candidates: [String]
  private let shown: ShownLine?

  /// A line of SQL with a caret under it.
  private struct ShownLine: Equatable {
    /// Which line of the SQL, from 1.
    var number: Int
    /// Its text, which may begin and end with `...` for what is left out.
    var text: String
    /// The columns of a terminal before the caret.
    var column: Int
  }

  /// The parts of a message; of a refusal of ours without what the engine puts before it.
  init(_ message: String) {
    let message = FunctionRefusal(engineMessage: message)?.message ?? message
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false)
    let place = lines.lastIndex { $0.hasPrefix(Self.linePrefix) } ?? lines.endIndex
    shown = Self.shownLine(lines[place...])
    var sentences: [Substring] = []
    var candidates: [String] = []
    for line in shown == nil ? lines[...] : lines[..<place] {
      if Self.candidatePrefixes.contains(where: line.hasPrefix) {
        candidates += line.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
          .filter { $0.offset % 2 == 1 }.map { String($0.element) }
      } else {
        sentences.append(line)
      }
    }
    let end = sentences.lastIndex { !$0.isEmpty }.map { $0 + 1 } ?? 0
    text = sentences[..<end].joined(separator: "\n")
    self.candidates = candidates
  }

  private static let linePrefix = "LINE "
  private static let candidatePrefixes = [
    "Did you mean ", "Candidate bindings:", "Candidate tables:",
  ]

  private static func shownLine(_ lines: ArraySlice<Substring>) -> ShownLine? {
    guard let line = lines.first, let caretLine = lines.dropFirst().first,
      let colon = line.firstIndex(of: ":"),
      let number = Int(line[..<colon].dropFirst(linePrefix.count))
    else { return nil }
    let text = line[colon...].dropFirst(2)
    let column = caretLine.prefix { $0 == " " }.count - (line.count - text.count)
    guard column >= 0 else { return nil }
    return ShownLine(number: number, text: String(text), column: column)
  }

  /// The advice to take the nearest candidate; nil where there is none.
  var hint: String? {
    candidates.first(where: isPlausible).map {
      let isInMain = $0.hasPrefix(Self.mainPrefix) && $0 != Self.mainPrefix
      return "Did you mean \"\($0.dropFirst(isInMain ? Self.mainPrefix.count : 0))\"?"
    }
  }

  private static let mainPrefix = "main."
  private static let systemPrefixes = ["pg_", "sqlite_", "duckdb_", "information_schema."]

  /// Whether the user may mean a candidate: of hundreds of functions the engine names one however far it is,
  /// and of few tables one of its own.
  private func isPlausible(_ candidate: String) -> Bool {
    if Self.systemPrefixes.contains(where: candidate.lowercased().hasPrefix) { return false }
    guard text.contains("unction with name") || text.contains("Type with name") else { return true }
    let plain = candidate.split(separator: ".").last.map(String.init) ?? candidate
    return text.between("with name ", " does not exist").flatMap { nearest(to: $0, in: [plain]) }
      != nil
  }

  /// The bytes of `sql` that the caret stands under; nil where it shows nothing, or other SQL.
  ///
  /// - Complexity: O(`sql`).
  func place(in sql: String) -> Range<Int>? {
    guard let shown else { return nil }
    let bytes = Array(sql.utf8)
    guard let line = Self.line(shown.number, of: bytes) else { return nil }
    var part = shown.text[...]
    var column = shown.column
    if !String(decoding: bytes[line], as: UTF8.self).hasPrefix(part) {
      let ellipsis = "..."
      if part.hasPrefix(ellipsis) {
        part = part.dropFirst(ellipsis.count)
        column -= ellipsis.count
      }
      if part.hasSuffix(ellipsis) { part = part.dropLast(ellipsis.count) }
    }
    guard !part.isEmpty, let start = bytes[line].firstIndex(of: Array(part.utf8)) else {
      return nil
    }
    var offset = start
    for character in part {
      let columnCount = Self.columnCount(of: character)
      guard column > 0 || columnCount == 0 else { break }
      column -= columnCount
      offset += character.utf8.count
    }
    return EngineText(sql).word(at: offset)
  }

  /// The columns that the engine counts for a character: none for a tab.
  private static func columnCount(of character: Character) -> Int {
    let isControl = character.unicodeScalars.first?.properties.generalCategory == .control
    return isControl ? 0 : displayColumnCount(of: character)
  }

  /// The bytes of a line as the engine counts them, from 1.
  private static func line(_ number: Int, of bytes: [UInt8]) -> Range<Int>? {
    let lineFeed = UInt8(ascii: "\n")
    var start = 0
    for _ in 1..<max(number, 1) {
      guard let end = bytes[start...].firstIndex(of: lineFeed) else { return nil }
      start = end + 1
    }
    return start..<(bytes[start...].firstIndex(of: lineFeed) ?? bytes.count)
  }
}

extension String {
  /// The text between the first `start` and the next `end`; nil where they are not there.
  func between(_ start: String, _ end: String) -> String? {
    guard let start = firstRange(of: start),
      let end = self[start.upperBound...].firstRange(of: end)
    else { return nil }
    return String(self[start.upperBound..<end.lowerBound])
  }
}

extension ArraySlice<UInt8> {
  /// Where `part` first stands.
  fileprivate func firstIndex(of part: [UInt8]) -> Index? {
    guard count >= part.count else { return nil }
    return (startIndex...(endIndex - part.count)).first { self[$0...].starts(with: part) }
  }
}

extension AutoMLError {
  /// The engine's refusal of SQL that stands at `range` of a statement: its own words, and the place in the
  /// user's text.
  init(refusal message: String, of range: Range<Int>, in statement: String) {
    let error = DuckDBError(message: message)
    guard !error.isInterrupt, !error.isConflict else {
      self.init(engine: error)
      return
    }
    let words = EngineMessage(message)
    let sql = String(
      decoding: Array(statement.utf8)[range.clamped(to: 0..<statement.utf8.count)],
      as: UTF8.self
    )
    let place = words.place(in: sql).map {
      $0.lowerBound + range.lowerBound..<$0.upperBound + range.lowerBound
    }
    self.init(
      sqlState: AutoMLError(engine: error).sqlState,
      message: words.text,
      hint: words.hint,
      excerpt: ModelSQL.excerpt(of: statement, at: place ?? range)
    )
  }
}
