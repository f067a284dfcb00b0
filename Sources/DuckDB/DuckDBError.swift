/// What DuckDB said when it refused something.
package struct DuckDBError: Error, Equatable, Sendable, CustomStringConvertible {
  /// DuckDB's own words.
  package let message: String
  /// True if the query was stopped by `Interrupter.interrupt()`.
  package let isInterrupt: Bool

  /// An error with DuckDB's message.
  package init(message: String, isInterrupt: Bool = false) {
    self.message = message
    self.isInterrupt = isInterrupt
  }

  package var description: String { message }
}
