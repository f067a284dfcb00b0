import DuckDB
import Learning
import LinearAlgebra
import Models
import Synchronization

/// The contributions of a model's inputs as what functions call: made ready when a query first
/// calls one.
final class ModelExplainer: BatchPredictor {
  let signature: FunctionSignature
  let isPure = true
  private let arguments: ArgumentColumns
  private let model: Model
  private let contributions = Mutex<ModelContributions?>(nil)
  private let intervals = Mutex<CompiledIntervals?>(nil)
  /// The model itself, where the class that is explained depends on the prediction; else nil.
  private let classifier: CompiledPredictor?
  /// The classes' labels; nil where a number is predicted.
  private let labels: ClassLabels?
  /// The arguments that have contributions.
  private let usedInputs: [Int]
  /// Their names, and that of the base value.
  private let keys: ValueTable

  /// The key of the base value, unless an argument is called so.
  static let baseName = "(base)"

  /// An explainer of a model; nil for clusters, which have no score, and networks, of which contributions
  /// cannot be told exactly.
  ///
  /// - Throws: where a predictor could not be made either.
  init?(_ model: Model) throws(ModelError) {
    guard model.learner.clusterModel == nil, model.learner.neuralModel == nil else { return nil }
    signature = try FunctionSignature(model)
    self.model = model
    arguments = ArgumentColumns(model.encoding)
    classifier = model.learner.outputCount > 1 ? CompiledPredictor(model) : nil
    let inputs = model.encoding.inputs
    usedInputs = inputs.indices.filter { inputs[$0].isUsed }
    var names = FreeNames(taken: inputs.map(\.name))
    let texts = usedInputs.map { inputs[$0].name } + [names.take(Self.baseName)]
    do throws(DuckDBError) {
      labels =
        signature.isClassifier ? try ClassLabels(model.labels, as: signature.returnType) : nil
      keys = try ValueTable(texts, as: .varchar())
    } catch { throw .corrupt(detail: "labels") }
  }

  func prepare() { _ = compiled() }

  private func compiled() -> ModelContributions {
    contributions.withLock { contributions in
      if let contributions { return contributions }
      guard let made = ModelContributions(model) else {
        preconditionFailure("the model has no contributions")
      }
      contributions = made
      return made
    }
  }

  /// The intervals, made ready when a query first asks for them.
  func compiledIntervals() throws -> CompiledIntervals {
    try intervals.withLock { intervals in
      if let intervals { return intervals }
      let made = try CompiledIntervals(model)
      intervals = made
      return made
    }
  }

  func predict(
    _ kind: PredictionKind,
    of chunk: borrowing DataChunk,
    into output: inout OutputVector
  ) throws {
    let features = try arguments.features(of: chunk)
    let further = signature.parameters.count
    switch kind {
    case .contributions:
      try write(contributions(of: features), to: &output) { _ in true }
    case .labelContributions:
      let classes = try labels?.classes(ofColumn: further, of: chunk) ?? []
      try write(contributions(of: features, classes), to: &output) { classes[$0] != nil }
    case .reasons:
      var counts: [Double] = []
      try chunk.appendNumbers(ofColumn: further, to: &counts)
      let sums = contributions(of: features)
      for row in 0..<chunk.rowCount {
        if counts[row].isNaN {
          output.setNull(row)
        } else {
          output.setText(row, to: reasons(row, counts[row], sums, chunk))
        }
      }
    case .interval: try writeIntervals(of: features, levels: chunk, to: &output)
    case .value, .rankedProbabilities, .labelProbability, .classProbabilities, .distance,
      .distances:
      preconditionFailure("an explainer does not predict")
    }
  }
}

extension ModelExplainer {
  /// The contributions to the score of the predicted class of several, of the positive one of two,
  /// or to the one score that there is: a column for each argument and one for the base value.
  private func contributions(of features: FeatureTable) -> Matrix {
    guard let classifier else { return compiled().contributions(of: features, output: 0) }
    let classes = classifier.classes(of: classifier.predictions(of: features))
    return contributions(of: features, outputs: classes)
  }

  /// The contributions to the score of each row's class; those of a row without one are 0.
  private func contributions(of features: FeatureTable, _ classes: [Int?]) -> Matrix {
    guard classifier == nil else { return contributions(of: features, outputs: classes) }
    // Log-odds of class 0 are those of class 1 with the other sign.
    var sums = compiled().contributions(of: features, output: 0)
    for column in 0..<sums.columnCount {
      let start = sums.columnRange(column).lowerBound
      for (row, label) in classes.enumerated() where label == 0 {
        sums.values[start + row] = 0 - sums.values[start + row]
      }
    }
    return sums
  }

  /// The contributions to each row's output; those of a row without one are 0.
  private func contributions(of features: FeatureTable, outputs: [Int?]) -> Matrix {
    var sums = Matrix(rowCount: features.rowCount, columnCount: signature.parameters.count + 1)
    for output in Set(outputs.compactMap(\.self)).sorted() {
      let rows = outputs.indices.filter { outputs[$0] == output }
      let own = compiled().contributions(of: features.gathered(rows), output: output)
      for column in 0..<sums.columnCount {
        for (index, row) in rows.enumerated() { sums[row, column] = own[index, column] }
      }
    }
    return sums
  }

  /// Writes each row as a MAP; NULL where it is not `isKnown`.
  private func write(
    _ sums: Matrix,
    to output: inout OutputVector,
    isKnown: (Int) -> Bool
  ) throws {
    let columns = usedInputs + [sums.columnCount - 1]
    let rows = (0..<sums.rowCount).filter(isKnown)
    var lengths = [Int](repeating: 0, count: sums.rowCount)
    for row in rows { lengths[row] = columns.count }
    var codes = [UInt32](repeating: 0, count: rows.count * columns.count)
    var values = [Double](repeating: 0, count: codes.count)
    for (place, column) in columns.enumerated() {
      let start = sums.columnRange(column).lowerBound
      for (index, row) in rows.enumerated() {
        codes[index * columns.count + place] = UInt32(place)
        values[index * columns.count + place] = sums.values[start + row]
      }
    }
    try output.withElements(lengths: lengths) { elements in
      elements.withField(0) { $0.write(codes, from: keys) }
      try elements.withField(1) { try $0.write(values) }
    }
    if rows.count < sums.rowCount {
      for row in lengths.indices where lengths[row] == 0 { output.setNull(row) }
    }
  }

  /// The inputs that contribute most to a row's score, with their values:
  /// `age = 61 (-0.4), plan = basic (+0.12)`.
  private func reasons(
    _ row: Int,
    _ count: Double,
    _ sums: Matrix,
    _ chunk: borrowing DataChunk
  ) -> String {
    let ranked = usedInputs.filter { sums[row, $0] != 0 }.sorted { a, b in
      let (x, y) = (sums[row, a].magnitude, sums[row, b].magnitude)
      return x == y ? a < b : x > y
    }
    let texts = ranked.prefix(Int(max(0, min(count, Double(ranked.count))))).map { input in
      let sum = sums[row, input]
      return "\(signature.parameters[input].name) = \(text(of: input, row: row, chunk))"
        + " (\(sum < 0 ? "" : "+")\(significant(sum, digits: 3)))"
    }
    return texts.joined(separator: ", ")
  }

  /// An argument for people: numbers with six digits unless they are whole, all else as the engine
  /// prints it.
  private func text(of input: Int, row: Int, _ chunk: borrowing DataChunk) -> String {
    switch chunk.value(row: row, column: input) {
    case .null: "NULL"
    case .double(let number):
      Int(exactly: number) == nil ? significant(number) : shortest(number)
    default: chunk.text(row: row, column: input) ?? "NULL"
    }
  }
}

extension FeatureTable {
  /// Some rows.
  fileprivate func gathered(_ rows: [Int]) -> FeatureTable {
    guard rows.count < rowCount else { return self }
    return FeatureTable(rowCount: rows.count, columns: columns.map { $0.gathered(rows) })
  }
}
