import DuckDB
import LinearAlgebra
import Models

/// A model as SQL functions: registered scalar functions under a name of their own, and macros with
/// the user's name.
///
/// A registered function cannot be dropped and lives in no schema; a macro can, does, and is kept
/// in the database file.
struct PredictionFunction: Sendable {
  /// The name that the prediction is registered under; the others add a suffix.
  let internalName: String

  /// The compiled model.
  let predictor: CompiledPredictor
  private let dictionaries: [StringDictionary?]
  private let parameterTypes: [LogicalType]
  private let returnType: LogicalType
  /// The values of the labels; nil where a number is predicted.
  private let labelValues: ValueTable?

  private static let prefix = "__automl_"
  private static let checksumDigits = 16
  private static let probabilitySuffix = "_prob"
  private static let classSuffix = "_classes"

  /// The functions of a model; the internal name has the archive's checksum, so that no two models
  /// share it.
  ///
  /// - Throws: where the engine has no type of a name that the model gives, or a label is no value
  ///   of the target's type.
  init(model: Model, archive: [UInt8], name: String) throws(ModelError) {
    predictor = CompiledPredictor(model)
    let checksum = String(ModelArchive.checksum(archive[...]), radix: 16)
    let padding = String(repeating: "0", count: Self.checksumDigits - checksum.count)
    internalName = "\(Self.prefix)\(name)_\(padding)\(checksum)"
    dictionaries = model.encoding.inputs.map {
      $0.kind == .text ? StringDictionary($0.levels) : nil
    }
    var parameterTypes: [LogicalType] = []
    for input in model.encoding.inputs { parameterTypes.append(try Self.type(of: input)) }
    self.parameterTypes = parameterTypes
    guard let type = LogicalType(plainName: model.target.typeName), type.targetKind != nil else {
      throw .corrupt(detail: "target type")
    }
    returnType = type.predictionType
    guard case .classes(let labels) = model.target.values else {
      guard type.targetKind != .text, type.targetKind != .boolean else {
        throw .corrupt(detail: "target type")
      }
      labelValues = nil
      return
    }
    do throws(DuckDBError) { labelValues = try ValueTable(labels, as: returnType) } catch {
      throw .corrupt(detail: "labels")
    }
  }

  private var isClassifier: Bool { labelValues != nil }

  /// Makes the functions known to the engine, under their internal names, until the database is
  /// closed.
  func register(on connection: Connection) throws(DuckDBError) {
    guard case .classes(let labels) = predictor.target.values, let labelValues else {
      try connection.register(
        ScalarFunction(
          name: internalName,
          parameterTypes: parameterTypes,
          returnType: returnType
        ) { input, output in
          try output.write(try predictions(for: input).values)
        }
      )
      return
    }
    try connection.register(
      ScalarFunction(
        name: internalName,
        parameterTypes: parameterTypes,
        returnType: returnType
      ) { input, output in
        let classes = predictor.classes(of: try predictions(for: input))
        output.write(classes.map { UInt32($0) }, from: labelValues)
      }
    )
    try registerProbabilities(labels, on: connection)
  }

  /// Probabilities by rank with their labels, as Redshift's SUPER has them, and by class.
  private func registerProbabilities(
    _ labels: [String],
    on connection: Connection
  ) throws(DuckDBError) {
    let labelTable = try ValueTable(labels, as: .varchar())
    try connection.register(
      ScalarFunction(
        name: internalName + Self.probabilitySuffix,
        parameterTypes: parameterTypes,
        returnType: Self.rankedType
      ) { input, output in
        let ranked = RankedClasses(predictor.probabilities(of: try predictions(for: input)))
        try ranked.write(to: &output, labels: labelTable)
      }
    )
    try connection.register(
      ScalarFunction(
        name: internalName + Self.classSuffix,
        parameterTypes: parameterTypes,
        returnType: .list(.double)
      ) { input, output in
        let probabilities = predictor.probabilities(of: try predictions(for: input))
        let classCount = probabilities.columnCount
        try output.withElements(
          lengths: [Int](repeating: classCount, count: probabilities.rowCount)
        ) { elements in
          try elements.write(
            (0..<probabilities.values.count).map {
              probabilities[$0 / classCount, $0 % classCount]
            }
          )
        }
      }
    )
  }

  /// `STRUCT(probabilities MAP(INTEGER, DOUBLE), labels MAP(INTEGER, VARCHAR))`: keys count from 0,
  /// the likeliest class first, so that `.labels[0]` and `.probabilities[0]` read as in Redshift.
  private static let rankedType = LogicalType.struct([
    .init(name: "probabilities", type: .map(key: .integer, value: .double)),
    .init(name: "labels", type: .map(key: .integer, value: .varchar())),
  ])

  /// Predictions for a chunk of arguments.
  private func predictions(for chunk: borrowing DataChunk) throws -> Matrix {
    let inputs = predictor.encoding.inputs
    var columns: [FeatureColumn] = []
    columns.reserveCapacity(inputs.count)
    for (index, input) in inputs.enumerated() {
      if !input.isUsed {
        columns.append(.float([Float](repeating: .nan, count: chunk.rowCount)))
      } else if let dictionary = dictionaries[index] {
        var codes: [UInt32] = []
        chunk.appendCodes(ofColumn: index, from: dictionary, to: &codes)
        columns.append(.codes(codes, levelCount: input.levels.count))
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
    return predictor.predictions(
      of: predictor.encoding.features(of: columns, rowCount: chunk.rowCount)
    )
  }

  /// The type of an argument: that of the training's column where its values have a type of their own.
  private static func type(of input: InputColumn) throws(ModelError) -> LogicalType {
    guard let type = LogicalType(plainName: input.typeName), type.inputKind == input.kind else {
      throw .corrupt(detail: "type of input \(input.name)")
    }
    return switch input.kind {
    case .number: .double
    // The engine takes an ENUM for text by itself, and a UUID not.
    case .text: type == .uuid ? .uuid : .varchar()
    case .boolean, .date, .time, .timestamp: type
    }
  }
}

extension PredictionFunction {
  /// Makes the macros that users call.
  func createMacros(
    schema: String,
    function: String,
    on connection: Connection
  ) throws(DuckDBError) {
    let parameters = predictor.encoding.inputs.map { quoted($0.name) }.joined(separator: ", ")
    let place = "\(quoted(try connection.currentDatabase())).\(quoted(schema))"
    func create(_ name: String, _ target: String) throws(DuckDBError) {
      try connection.execute(
        "CREATE MACRO \(place).\(quoted(name))(\(parameters)) AS "
          + "\(Self.place).\(quoted(target))(\(parameters))"
      )
    }
    try create(function, internalName)
    guard isClassifier else { return }
    for name in ProbabilityFunction.names(for: function) {
      try create(name, internalName + Self.probabilitySuffix)
    }
  }

  /// Drops the macros of a function, those that are there.
  static func dropMacros(
    schema: String,
    function: String,
    on connection: Connection
  ) throws(DuckDBError) {
    let place = "\(quoted(try connection.currentDatabase())).\(quoted(schema))"
    // The engine has no name with a NUL byte, but a stranger's list of models may.
    guard !(schema + function).utf8.contains(0) else { return }
    for name in [function] + ProbabilityFunction.names(for: function) {
      try connection.execute("DROP MACRO IF EXISTS \(place).\(quoted(name))")
    }
  }

  /// A call for each row of a table with columns of these names: the prediction, or the
  /// probabilities by class.
  ///
  /// Columns are cast: the engine guesses the types of a file, and one that is empty says nothing
  /// of its type.
  func call(byClass: Bool = false) -> String {
    let arguments = zip(predictor.encoding.inputs, parameterTypes).map { input, type in
      "CAST(\(quoted(input.name)) AS \(type == .uuid ? .varchar() : type))"
    }.joined(separator: ", ")
    return "\(Self.place).\(quoted(internalName + (byClass ? Self.classSuffix : "")))(\(arguments))"
  }

  /// Where registered functions are: a macro of the same name in the database is passed over.
  private static let place = "system.main"

  /// `text` with each internal name, `__automl_f_<checksum>`, replaced by the function's own, `f`.
  static func withUserNames(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.range(of: prefix) {
      result += rest[..<start.lowerBound]
      rest = rest[start.upperBound...]
      // The user's part may have any characters: it ends where the checksum begins.
      guard let checksum = rest.indices.first(where: { isChecksum(rest[$0...]) }) else { break }
      result += rest[..<checksum]
      rest = rest[checksum...].dropFirst(checksumDigits + 1)
    }
    return result + rest
  }

  private static func isChecksum(_ text: Substring) -> Bool {
    let digits = text.dropFirst().prefix(checksumDigits)
    return text.first == "_" && digits.count == checksumDigits
      && digits.allSatisfy { $0.isHexDigit && $0.isASCII }
  }
}

extension Substring {
  /// Where `text` first stands.
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) {
        return start..<index(start, offsetBy: text.count)
      }
      start = index(after: start)
    }
    return nil
  }
}

/// Each row's classes, the likeliest first; of two alike the lower one.
private struct RankedClasses {
  private let probabilities: Matrix
  private let order: [Int]

  /// Ranks probabilities: rows x classes.
  init(_ probabilities: Matrix) {
    self.probabilities = probabilities
    let classes = 0..<probabilities.columnCount
    order = (0..<probabilities.rowCount).flatMap { row in
      classes.sorted { a, b in
        let (p, q) = (probabilities[row, a], probabilities[row, b])
        return p == q ? a < b : p > q
      }
    }
  }

  func write(to output: inout OutputVector, labels: ValueTable) throws {
    let classCount = probabilities.columnCount
    let lengths = [Int](repeating: classCount, count: probabilities.rowCount)
    let ranks = (0..<order.count).map { Int64($0 % classCount) }
    try output.withField(0) { field in
      try field.withElements(lengths: lengths) { elements in
        try elements.withField(0) { try $0.write(ranks) }
        try elements.withField(1) { values in
          try values.write(order.indices.map { probabilities[$0 / classCount, order[$0]] })
        }
      }
    }
    try output.withField(1) { field in
      try field.withElements(lengths: lengths) { elements in
        try elements.withField(0) { try $0.write(ranks) }
        elements.withField(1) { $0.write(order.map { UInt32($0) }, from: labels) }
      }
    }
  }
}
