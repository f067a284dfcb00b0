import DuckDB
import Models

/// The types that a function takes and returns.
struct FunctionSignature: Equatable, Sendable {
  /// An argument.
  struct Parameter: Equatable, Sendable {
    /// Its name.
    var name: String
    /// Its type; the engine casts to it where it would for its own functions.
    var type: LogicalType
    /// Whether the prediction depends on it; calls may do without those of which it does not.
    var isUsed = true

    /// The argument in SQL: the column of that name, NULL where the prediction does not depend on it.
    var column: String { isUsed ? quoted(name) : "CAST(NULL AS \(type))" }
  }

  /// The arguments, in order.
  var parameters: [Parameter]
  /// The type of a prediction.
  var returnType: LogicalType
  /// Whether a class is predicted, so that there are probabilities.
  var isClassifier: Bool
  /// Whether macros cast their arguments to these types, as a function that is declared by them does.
  var castsArguments = false
}

extension FunctionSignature {
  /// Whether two differ in the names of arguments at most.
  func hasTypes(of other: FunctionSignature) -> Bool {
    parameters.map(\.type) == other.parameters.map(\.type) && returnType == other.returnType
      && isClassifier == other.isClassifier
  }

  /// The signature of a model's function.
  ///
  /// - Throws: where the engine has no type of a name that the model gives, or the target is of a type
  ///   whose values it cannot predict.
  init(_ model: Model) throws(ModelError) {
    parameters = []
    for input in model.encoding.inputs {
      parameters.append(
        Parameter(name: input.name, type: try Self.type(of: input), isUsed: input.isUsed)
      )
    }
    guard let type = LogicalType(plainName: model.predicted.typeName), let kind = type.targetKind
    else { throw .corrupt(detail: "target type") }
    returnType = type.predictionType
    isClassifier = !model.labels.isEmpty
    guard isClassifier || kind != .text && kind != .boolean else {
      throw .corrupt(detail: "target type")
    }
  }

  /// The type of an argument: that of the training's column where its values have a type of their own.
  private static func type(of input: InputColumn) throws(ModelError) -> LogicalType {
    guard let type = LogicalType(plainName: input.typeName), type.holds(input.kind) else {
      throw .corrupt(detail: "type of input \(input.name)")
    }
    return switch input.kind {
    case .number: .double
    // The engine takes an ENUM for text by itself, and a UUID not.
    case .text: type == .uuid ? .uuid : .varchar()
    case .category: type.widestOfIntegers
    case .boolean, .date, .time, .timestamp, .numberText, .dateText, .timestampText, .timeText,
      .words:
      type
    }
  }
}

extension LogicalType {
  /// Whether values of this type may be an input of a kind.
  fileprivate func holds(_ kind: InputKind) -> Bool {
    switch kind {
    case .numberText, .dateText, .timestampText, .timeText, .words: self == .varchar()
    case .category: inputKind != nil && inputKind != .text
    case .number, .boolean, .text, .date, .timestamp, .time: inputKind == kind
    }
  }

  /// The type that takes integers of any size up to 64 bits, for their texts are the same; any other itself.
  fileprivate var widestOfIntegers: LogicalType {
    switch self {
    case .tinyint, .smallint, .integer, .utinyint, .usmallint, .uinteger: .bigint
    default: self
    }
  }
}
