import DuckDB

/// One value on its way into a statement, or out of a row.
public enum SQLValue: Sendable, Equatable {
  /// NULL.
  case null
  /// `BOOLEAN`.
  case boolean(Bool)
  /// An integer of up to 64 bits.
  case integer(Int64)
  /// A floating-point number.
  case double(Double)
  /// Text.
  case text(String)
  /// Bytes.
  case blob([UInt8])
  /// A `TIMESTAMP`: microseconds since 1970-01-01 00:00:00 UTC.
  case timestamp(microseconds: Int64)
}

extension SQLValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral
{
  /// A value of `BOOLEAN`.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
  /// An integer.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A floating-point number.
  public init(floatLiteral value: Double) { self = .double(value) }
  /// Text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// NULL.
  public init(nilLiteral: ()) { self = .null }
}

extension SQLValue {
  /// The value as the engine's connection takes it.
  var engineValue: Value {
    switch self {
    case .null: .null
    case .boolean(let value): .boolean(value)
    case .integer(let value): .integer(value)
    case .double(let value): .double(value)
    case .text(let text): .text(text)
    case .blob(let bytes): .blob(bytes)
    case .timestamp(let microseconds): .timestamp(microseconds: microseconds)
    }
  }
}
