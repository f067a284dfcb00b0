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
  }

  /// The arguments, in order.
  var parameters: [Parameter]
  /// The type of a prediction.
  var returnType: LogicalType
  /// Whether a class is predicted, so that there are probabilities.
  var isClassifier: Bool
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
      parameters.append(Parameter(name: input.name, type: try Self.type(of: input)))
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
    guard let type = LogicalType(plainName: input.typeName),
      input.kind.isReadFromText ? type == .varchar() : type.inputKind == input.kind
    else {
      throw .corrupt(detail: "type of input \(input.name)")
    }
    return switch input.kind {
    case .number: .double
    // The engine takes an ENUM for text by itself, and a UUID not.
    case .text: type == .uuid ? .uuid : .varchar()
    case .boolean, .date, .time, .timestamp, .numberText, .dateText, .timestampText, .timeText:
      type
    }
  }
}
