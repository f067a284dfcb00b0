/// What DuckDB said when it refused something.
package struct DuckDBError: Error, Equatable, Sendable {
  /// DuckDB's own words.
  package let message: String

  /// An error with DuckDB's message.
  package init(message: String) { self.message = message }
}
