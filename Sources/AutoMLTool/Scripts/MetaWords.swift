/// The words of a command's line.
enum MetaWords {
  /// Words between blanks.
  ///
  /// One in single quotes may have blanks, and `''` is a quote in it; double quotes stay, for names have
  /// them. Semicolons behind the last word are no part of it.
  static func split(_ line: String) -> [String] {
    var rest = Substring(line).drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true || rest.last == ";" { rest = rest.dropLast() }
    var words: [String] = []
    while !rest.isEmpty {
      words.append(nextWord(of: &rest))
      rest = rest.drop(while: \.isWhitespace)
    }
    return words
  }

  private static func nextWord(of rest: inout Substring) -> String {
    var word = ""
    while let character = rest.first, !character.isWhitespace {
      switch character {
      case "'": word += quoted(of: &rest)
      case "\"": word += "\"" + quoted(of: &rest) + "\""
      default:
        word.append(character)
        rest = rest.dropFirst()
      }
    }
    return word
  }

  /// The text up to the closing quote; two in a row are one, and the last may be missing.
  private static func quoted(of rest: inout Substring) -> String {
    guard let quote = rest.popFirst() else { return "" }
    var text = ""
    while let character = rest.popFirst() {
      guard character == quote else {
        text.append(character)
        continue
      }
      guard rest.first == quote else { break }
      text.append(quote)
      if quote == "\"" { text.append(quote) }
      rest = rest.dropFirst()
    }
    return text
  }
}
