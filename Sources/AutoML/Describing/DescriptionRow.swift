/// A row of SHOW MODEL before it is brought to the width of a screen.
struct DescriptionRow {
  /// The ways to break a value that is too wide.
  enum Form {
    /// At blanks.
    case text
    /// At blanks outside of quotes and comments: it stays the SQL that it is.
    case sql
    /// The same, each line in a row of its own, as Redshift prints a query.
    case query
    /// After commas: each argument stays with its type.
    case arguments
  }

  /// The key; empty where the row goes on with the one before.
  var key: String
  /// The value.
  var value: String
  /// The way to break it.
  var form = Form.text

  init(_ key: String, _ value: String, _ form: Form = .text) {
    self.key = key
    self.value = value
    self.form = form
  }

  /// The row; nil where there is no value.
  init?(_ key: String, _ value: String?) {
    guard let value else { return nil }
    self.init(key, value)
  }

  /// An empty row, and the title of what follows.
  static func heading(_ title: String, _ value: String = "") -> [DescriptionRow] {
    [DescriptionRow("", ""), DescriptionRow(title, value)]
  }
}

/// Key and value, so wide that the table of both fits a screen.
///
/// A value that is too wide has line breaks in it, so that a key has all of its value; a word that is too
/// wide, such as the name of a role, stays whole.
struct DescriptionScreen {
  /// Columns of a screen.
  private static let width = 80
  /// Columns of the table's frame: a blank before the key, and ` | ` after it.
  private static let frameWidth = 4
  /// Columns of a key: the longest of Redshift's.
  private static let keyLimit = 30

  /// The rows.
  let rows: [DescriptionRow]

  /// The rows as SHOW MODEL returns them.
  var fitted: [[String?]] {
    let keys = rows.map { ScreenText.cut($0.key, to: Self.keyLimit) }
    let keyWidth = keys.lazy.map(ScreenText.width).max() ?? 0
    let width = Self.width - Self.frameWidth - keyWidth
    return zip(keys, rows).flatMap { key, row -> [[String?]] in
      let lines = ScreenText.lines(of: row.value, width: width, row.form)
      guard row.form == .query else { return [[key, lines.joined(separator: "\n")]] }
      return lines.enumerated().map { [$0.offset == 0 ? key : "", $0.element] }
    }
  }
}

/// Text as columns of a screen.
enum ScreenText {
  /// The columns of a text: two for a character of the scripts of East Asia, and for emoji.
  static func width(_ text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + width(of: $1) }
  }

  private static func width(of character: Character) -> Int {
    guard let value = character.unicodeScalars.first?.value, value >= 0x1100 else { return 1 }
    return (0x1160..<0x2E80).contains(value) ? 1 : 2
  }

  /// A text with blanks to a width, before it where `right` is true.
  static func padded(_ text: String, to width: Int, right: Bool = false) -> String {
    let blanks = String(repeating: " ", count: max(0, width - self.width(text)))
    return right ? blanks + text : text + blanks
  }

  /// As much of a text as there is room for, with `…` for the rest.
  static func cut(_ text: String, to limit: Int) -> String {
    guard width(text) > limit else { return text }
    var rest = limit - 1
    return text.prefix {
      rest -= width(of: $0)
      return rest >= 0
    } + "…"
  }

  /// The lines of a text, broken where they are too wide.
  static func lines(of text: String, width: Int, _ form: DescriptionRow.Form) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
      broken($0, width: width, form)
    }
  }

  private static func broken(
    _ line: Substring,
    width: Int,
    _ form: DescriptionRow.Form
  ) -> [String] {
    guard self.width(line) > width else { return [String(line)] }
    let words =
      form == .text
      ? line.split(separator: " ") : wordsOfSQL(line, afterCommas: form == .arguments)
    // It would be too wide all the same.
    if form == .query, words.contains(where: { self.width($0) > width }) { return [String(line)] }
    var lines: [String] = []
    for word in words {
      if let last = lines.last, self.width(last) + 1 + self.width(word) <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// The parts between blanks; quoted texts and names are whole, and so is a comment.
  private static func wordsOfSQL(_ line: Substring, afterCommas: Bool) -> [Substring] {
    var words: [Substring] = []
    var start = line.startIndex
    var isAfterComma = false
    var quote: Character?
    for index in line.indices {
      let character = line[index]
      defer { isAfterComma = character == "," }
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "'" || character == "\"" {
        quote = character
      } else if line[index...].hasPrefix("--") {
        break
      } else if character == " ", isAfterComma || !afterCommas {
        if start < index { words.append(line[start..<index]) }
        start = line.index(after: index)
      }
    }
    return start < line.endIndex ? words + [line[start...]] : words
  }
}
