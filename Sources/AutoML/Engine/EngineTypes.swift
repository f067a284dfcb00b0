import DuckDB
import Models

/// The engine's types, as models see them.
extension LogicalType {
  /// The kind of input that a column of this type is; nil when models cannot take it.
  var inputKind: InputKind? {
    switch self {
    case .boolean: .boolean
    case .tinyint, .smallint, .integer, .bigint, .hugeint, .utinyint, .usmallint, .uinteger,
      .ubigint, .uhugeint, .float, .double, .decimal:
      .number
    case .varchar(alias: nil), .enum, .uuid: .text
    case .date: .date
    case .timestamp, .timestampSeconds, .timestampMilliseconds, .timestampNanoseconds,
      .timestampWithTimeZone:
      .timestamp
    case .time, .timeNanoseconds, .timeWithTimeZone: .time
    default: nil
    }
  }

  /// The kind of target that a column of this type is; nil when it cannot be one.
  var targetKind: TargetKind? {
    switch self {
    case .boolean: .boolean
    case .varchar(alias: nil), .enum, .uuid: .text
    case .tinyint, .smallint, .integer, .bigint, .hugeint, .utinyint, .usmallint, .uinteger,
      .ubigint, .uhugeint:
      .integer
    case .decimal(_, let scale): scale == 0 ? .integer : .decimal
    case .float, .double: .floating
    default: nil
    }
  }

  /// The type that the function returns for a target of this type.
  var predictionType: LogicalType { targetKind == .text ? .varchar() : self }
}
