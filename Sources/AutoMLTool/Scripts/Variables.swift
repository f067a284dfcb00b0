import AutoML

/// Values by name, which stand in SQL as `:name`, as a string `:'name'`, or as a name `:"name"`.
struct Variables {
  private var values: [String: String] = [:]

  /// The variables and their values, by name.
  var all: [(name: String, value: String)] {
    values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Gives a variable a value; nil takes it away.
  mutating func set(_ name: String, to value: String?) { values[name] = value }

  /// The text with values in place of variables that have one; what else stands behind a colon, and
  /// everything in quotes and comments, is left as it is.
  ///
  /// A colon that touches a value on its left is SQL's own: `a::INT`, `list[1:n]`, `{'a':b}`.
  ///
  /// - Complexity: O(`text`).
  func substituted(in text: String) -> String {
    guard !values.isEmpty, text.utf8.contains(UInt8(ascii: ":")) else { return text }
    let tokens = SQLToken.tokens(of: text)
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var position = 0
    for (index, token) in tokens.enumerated().dropFirst() {
      let colon = tokens[index - 1]
      guard colon.text == ":", colon.range.upperBound == token.range.lowerBound,
        index < 2 || !tokens[index - 2].endsValue(at: colon.range.lowerBound),
        let value = value(for: token)
      else { continue }
      result += bytes[position..<colon.range.lowerBound]
      result += value.utf8
      position = token.range.upperBound
    }
    return String(decoding: result + bytes[position...], as: UTF8.self)
  }

  private func value(for token: SQLToken) -> String? {
    switch token.kind {
    case .word: values[token.text]
    case .quotedName: values[token.name].map(Dialect.quotedName)
    case .string where token.text.hasPrefix("'"):
      values[String(token.text.dropFirst().dropLast())].map(Dialect.string)
    default: nil
    }
  }
}

extension SQLToken {
  /// Whether a value, or the first colon of a cast, ends with this token right before a place.
  fileprivate func endsValue(at place: Int) -> Bool {
    guard range.upperBound == place else { return false }
    return kind != .symbol || [":", ")", "]", "}"].contains(text)
  }
}
