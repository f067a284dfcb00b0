import DuckDB
import LinearAlgebra
import Models

/// A compiled model as what a function calls.
struct ModelPredictor: BatchPredictor {
  let signature: FunctionSignature
  let isPure = true
  /// The compiled model.
  let compiled: CompiledPredictor
  private let arguments: ArgumentColumns
  /// The look at arguments for values that training did not have.
  private let scan: UnseenScan
  /// The answer where there is one.
  private let unseenRule: UnseenRule
  /// Where these values are counted; nil where nobody asks.
  private let counts: UnseenCounts?
  /// The classes' labels; nil where a number is predicted.
  private let labels: ClassLabels?

  /// A predictor of a model, whose checksum is known where its functions are counted.
  ///
  /// - Throws: where the engine has no type of a name that the model gives, or a label is no value
  ///   of the target's type.
  init(_ model: Model, checksum: String? = nil) throws(ModelError) {
    signature = try FunctionSignature(model)
    compiled = CompiledPredictor(model)
    arguments = ArgumentColumns(model.encoding)
    scan = UnseenScan(model)
    unseenRule = model.unseenRule
    counts = checksum.map { UnseenCounts.counts(ofModel: $0) }
    do throws(DuckDBError) {
      labels =
        signature.isClassifier ? try ClassLabels(model.labels, as: signature.returnType) : nil
    } catch { throw .corrupt(detail: "labels") }
  }

  func prepare() {}

  func predict(
    _ kind: PredictionKind,
    of chunk: borrowing DataChunk,
    into output: inout OutputVector
  ) throws {
    let features = try arguments.features(of: chunk)
    counts?.add(scan.values(of: features))
    let unknown = unseenRule == .missing ? [] : scan.rowsWithUnseenLevels(in: features)
    if unseenRule == .error, let first = unknown.first { throw refusal(of: first, chunk) }
    try write(kind, compiled.predictions(of: features), chunk, to: &output)
    for place in unknown { output.setNull(place.row) }
  }

  /// The error of a level that training did not see.
  private func refusal(
    of place: (row: Int, input: Int),
    _ chunk: borrowing DataChunk
  ) -> FunctionRefusal {
    let text = chunk.text(row: place.row, column: place.input) ?? ""
    return FunctionRefusal(
      "column \"\(signature.parameters[place.input].name)\" has the value '\(text.prefix(100))', which"
        + " training did not see: ON_UNSEEN of the model is 'error'"
    )
  }

  /// Writes what is asked for of predictions.
  private func write(
    _ kind: PredictionKind,
    _ predictions: Matrix,
    _ chunk: borrowing DataChunk,
    to output: inout OutputVector
  ) throws {
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
      let column = signature.parameters.count
      if let label = try labels.commonClass(ofColumn: column, of: chunk) {
        return try output.write(Array(probabilities.values[probabilities.columnRange(label)]))
      }
      let asked = try labels.classes(ofColumn: column, of: chunk)
      // Not a number is written as NULL.
      try output.write(
        asked.enumerated().map { row, label in label.map { probabilities[row, $0] } ?? .nan }
      )
    case .classProbabilities:
      try Self.write(compiled.probabilities(of: predictions), to: &output)
    case .contributions, .labelContributions, .reasons, .interval, .distance, .distances:
      preconditionFailure("a predictor does not explain")
    }
  }

  /// Writes each row of a matrix as a list.
  private static func write(_ matrix: Matrix, to output: inout OutputVector) throws {
    let count = matrix.columnCount
    try output.withElements(lengths: [Int](repeating: count, count: matrix.rowCount)) { elements in
      try elements.write((0..<matrix.values.count).map { matrix[$0 / count, $0 % count] })
    }
  }
}
