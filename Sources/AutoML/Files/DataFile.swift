/// A file or glob of data by its name, and what reads it.
///
/// It is read by a function of the engine's own: `FROM 'name'` would take a table or view of that name
/// where the database has one.
struct DataFile {
  /// The name as it was given.
  let path: String
  private let reader: String

  private static let readers = [
    "csv": "read_csv_auto", "tsv": "read_csv_auto", "parquet": "read_parquet",
    "parq": "read_parquet", "json": "read_json_auto", "jsonl": "read_json_auto",
    "ndjson": "read_json_auto",
  ]

  /// The file of a name, whose extension tells the format.
  ///
  /// - Throws: when it has none that is known.
  init(_ path: String) throws(AutoMLError) {
    var parts = path.split(separator: ".", omittingEmptySubsequences: false).dropFirst()
    if let last = parts.last?.lowercased(), last == "gz" || last == "zst" { parts.removeLast() }
    guard let format = parts.last?.lowercased(), let reader = Self.readers[format] else {
      throw AutoMLError(
        sqlState: SQLState.invalidParameterValue,
        message: "\"\(path)\" has no extension that tells its format",
        hint: "Data has .csv, .tsv, .parquet, .json, .jsonl or .ndjson, and .gz or .zst behind it "
          + "where it is compressed."
      )
    }
    self.path = path
    self.reader = reader
  }

  /// The text behind FROM.
  var source: String { "system.main.\(reader)(\(literal(path)))" }
}
