/// Why a statement does not fit the model that its file holds.
enum ImportFault: Error, Equatable {
  /// An argument of a type that models of a program do not take.
  case argumentType(position: Int, typeName: String, program: String)
  /// An argument of another type than the model takes there.
  case otherArgumentType(name: String, typeName: String, takes: String)
  /// Fewer or more types than the model has arguments.
  case argumentCount(given: Int, names: [String])
  /// A result that the model's predictions cannot have.
  case resultType(typeName: String, predicts: String)
  /// NTREE_LIMIT beyond the rounds of the file.
  case treeLimit(given: Int, roundCount: Int)
}

extension ImportFault {
  /// The class of the error.
  var sqlState: String {
    switch self {
    case .argumentCount: SQLState.invalidDefinition
    case .argumentType, .otherArgumentType, .resultType: SQLState.datatypeMismatch
    case .treeLimit: SQLState.invalidParameterValue
    }
  }

  /// One sentence that names the thing.
  var message: String {
    switch self {
    case .argumentType(let position, let typeName, let program):
      "argument \(position) has type \(typeName), and this model of \(program) takes a number or a "
        + "boolean there"
    case .otherArgumentType(let name, let typeName, let takes):
      "argument \"\(name)\" has type \(typeName), and the model takes \(takes)"
    case .argumentCount(let given, let names):
      "the model takes \(names.count) arguments, and FUNCTION has \(given) types"
    case .resultType(let typeName, let predicts):
      "RETURNS \(typeName) does not fit a model that predicts \(predicts)"
    case .treeLimit(let given, let roundCount):
      "NTREE_LIMIT \(given) is not from 1 to \(roundCount), the rounds of trees in the file"
    }
  }

  /// Advice on what to do; nil where there is none.
  var hint: String? {
    switch self {
    case .argumentCount(_, let names): "They are \(list(names))."
    case .argumentType:
      "Give the type of the numbers that the texts were replaced by before the training."
    case .otherArgumentType, .resultType, .treeLimit: nil
    }
  }
}
