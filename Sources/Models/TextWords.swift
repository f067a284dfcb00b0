/// The words that columns of free text are read as: runs of letters and digits in any script, in lower case.
package struct TextWords {
  /// The most bytes of a word; longer ones are passed over.
  private static let longest = 40

  /// The words of a text, in order; single letters and digits of ASCII are none.
  ///
  /// - Complexity: O(bytes).
  package static func words(of text: String) -> [String] {
    var words: [String] = []
    var word = ""
    func end() {
      let count = word.utf8.count
      if count > 1, count <= longest { words.append(word) }
      word = ""
    }
    for scalar in text.lowercased().unicodeScalars {
      if isPart(scalar) { word.unicodeScalars.append(scalar) } else { end() }
    }
    end()
    return words
  }

  private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return (0x61...0x7A).contains(scalar.value) || (0x30...0x39).contains(scalar.value)
    }
    switch scalar.properties.generalCategory {
    case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark, .decimalNumber:
      return true
    default: return false
    }
  }
}

/// The words that a model counts in a column of free text.
package struct Vocabulary: Sendable {
  private let places: [String: UInt32]

  /// The vocabulary of the levels of an input.
  package init(_ words: [String]) {
    places = Dictionary(
      zip(words, 0..<UInt32(words.count)),
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// The place of a word; nil where it is not counted.
  package func place(of word: String) -> UInt32? { places[word] }
}

/// The counted words of some texts, text after text.
package struct WordTable: Sendable {
  /// Where the words of each text start, and where those of the last one end.
  private var starts = [0]
  private var words: [UInt32] = []

  /// The table of no text.
  static let empty = WordTable([], Vocabulary([]))

  /// The words of texts, each as often as it is there.
  ///
  /// - Complexity: O(bytes of the texts).
  package init(_ texts: some Sequence<String>, _ vocabulary: Vocabulary) {
    for text in texts {
      words += TextWords.words(of: text).compactMap { vocabulary.place(of: $0) }
      starts.append(words.count)
    }
  }

  /// For each of `wordCount` words how often it is in the text of each row; 0 where the code is that of none.
  ///
  /// - Complexity: O(rows x words).
  func counts(of codes: [UInt32], wordCount: Int) -> [FeatureColumn] {
    var columns = [[Float]](
      repeating: [Float](repeating: 0, count: codes.count),
      count: wordCount
    )
    for (row, code) in codes.enumerated() where code < UInt32(starts.count - 1) {
      for word in words[starts[Int(code)]..<starts[Int(code) + 1]] { columns[Int(word)][row] += 1 }
    }
    return columns.map { .float($0) }
  }
}

extension FeatureEncoding {
  /// The vocabularies of the inputs of free text, by their indices.
  package var vocabularies: [Int: Vocabulary] {
    var vocabularies: [Int: Vocabulary] = [:]
    for (index, input) in inputs.enumerated() where input.kind == .words && input.isUsed {
      vocabularies[index] = Vocabulary(input.levels)
    }
    return vocabularies
  }
}
