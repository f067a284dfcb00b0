/// What DuckDB said when it refused something.
package struct DuckDBError: Error, Equatable, Sendable, CustomStringConvertible {
  /// DuckDB's own words.
  package let message: String
  /// True if the query was stopped by `Interrupter.interrupt()`.
  package let isInterrupt: Bool

  /// An error with DuckDB's message.
  package init(message: String, isInterrupt: Bool = false) {
    self.message = message
    // Where a statement is prepared, the words are all that DuckDB gives.
    self.isInterrupt = isInterrupt || message.hasPrefix("INTERRUPT Error")
  }

  package var description: String { message }
}
