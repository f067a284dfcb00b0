import DuckDB
import Models

/// A model behind an endpoint, as it is stored: what its function needs to know, and no address.
///
/// Addresses are the user's word alone: a database may be a stranger's, and what is called there gets the
/// rows.
struct RemoteModel: Codable, Equatable, Sendable {
  /// The endpoint's name.
  var endpoint: String
  /// The model that is meant, where the endpoint has several.
  var targetModel: String?
  /// The most rows of a request; nil where it is not written.
  var maxBatchRows: Int?
  /// The names of the function's arguments, in order.
  var argumentNames: [String]
  /// Their types, as the engine has them.
  var argumentTypes: [String]
  /// The type of its values.
  var returnType: String

  /// The bytes that are stored, the same for the same model.
  var bytes: [UInt8] { Array((Self.opening + JSON.text(self)).utf8) }

  /// The model of stored bytes.
  ///
  /// - Throws: where they are those of something else.
  init(bytes: [UInt8]) throws(ModelError) {
    guard Self.isRemote(bytes) else { throw .notAModel }
    let text = String(decoding: bytes.dropFirst(Self.opening.utf8.count), as: UTF8.self)
    guard let model = JSON.value(Self.self, from: text),
      model.argumentNames.count == model.argumentTypes.count
    else { throw .corrupt(detail: "remote model") }
    self = model
  }

  /// A model of its parts.
  init(
    endpoint: String,
    targetModel: String?,
    maxBatchRows: Int?,
    arguments: [(name: String, type: LogicalType)],
    returnType: LogicalType
  ) {
    self.endpoint = endpoint
    self.targetModel = targetModel
    self.maxBatchRows = maxBatchRows
    argumentNames = arguments.map(\.name)
    argumentTypes = arguments.map(\.type.description)
    self.returnType = returnType.description
  }

  /// Whether stored bytes are those of a remote model.
  static func isRemote(_ bytes: [UInt8]) -> Bool { bytes.starts(with: opening.utf8) }

  private static let opening = "automl remote model 1\n"

  /// The types that its function takes and returns.
  ///
  /// - Throws: where a type is none that may be.
  func signature() throws(ModelError) -> FunctionSignature {
    var parameters: [FunctionSignature.Parameter] = []
    for (name, type) in zip(argumentNames, argumentTypes) {
      guard let known = LogicalType(plainName: type) else {
        throw .corrupt(detail: "type of argument \(name)")
      }
      parameters.append(FunctionSignature.Parameter(name: name, type: known))
    }
    guard let type = LogicalType(plainName: returnType), type.isAnswered else {
      throw .corrupt(detail: "type of the result")
    }
    return FunctionSignature(
      parameters: parameters,
      returnType: type,
      isClassifier: false,
      castsArguments: true
    )
  }

  /// The most rows of a request: of values of SUPER one unless more are written.
  var batchRowLimit: Int {
    maxBatchRows ?? (returnType == LogicalType.json.description ? 1 : .max)
  }
}

extension LogicalType {
  /// The type that stands for Redshift's SUPER.
  static let json = LogicalType.varchar(alias: "JSON")

  /// Whether an endpoint's answer can be of the type.
  var isAnswered: Bool {
    switch self {
    case .boolean, .tinyint, .smallint, .integer, .bigint, .float, .double, .decimal, .varchar: true
    default: false
    }
  }
}
