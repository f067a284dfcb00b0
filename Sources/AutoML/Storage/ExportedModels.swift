import DuckDB
import ModelSQL

/// The models in a folder that EXPORT DATABASE has written.
struct ExportedModels {
  /// A connection that reads files.
  let connection: Connection
  /// The folder.
  let folder: String

  /// The functions of the versions in use; none where there are none, or the file cannot be read: IMPORT
  /// DATABASE says why.
  ///
  /// IMPORT DATABASE makes the macros before it reads the models, and the engine takes no macro whose
  /// function it does not know.
  ///
  /// - Throws: an interrupt.
  func functions() throws(DuckDBError) -> [StoredFunction] {
    try read { file throws(DuckDBError) in try StoredFunction.all(in: file, on: connection) } ?? []
  }

  /// The bytes that have a checksum; nil where they are not there.
  ///
  /// - Throws: an interrupt.
  func archive(withChecksum checksum: String) throws(DuckDBError) -> [UInt8]? {
    let rows = try read { file throws(DuckDBError) in
      try connection.query(
        "SELECT archive::BLOB FROM \(file) WHERE archive_checksum = $1 LIMIT 1",
        binding: [.text(checksum)]
      ).rows()
    }
    guard case .blob(let bytes)?? = rows?.first?.first else { return nil }
    return bytes
  }

  /// The result of `body` for the first file that it can read, as SQL behind FROM.
  private func read<Result>(
    _ body: (String) throws(DuckDBError) -> Result
  ) throws(DuckDBError) -> Result? {
    let path = "\(folder)/\(ModelStore.schemaName)_\(ModelTable.models.rawValue)"
    for file in [
      "read_parquet(\(literal(path + ".parquet")))",
      "read_csv(\(literal(path + ".csv")), header := true, all_varchar := true)",
    ] {
      do throws(DuckDBError) { return try body("system.main.\(file)") } catch {
        guard !error.isInterrupt else { throw error }
      }
    }
    return nil
  }
}

/// The models that EXPORT DATABASE would write, and IMPORT DATABASE could not read again.
struct ExportCheck {
  /// The models of the database that is written.
  let store: ModelStore

  /// The most bytes of a model's archive that fit in a line of CSV.
  ///
  /// The engine reads lines of up to 2 MiB, in which a byte takes four letters (`\x00`) at most; the report
  /// and the explanation come on top.
  static let archiveLimit = 400_000

  /// Refuses to write a model as CSV whose line would be too long to be read again.
  ///
  /// - Throws: an `AutoMLError` that says what to do.
  func requireReadable() throws {
    guard try store.tableNames().contains(ModelTable.models.rawValue) else { return }
    let tables = try store.tableNames()
    for table in ModelTable.allCases where tables.contains(table.rawValue) {
      let rows = try store.connection.query(
        "SELECT model_name FROM \(store.schema()).\(table.rawValue)"
          + " WHERE system.main.octet_length(archive) > \(Self.archiveLimit) ORDER BY 1 LIMIT 1"
      ).rows()
      guard case .text(let name)?? = rows.first?.first else { continue }
      throw AutoMLError(
        sqlState: SQLState.featureNotSupported,
        message: "model \"\(name)\" is too large for CSV: IMPORT DATABASE could not read it again",
        hint: "Write EXPORT DATABASE 'folder' (FORMAT parquet), or copy the database file."
      )
    }
  }
}
