import DuckDB
import LinearAlgebra
import Models

/// A compiled model as what a function calls.
struct ModelPredictor: BatchPredictor {
  let signature: FunctionSignature
  let isPure = true
  /// The compiled model.
  let compiled: CompiledPredictor
  /// The levels of each argument that is a category.
  private let dictionaries: [StringDictionary?]
  /// The words of each argument that is free text, by its index.
  private let vocabularies: [Int: Vocabulary]
  /// The classes' labels; nil where a number is predicted.
  private let labels: ClassLabels?

  /// A predictor of a model.
  ///
  /// - Throws: where the engine has no type of a name that the model gives, or a label is no value
  ///   of the target's type.
  init(_ model: Model) throws(ModelError) {
    signature = try FunctionSignature(model)
    compiled = CompiledPredictor(model)
    dictionaries = model.encoding.inputs.map {
      $0.kind.isCategory ? StringDictionary($0.levels) : nil
    }
    vocabularies = model.encoding.vocabularies
    do throws(DuckDBError) {
      labels =
        signature.isClassifier ? try ClassLabels(model.labels, as: signature.returnType) : nil
    } catch { throw .corrupt(detail: "labels") }
  }

  func prepare() {}

  func predict(
    _ kind: PredictionKind,
    of arguments: borrowing DataChunk,
    into output: inout OutputVector
  ) throws {
    let predictions = try predictions(for: arguments)
    guard let labels else { return try output.write(compiled.values(of: predictions)) }
    switch kind {
    case .value:
      let classes = compiled.classes(of: predictions)
      output.write(classes.map { UInt32($0) }, from: labels.values)
    case .rankedProbabilities:
      let ranked = RankedClasses(compiled.probabilities(of: predictions))
      try ranked.write(to: &output, labels: labels.texts)
    case .labelProbability:
      let probabilities = compiled.probabilities(of: predictions)
      let asked = try labels.classes(ofColumn: signature.parameters.count, of: arguments)
      // Not a number is written as NULL.
      try output.write(
        asked.enumerated().map { row, label in label.map { probabilities[row, $0] } ?? .nan }
      )
    case .classProbabilities:
      try Self.write(compiled.probabilities(of: predictions), to: &output)
    }
  }

  /// Writes each row of a matrix as a list.
  private static func write(_ matrix: Matrix, to output: inout OutputVector) throws {
    let count = matrix.columnCount
    try output.withElements(lengths: [Int](repeating: count, count: matrix.rowCount)) { elements in
      try elements.write((0..<matrix.values.count).map { matrix[$0 / count, $0 % count] })
    }
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

  /// Predictions for a chunk of arguments.
  private func predictions(for chunk: borrowing DataChunk) throws -> Matrix {
    let inputs = compiled.encoding.inputs
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
    return compiled.predictions(
      of: compiled.encoding.features(of: columns, rowCount: chunk.rowCount, texts: texts)
    )
  }
}
