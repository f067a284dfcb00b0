/// The tables that models are kept in, which have the same columns.
enum ModelTable: String, CaseIterable {
  /// The version of each model that is in use.
  case models
  /// Versions that were in use, and are kept.
  case otherVersions = "other_versions"

  /// What CREATE TABLE makes: the name, and the columns in order.
  var definition: String {
    """
    \(rawValue) (
      schema_name VARCHAR NOT NULL, model_name VARCHAR NOT NULL, version INTEGER NOT NULL,
      kind VARCHAR NOT NULL, goal VARCHAR NOT NULL,
      function_schema VARCHAR NOT NULL, function_name VARCHAR NOT NULL,
      argument_names VARCHAR[], argument_types VARCHAR[], return_type VARCHAR,
      is_classifier BOOLEAN,
      owner VARCHAR NOT NULL, created_at TIMESTAMP NOT NULL,
      seconds DOUBLE NOT NULL, seed BIGINT NOT NULL, statement VARCHAR,
      keep_versions INTEGER NOT NULL, row_count BIGINT NOT NULL, column_count BIGINT NOT NULL,
      fingerprint VARCHAR, archive_checksum VARCHAR,
      shown JSON NOT NULL, report JSON NOT NULL, explanation JSON NOT NULL, archive BLOB NOT NULL)
    """
  }
}

/// The versions of the tables' layout.
///
/// 1: one row a model, and what is known of it as JSON. 2: facts as columns, and versions.
enum StoreLayout {
  /// The layout that is written; a database with a higher one was written by a newer version.
  static let current = 2
  /// The layout without versions, which is read.
  static let withoutVersions = 1
}
