/// A file or glob of data by its name, and what reads it.
///
/// It is read by a function of the engine's own: `FROM 'name'` would take a table or view of that name
/// where the database has one.
struct DataFile {
  /// The kinds of files, by the types that they give their values.
  enum Format {
    /// Lines of fields that are text, all of them: CSV and the like.
    case delimited
    /// JSON: numbers, booleans and text; dates are text.
    case json
    /// Parquet: every column has a type.
    case parquet
  }

  /// The name as it was given.
  let path: String
  /// The kind of the file.
  let format: Format

  private static let formats: [String: Format] = [
    "csv": .delimited, "tsv": .delimited, "parquet": .parquet, "parq": .parquet, "json": .json,
    "jsonl": .json, "ndjson": .json,
  ]

  /// The file of a name, whose extension tells the format.
  ///
  /// - Throws: when it has none that is known.
  init(_ path: String) throws(AutoMLError) {
    var parts = path.split(separator: ".", omittingEmptySubsequences: false).dropFirst()
    if let last = parts.last?.lowercased(), last == "gz" || last == "zst" { parts.removeLast() }
    guard let ending = parts.last?.lowercased(), let format = Self.formats[ending] else {
      throw AutoMLError(
        sqlState: SQLState.invalidParameterValue,
        message: "\"\(path)\" has no extension that tells its format",
        hint: "Data has .csv, .tsv, .parquet, .json, .jsonl or .ndjson, and .gz or .zst behind it "
          + "where it is compressed."
      )
    }
    self.path = path
    self.format = format
  }

  /// The text behind FROM, with types as the engine guesses them.
  var source: String { source("") }

  /// The same, with these columns of a delimited file as the text that the file has.
  func source(keepingAsText columns: [String]) -> String {
    source(", types = " + Self.types(columns.map { ($0, "VARCHAR") }))
  }

  /// The text behind FROM where nothing is guessed of a delimited file: every field is text, NULL
  /// only where there is nothing at all between two delimiters.
  var textSource: String { source(", all_varchar = true, allow_quoted_nulls = false") }

  /// The text behind FROM with types as the engine guesses them from all values of a JSON file.
  var surveyedSource: String { source(", sample_size = -1") }

  /// The text behind FROM for a JSON file with these columns.
  func source(withColumns columns: [(name: String, type: String)]) -> String {
    source(", columns = " + Self.types(columns))
  }

  private func source(_ options: String) -> String {
    let reader =
      switch format {
      case .delimited: "read_csv_auto"
      case .json: "read_json_auto"
      case .parquet: "read_parquet"
      }
    return "system.main.\(reader)(\(literal(path))\(options))"
  }

  private static func types(_ columns: [(name: String, type: String)]) -> String {
    let pairs = columns.map { "\(quoted($0.name)) := \(literal($0.type))" }
    return "system.main.struct_pack(\(pairs.joined(separator: ", ")))"
  }
}
