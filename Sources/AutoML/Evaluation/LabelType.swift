import DuckDB

/// The types in which labels are read; of whole numbers and booleans no texts are made.
enum LabelType: String, CaseIterable {
  case varchar, bigint, boolean

  /// The type in which labels of a type are read, printed alike.
  init(_ type: LogicalType) {
    switch type {
    case .tinyint, .smallint, .integer, .bigint, .utinyint, .usmallint, .uinteger: self = .bigint
    case .boolean: self = .boolean
    default: self = .varchar
    }
  }

  /// The engine's type.
  var type: LogicalType {
    switch self {
    case .varchar: .varchar()
    case .bigint: .bigint
    case .boolean: .boolean
    }
  }
}
