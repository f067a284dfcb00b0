/// What DuckDB said when it refused something.
package struct DuckDBError: Error, Equatable, Sendable, CustomStringConvertible {
  /// DuckDB's own words.
  package let message: String

  /// An error with DuckDB's message.
  package init(message: String) { self.message = message }

  /// True if the query was stopped by `Interrupter.interrupt()`.
  ///
  /// Told by the text, since errors of planning come without a type.
  package var isInterrupt: Bool { message.hasPrefix("INTERRUPT Error") }

  /// True if the query needs more memory than the engine may have.
  package var isOutOfMemory: Bool { message.hasPrefix("Out of Memory Error") }

  /// The error of a query that was stopped.
  package static let interrupted = DuckDBError(message: "INTERRUPT Error: Interrupted!")

  package var description: String { message }
}
