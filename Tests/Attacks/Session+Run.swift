package import AutoML

extension Session {
  /// Runs a script and reads what it gives, up to so many rows of each statement.
  ///
  /// - Returns: the rows of its last statement.
  /// - Throws: the error of the statement that fails.
  @discardableResult
  package func run(_ script: String, rowLimit: Int = .max) throws -> [[String?]] {
    var rows: [[String?]] = []
    try execute(script) { result throws(AutoMLError) in
      rows = []
      guard case .rows(let result) = result else { return }
      while rows.count < rowLimit, let batch = try result.nextBatch() { rows += batch }
    }
    return rows
  }
}
