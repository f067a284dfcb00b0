import DuckDB

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Value {
  /// This moment, in UTC.
  static var now: Value {
    .timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1e6))
  }
}
