/// Words, and signs such as `:)`, with the valence that people have given them: from -4 to 4 on average.
struct Lexicon: Sendable {
  private let valences: [String: Double]

  /// The lexicon of the binary, read when it is first asked for.
  static let shared = Lexicon(lines: SentimentBytes.lexicon)

  /// A lexicon of lines: a word in lower case, a tab, and ten times its valence; others are passed over.
  ///
  /// - Complexity: O(`lines`).
  init(lines: [UInt8]) {
    var valences: [String: Double] = [:]
    for line in lines.split(separator: UInt8(ascii: "\n")) {
      let parts = line.split(separator: UInt8(ascii: "\t"))
      guard parts.count == 2, let tenths = Int(String(decoding: parts[1], as: UTF8.self)) else {
        continue
      }
      valences[String(decoding: parts[0], as: UTF8.self)] = Double(tenths) / 10
    }
    self.valences = valences
  }

  /// The number of entries.
  var count: Int { valences.count }

  /// The valence of a word in lower case; nil where it has none.
  func valence(of word: String) -> Double? { valences[word] }
}
