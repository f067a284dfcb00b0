import Learning
import Models

/// The choice of the words that stand for a column of free text.
struct FreeText {
  /// The most words that are features.
  static let wordLimit = 500
  /// The most cells of all of a column's words.
  private static let cellLimit = 50_000_000
  /// A word of fewer rows says nothing of others.
  private static let fewestRows = 3
  /// A column of texts of fewer words is no free text by itself.
  private static let fewestWords = 3.0

  /// The words, in ascending order of their bytes.
  let words: [String]
  /// The words of each text, on average; each as often as it is there.
  private let meanWordCount: Double
  /// The part of all words that are features, from 0 to 1.
  private let coverage: Double

  /// Whether texts look like sentences: of several words, most of which are there in other texts too.
  var looksFree: Bool { meanWordCount >= Self.fewestWords && coverage >= 0.5 && words.count >= 2 }

  /// The words of a column of text, by the number of its rows that have them: those that part the rows most
  /// evenly, the first by their bytes of two that do so alike.
  ///
  /// - Complexity: O(bytes of the levels).
  init(_ column: ExtractedColumn) {
    var rowCounts = [Int](repeating: 0, count: column.levels.count)
    if case .codes(let codes, _) = column.values {
      for code in codes where code < UInt32(rowCounts.count) { rowCounts[Int(code)] += 1 }
    }
    var rowsOf: [String: Int] = [:]
    var timesOf: [String: Int] = [:]
    for (text, rows) in zip(column.levels, rowCounts) where rows > 0 {
      let words = TextWords.words(of: text)
      for word in words { timesOf[word, default: 0] += rows }
      for word in Set(words) { rowsOf[word, default: 0] += rows }
    }
    let rowCount = column.values.count
    let limit = min(Self.wordLimit, Self.cellLimit / max(1, rowCount))
    let ranked = rowsOf.filter { $0.value >= Self.fewestRows }
      .map { (word: $0.key, evenness: min($0.value, rowCount - $0.value)) }
      .filter { $0.evenness > 0 }
      .sorted { a, b in
        a.evenness == b.evenness ? a.word.precedes(b.word) : a.evenness > b.evenness
      }
    words = ranked.prefix(limit).map(\.word).sorted { $0.precedes($1) }
    let total = timesOf.values.reduce(0, +)
    let told = rowsOf.keys.reduce(0) { sum, word in
      sum + (rowsOf[word, default: 0] >= Self.fewestRows ? timesOf[word, default: 0] : 0)
    }
    meanWordCount = Double(total) / Double(max(1, rowCounts.reduce(0, +)))
    coverage = total == 0 ? 0 : Double(told) / Double(total)
  }
}

extension String {
  fileprivate func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
