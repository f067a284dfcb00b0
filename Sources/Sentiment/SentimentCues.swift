/// The traits of a text that tell its sentiment: sums of its words' valences, and the words themselves.
///
/// A word in the reach of a negation counts with the opposite sign, one in capitals or behind `very` more,
/// and one behind `slightly` less. Sums and counts are limited, so that a long text is not unlike those of
/// the training.
package struct SentimentCues: Sendable, Equatable {
  /// The names of the numbers, as the model's inputs are called.
  package static let names = [
    "positive", "negative", "balance", "compound", "highest", "lowest", "positives", "negatives",
    "first", "last", "before_but", "after_but", "turns", "negations", "signs", "capitals",
    "exclamations", "questions", "length", "density",
  ]
  /// The name of the words, as the model's input is called.
  package static let wordsName = "words"

  /// A number for each of `names`.
  package let values: [Double]
  /// The words, each once, in order of their places: `0good` is `good` in the reach of a negation.
  package let words: String

  /// The traits of a text.
  ///
  /// - Complexity: O(bytes).
  package init(_ text: String) {
    var reader = CueReader(lexicon: .shared)
    reader.read(Array(text.utf8))
    values = reader.values
    words = reader.words.joined(separator: " ")
  }
}

/// Reads a text word by word.
struct CueReader {
  private let lexicon: Lexicon
  /// The words so far, each once.
  private(set) var words: [String] = []
  private var known: Set<String> = []

  private var positive = 0.0
  private var negative = 0.0
  private var highest = 0.0
  private var lowest = 0.0
  private var positives = 0
  private var negatives = 0
  private var first = 0.0
  private var last = 0.0
  private var beforeBut = 0.0
  private var afterBut = 0.0
  private var turns = 0
  private var negations = 0
  private var signs = 0.0
  private var capitals = 0
  private var exclamations = 0
  private var questions = 0
  private var wordCount = 0

  /// The words that a negation still reaches.
  private var reach = 0
  /// The weight of the next word.
  private var weight = 1.0

  /// A reader at the beginning of a text.
  init(lexicon: Lexicon) { self.lexicon = lexicon }

  /// Reads a text to its end.
  mutating func read(_ text: [UInt8]) {
    var start = 0
    while start < text.count {
      while start < text.count, text[start] <= 0x20 { start += 1 }
      var end = start
      while end < text.count, text[end] > 0x20 { end += 1 }
      if end > start { read(chunk: Array(text[start..<end])) }
      start = end
    }
  }

  /// Reads what stands between two blanks: a sign such as `:)`, or words with marks.
  private mutating func read(chunk: [UInt8]) {
    for byte in chunk {
      if byte == UInt8(ascii: "!") { exclamations += 1 }
      if byte == UInt8(ascii: "?") { questions += 1 }
    }
    let written = Self.withPlainApostrophes(chunk)
    let lower = written.map(Self.lowercased)
    if lower.count <= 16, !lower.allSatisfy(Self.isLetterOrDigit),
      let valence = lexicon.valence(of: String(decoding: lower, as: UTF8.self))
    {
      signs += valence
      if !lower.contains(where: Self.isLetterOrDigit) { return }
    } else {
      readWords(written, lower)
    }
    if endsClause(lower) {
      reach = 0
      weight = 1
    }
  }

  /// Reads runs of letters and digits, with apostrophes among them.
  private mutating func readWords(_ written: [UInt8], _ lower: [UInt8]) {
    var start = 0
    while start < lower.count {
      guard Self.isLetterOrDigit(lower[start]) else {
        start += 1
        continue
      }
      var end = start
      while end < lower.count,
        Self.isLetterOrDigit(lower[end])
          || lower[end] == UInt8(ascii: "'") && end + 1 < lower.count
            && Self.isLetterOrDigit(lower[end + 1])
      {
        end += 1
      }
      let isCapital = end - start > 1 && written[start..<end].allSatisfy(Self.isCapital)
      if end - start <= 40 {
        read(word: String(decoding: lower[start..<end], as: UTF8.self), isCapital: isCapital)
      }
      start = end
    }
  }

  private mutating func read(word full: String, isCapital: Bool) {
    wordCount += 1
    if isCapital { capitals += 1 }
    let word = full.hasSuffix("'s") ? String(full.dropLast(2)) : full
    if CueWords.turns.contains(word) {
      turns += 1
      reach = 0
    }
    let marked = (reach > 0 ? "0" : "") + word.filter { $0 != "'" }
    if known.count < Self.wordLimit, known.insert(marked).inserted { words.append(marked) }
    let isNegation = CueWords.negations.contains(word) || word.hasSuffix("n't")
    if !isNegation, let valence = lexicon.valence(of: word) {
      add(valence * weight * (isCapital ? 1.25 : 1) * (reach > 0 ? -0.74 : 1))
    }
    weight = CueWords.weights[word] ?? 1
    if isNegation {
      negations += 1
      reach = 4
    } else if reach > 0 {
      reach -= 1
    }
  }

  private mutating func add(_ valence: Double) {
    if valence > 0 {
      positive += valence
      positives += 1
    } else {
      negative += valence
      negatives += 1
    }
    highest = max(highest, valence)
    lowest = min(lowest, valence)
    if first == 0 { first = valence }
    last = valence
    if turns > 0 { afterBut += valence } else { beforeBut += valence }
  }

  private func endsClause(_ lower: [UInt8]) -> Bool {
    let end = lower.last { !Self.quotes.contains($0) }
    return end.map(Self.marks.contains) ?? false
  }

  /// A number for each of `SentimentCues.names`.
  var values: [Double] {
    let total = positive + negative + signs
    let sum = { (value: Double) in min(max(value, -15), 15) }
    let count = { (value: Int, limit: Int) in Double(min(value, limit)) }
    return [
      sum(positive), sum(negative), sum(min(positive, -negative)),
      total / (total * total + 15).squareRoot(), highest, lowest, count(positives, 8),
      count(negatives, 8), first, last, turns > 0 ? sum(beforeBut) : 0, sum(afterBut),
      count(turns, 3), count(negations, 5), sum(signs), count(capitals, 8),
      count(exclamations, 4), count(questions, 4), count(wordCount, 60).squareRoot(),
      total / Double(max(wordCount, 1)),
    ]
  }
}

/// Bytes.
extension CueReader {
  /// The most words that are kept of a text.
  private static let wordLimit = 1000
  private static let quotes = Array("\"')]".utf8)
  private static let marks = Array(".,;:!?".utf8)

  private static func withPlainApostrophes(_ chunk: [UInt8]) -> [UInt8] {
    guard chunk.contains(0xE2) else { return chunk }
    var plain: [UInt8] = []
    var index = 0
    while index < chunk.count {
      let isApostrophe = chunk[index...].starts(with: [0xE2, 0x80, 0x99])
      plain.append(isApostrophe ? UInt8(ascii: "'") : chunk[index])
      index += isApostrophe ? 3 : 1
    }
    return plain
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    isCapital(byte) ? byte | 0x20 : byte
  }

  private static func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
  }
}
