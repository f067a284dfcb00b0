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

  /// Writes the rows of a query, in full or not at all; returns their count.
  ///
  /// - Throws: what the engine refuses.
  func write(_ query: String, on connection: Connection) throws -> Int {
    try FileReplacement.write(path) { partial in
      do throws(DuckDBError) {
        let result = try connection.query(
          "COPY (\(query)) TO \(literal(partial)) (FORMAT \(format.words))"
        )
        while try result.nextChunk() != nil {}
        return result.changedRowCount ?? 0
      } catch {
        throw DuckDBError(message: error.message.replacing(partial, with: path))
      }
    }
  }
}
