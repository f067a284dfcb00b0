/// A format of a date or a time as the engine has it.
struct TimeFormat {
  /// The letters that names of days and months, and AM and PM, are written in.
  private enum Letters { case upper, lower, title }

  /// A part of a format that there is nothing for.
  struct Unknown: Error {
    /// The part as it is written.
    let pattern: String
    /// The way without it.
    let advice: String
  }

  /// A part of a format for strftime and strptime.
  private struct Part {
    var format: String
    /// Whether what is printed is filled with blanks.
    let isFilled: Bool
  }

  private var parts: [Part] = []
  // Whether the engine writes all names as they are asked for, and whether all letters are of one kind.
  private var (isAsWritten, isUpper, isLower) = (true, true, true)

  /// The format as a string of SQL, for a text to be read by.
  var literal: String { SQLText.literal(parts.map(\.format).joined()) }

  /// SQL that prints a time.
  func printed(_ time: SQLPieces) -> SQLPieces {
    var printed = SQLPieces()
    for (index, part) in parts.enumerated() {
      if index > 0 { printed += " || " }
      let text: SQLPieces = "strftime(\(time), \(SQLText.literal(part.format)))"
      printed += part.isFilled ? "rpad(\(text), \(String(Self.filledWidth)), ' ')" : text
    }
    return parts.isEmpty ? "''" : printed
  }

  /// The letters of the longest names.
  private static let filledWidth = 9

  /// The function that gives a text the letters that were asked for; none where it is as it is.
  var caseFunction: String { isAsWritten ? "" : isUpper ? "upper" : "lower" }

  /// Redshift's patterns, the longer of two that begin alike first; those of numbers may have their zeros
  /// left out.
  private static let numbers: [(pattern: String, format: Character)] = [
    ("YYYY", "Y"), ("IYYY", "G"), ("YY", "y"), ("MM", "m"), ("DDD", "j"), ("DD", "d"),
    ("HH24", "H"), ("HH12", "I"), ("HH", "I"), ("MI", "M"), ("SS", "S"), ("MS", "g"), ("US", "f"),
    ("IW", "V"),
  ]
  private static let names: [(pattern: String, format: Character, isFilled: Bool)] = [
    ("MONTH", "B", true), ("MON", "b", false), ("DAY", "A", true), ("DY", "a", false),
    ("AM", "p", false), ("PM", "p", false),
  ]

  /// The format of a pattern of Redshift's.
  static func read(_ pattern: String) -> Result<TimeFormat, Unknown> {
    var reader = TimeFormat()
    var rest = pattern[...]
    while let first = rest.first {
      if first == "\"" {
        let text = rest.dropFirst().prefix { $0 != "\"" }
        reader.append(text)
        rest = rest.dropFirst(text.count + 2)
      } else if first.isLetter || first.isNumber {
        if let unknown = reader.take(&rest) { return .failure(unknown) }
      } else {
        reader.append(rest.prefix(1))
        rest = rest.dropFirst()
      }
    }
    guard reader.isAsWritten || reader.isUpper || reader.isLower else {
      let advice = "write all letters in capitals, or all names as Mon and AM"
      return .failure(Unknown(pattern: pattern, advice: advice))
    }
    return .success(reader)
  }

  /// Takes one pattern from `rest`; returns it where there is nothing for it.
  private mutating func take(_ rest: inout Substring) -> Unknown? {
    let hasFill = !rest.prefix(2).uppercased().hasPrefix("FM")
    let start = hasFill ? rest : rest.dropFirst(2)
    let upper = start.uppercased()
    if let (pattern, letter, isFilled) = Self.names.first(where: { upper.hasPrefix($0.pattern) }) {
      note(Self.letters(of: start.prefix(pattern.count)), engine: letter == "p" ? .upper : .title)
      append(format: "%\(letter)", isFilled: isFilled && hasFill)
      rest = start.dropFirst(pattern.count)
      return nil
    }
    if let (pattern, letter) = Self.numbers.first(where: { upper.hasPrefix($0.pattern) }) {
      append(format: hasFill ? "%\(letter)" : "%-\(letter)")
      rest = start.dropFirst(pattern.count)
      guard !rest.uppercased().hasPrefix("TH") else {
        return Unknown(pattern: String(rest.prefix(2)), advice: "it has no ordinal numbers")
      }
      return nil
    }
    let word = start.prefix { $0.isLetter || $0.isNumber }
    let known = Self.numbers.map(\.pattern) + Self.names.map(\.pattern)
    return Unknown(
      pattern: String(word),
      advice: "the patterns are \(known.joined(separator: ", ")), FM before one, and \"text\""
    )
  }

  private static func letters(of pattern: Substring) -> Letters {
    let second = pattern.dropFirst().first?.isUppercase ?? false
    return pattern.first?.isUppercase ?? false ? (second ? .upper : .title) : .lower
  }

  private mutating func note(_ letters: Letters, engine: Letters) {
    isAsWritten = isAsWritten && letters == engine
    isUpper = isUpper && letters == .upper
    isLower = isLower && letters == .lower
  }

  private mutating func append(format: String, isFilled: Bool = false) {
    if !isFilled, let last = parts.indices.last, !parts[last].isFilled {
      parts[last].format += format
    } else {
      parts.append(Part(format: format, isFilled: isFilled))
    }
  }

  private mutating func append(_ text: Substring) {
    for character in text { append(format: character == "%" ? "%%" : String(character)) }
    isUpper = isUpper && !text.contains { $0.isLowercase }
    isLower = isLower && !text.contains { $0.isUppercase }
  }
}
