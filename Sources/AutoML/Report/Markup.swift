/// A piece of a page: XML whose texts are escaped.
///
/// Literals of the source are markup as they stand; a text that is put into them is escaped, so that names
/// and labels cannot become elements.
struct Markup: ExpressibleByStringInterpolation, Equatable {
  /// Builds a piece of literals, texts and other pieces.
  struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { text += literal }

    mutating func appendInterpolation(_ markup: Markup) { text += markup.text }

    mutating func appendInterpolation(_ markup: Markup?) { text += markup?.text ?? "" }

    mutating func appendInterpolation(_ pieces: [Markup]) {
      for piece in pieces { text += piece.text }
    }

    mutating func appendInterpolation(_ string: String) { text += Markup.escaped(string) }

    mutating func appendInterpolation(_ number: Int) { text += "\(number)" }

    /// A length or a place in a drawing.
    mutating func appendInterpolation(_ number: Double) { text += Markup.coordinate(number) }
  }

  /// The markup.
  let text: String

  init(stringLiteral value: String) { text = value }

  init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  private init(markup: String) { text = markup }

  /// Nothing.
  static let none: Markup = ""

  /// Pieces behind each other.
  static func joined(_ pieces: [Markup], by separator: Markup = "") -> Markup {
    Markup(markup: pieces.map(\.text).joined(separator: separator.text))
  }

  /// A text that means itself, in an element or in an attribute's quotes.
  ///
  /// Characters that XML has no place for become the replacement character, and those that turn the
  /// direction of what follows too.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(isPlain(scalar) ? scalar : "\u{FFFD}")
      }
    }
    return result
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA: true
    case 0..<0x20, 0x7F..<0xA0, 0x202A...0x202E, 0x2066...0x2069, 0xFFFE, 0xFFFF: false
    default: scalar.value & 0xFFFE != 0xFFFE
    }
  }

  /// A place in a drawing, to a tenth of its unit.
  static func coordinate(_ number: Double) -> String {
    let text = fixed(number, digits: 1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A text of this many characters at most, with all of it as its title where it is longer.
  static func cut(_ text: String, to limit: Int) -> Markup {
    let line = String(text.map { $0.isNewline ? " " : $0 })
    guard line.count > limit else { return "\(line)" }
    return "<span title=\"\(line.prefixed(2_000))\">\(line.prefixed(limit))</span>"
  }
}

extension String {
  /// The first characters, and `…` for the rest.
  func prefixed(_ limit: Int) -> String { count > limit ? prefix(limit - 1) + "…" : self }
}
