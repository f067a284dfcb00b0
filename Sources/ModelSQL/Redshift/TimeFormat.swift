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

  /// The format for strftime and strptime.
  private(set) var format = ""
  // Whether the engine writes all names as they are asked for, and whether all letters are of one kind.
  private var (isAsWritten, isUpper, isLower) = (true, true, true)

  /// The format as a string of SQL.
  var literal: String { SQLText.literal(format) }

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
      guard !isFilled || !hasFill else {
        let advice = "Redshift fills it with blanks; write FM before it"
        return Unknown(pattern: String(start.prefix(pattern.count)), advice: advice)
      }
      note(Self.letters(of: start.prefix(pattern.count)), engine: letter == "p" ? .upper : .title)
      format += "%\(letter)"
      rest = start.dropFirst(pattern.count)
      return nil
    }
    if let (pattern, letter) = Self.numbers.first(where: { upper.hasPrefix($0.pattern) }) {
      format += hasFill ? "%\(letter)" : "%-\(letter)"
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

  private mutating func append(_ text: Substring) {
    for character in text {
      format.append(character)
      if character == "%" { format.append(character) }
    }
    isUpper = isUpper && !text.contains { $0.isLowercase }
    isLower = isLower && !text.contains { $0.isUppercase }
  }
}
