/// A value on its way into a prepared statement, or out of a result that is small.
package enum Value: Equatable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int64)
  case double(Double)
  /// Text; out of a result also each type that has no case of its own, as DuckDB would print it.
  case text(String)
  case blob([UInt8])
  /// Microseconds since 1970-01-01 00:00:00 UTC.
  case timestamp(microseconds: Int64)
}
