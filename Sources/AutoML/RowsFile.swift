import DuckDB

/// A file that the engine writes rows to, in the format of its extension.
struct RowsFile {
  /// The formats, by their extensions.
  enum Format: String {
    case csv, parquet, json, ndjson

    /// The words of COPY.
    fileprivate var words: String {
      switch self {
      case .csv: "csv, HEADER"
      case .parquet: "parquet"
      case .json: "json, ARRAY true"
      case .ndjson: "json"
      }
    }
  }

  /// The file.
  let path: String
  /// The format.
  let format: Format

  /// - Throws: where the extension is none of a format.
  init(path: String) throws(AutoMLError) {
    let fileExtension = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    guard let format = Format(rawValue: fileExtension) else {
      throw AutoMLError(
        sqlState: SQLState.invalidParameterValue,
        message: "\"\(path)\" has no extension that tells its format",
        hint: "Use .csv, .parquet, .json or .ndjson."
      )
    }
    self.path = path
    self.format = format
  }

  /// The bytes that the engine is told to keep to: rows that wait for those before them take all that there
  /// is otherwise, a gigabyte of 30 million rows, and the file is not ready sooner.
  static let memoryLimit = 256 << 20

  /// Writes the rows of a query, in full or not at all; returns their count.
  ///
  /// Rows so wide that `memoryLimit` has no room for a few of them have all that the engine may take.
  ///
  /// - Throws: what the engine refuses.
  func write(
    _ query: String,
    memoryLimit: Int = Self.memoryLimit,
    on connection: Connection
  ) throws -> Int {
    // A transaction would not outlive that the engine runs out of memory.
    let isUsers = try Transaction.isOpen(on: connection)
    return try FileReplacement.write(path) { partial in
      do throws(DuckDBError) {
        let statement = "COPY (\(query)) TO \(literal(partial)) (FORMAT \(format.words))"
        if isUsers { return try Self.run(statement, on: connection) }
        do throws(DuckDBError) {
          return try connection.withLittleMemory(memoryLimit) { () throws(DuckDBError) in
            try Self.run(statement, on: connection)
          }
        } catch {
          guard error.isOutOfMemory else { throw error }
          return try Self.run(statement, on: connection)
        }
      } catch {
        throw DuckDBError(message: error.message.replacing(partial, with: path))
      }
    }
  }

  /// Runs a COPY; returns the count of its rows.
  private static func run(
    _ statement: String,
    on connection: Connection
  ) throws(DuckDBError) -> Int {
    let result = try connection.query(statement)
    while try result.nextChunk() != nil {}
    return result.changedRowCount ?? 0
  }
}
