/// A refusal by DuckDB, in its words.
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

  /// True if another transaction has changed the same thing first.
  package var isConflict: Bool {
    message.hasPrefix("TransactionContext Error") && message.contains("onflict")
  }

  /// True if the statement was refused when it was planned: nothing ran, and a transaction that it
  /// belongs to goes on.
  package var isRefusal: Bool {
    ["Parser", "Syntax", "Binder", "Catalog", "Not implemented"].contains {
      message.hasPrefix("\($0) Error")
    }
  }

  /// The error of a query that was stopped.
  package static let interrupted = DuckDBError(message: "INTERRUPT Error: Interrupted!")

  package var description: String { message }
}
