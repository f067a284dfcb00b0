import DuckDB
import Models

/// The arguments of a call as the features of a model.
struct ArgumentColumns: Sendable {
  private let encoding: FeatureEncoding
  /// The levels of each argument that is a category.
  private let dictionaries: [StringDictionary?]
  /// The words of each argument that is free text, by its index.
  private let vocabularies: [Int: Vocabulary]

  /// The arguments that an encoding takes.
  init(_ encoding: FeatureEncoding) {
    self.encoding = encoding
    dictionaries = encoding.inputs.map { $0.kind.isCategory ? StringDictionary($0.levels) : nil }
    vocabularies = encoding.vocabularies
  }

  /// The features of a chunk of arguments.
  func features(of chunk: borrowing DataChunk) throws -> FeatureTable {
    let inputs = encoding.inputs
    var columns: [FeatureColumn] = []
    columns.reserveCapacity(inputs.count)
    var texts: [Int: WordTable] = [:]
    for (index, input) in inputs.enumerated() {
      if !input.isUsed {
        columns.append(.float([Float](repeating: .nan, count: chunk.rowCount)))
      } else if let dictionary = dictionaries[index] {
        var codes: [UInt32] = []
        chunk.appendCodes(ofColumn: index, from: dictionary, to: &codes)
        columns.append(.codes(codes, levelCount: input.levels.count))
      } else if let vocabulary = vocabularies[index] {
        var dictionary = StringDictionary(limit: chunk.rowCount)
        var codes: [UInt32] = []
        chunk.appendCodes(ofColumn: index, insertingInto: &dictionary, to: &codes)
        let strings = (0..<UInt32(dictionary.count)).lazy.map { [dictionary] in
          dictionary.string($0)
        }
        texts[index] = WordTable(strings, vocabulary)
        columns.append(.codes(codes, levelCount: dictionary.count))
      } else if input.kind.isReadFromText {
        columns.append(.double(Self.values(ofTextColumn: index, of: chunk, as: input.kind)))
      } else if chunk.types[index].isExactAsFloat {
        var numbers: [Float] = []
        try chunk.appendNumbers(ofColumn: index, to: &numbers)
        columns.append(.float(numbers))
      } else {
        var numbers: [Double] = []
        try chunk.appendNumbers(ofColumn: index, to: &numbers)
        columns.append(.double(numbers))
      }
    }
    return encoding.features(of: columns, rowCount: chunk.rowCount, texts: texts)
  }

  /// The values of an argument of texts; each text is read once.
  private static func values(
    ofTextColumn column: Int,
    of chunk: borrowing DataChunk,
    as kind: InputKind
  ) -> [Double] {
    var dictionary = StringDictionary(limit: chunk.rowCount)
    var codes: [UInt32] = []
    chunk.appendCodes(ofColumn: column, insertingInto: &dictionary, to: &codes)
    return kind.values(of: codes, levelCount: dictionary.count) { dictionary.string($0) }
  }
}
