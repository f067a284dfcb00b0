/// The tables that models are kept in, which have the same columns.
enum ModelTable: String, CaseIterable {
  /// The version of each model that is in use.
  case models
  /// Versions that were in use, and are kept.
  case otherVersions = "other_versions"

  // Trying compressions out takes the engine longer than writing so few rows.
  private static let plain = "USING COMPRESSION uncompressed"
  private static let text = "VARCHAR \(plain)"

  /// The name, and the columns in order, as CREATE TABLE has them.
  var definition: String {
    """
    \(rawValue) (
      schema_name \(Self.text) NOT NULL, model_name \(Self.text) NOT NULL,
      version INTEGER NOT NULL, kind \(Self.text) NOT NULL, goal \(Self.text) NOT NULL,
      function_schema \(Self.text) NOT NULL, function_name \(Self.text) NOT NULL,
      argument_names VARCHAR[], argument_types VARCHAR[], return_type \(Self.text),
      is_classifier BOOLEAN,
      owner \(Self.text) NOT NULL, created_at TIMESTAMP NOT NULL,
      seconds DOUBLE NOT NULL, seed BIGINT NOT NULL, statement \(Self.text),
      keep_versions INTEGER NOT NULL, row_count BIGINT NOT NULL, column_count BIGINT NOT NULL,
      fingerprint \(Self.text), archive_checksum \(Self.text),
      shown JSON \(Self.plain) NOT NULL, report JSON \(Self.plain) NOT NULL,
      explanation JSON \(Self.plain) NOT NULL, archive BLOB \(Self.plain) NOT NULL)
    """
  }
}

/// The versions of the tables' layout.
///
/// 1: one row a model, and what is known of it as JSON. 2: facts as columns, and versions.
enum StoreLayout {
  /// The layout that is written; a database with a higher one was written by a newer version.
  static let current = 2
  /// The table that has its version.
  static let tableName = "layout"

  /// Whether tables of these names are of the layout before versions, which is read too.
  static func isWithoutVersions(_ tables: Set<String>) -> Bool {
    tables.contains(tableName) && !tables.contains(ModelTable.otherVersions.rawValue)
  }
}
