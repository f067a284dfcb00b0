import DuckDB
import ModelSQL
import Models

/// The parts of a version that are kept beside its entry.
struct StoredContent {
  /// The arguments and the result of its function; nil where its bytes cannot be read.
  let signature: FunctionSignature?
  /// JSON of what EXPLAIN_MODEL returns.
  let explanation: String
  /// Its bytes.
  let archive: [UInt8]
}

/// Adding, replacing and removing models.
extension ModelStore {
  /// Adds a version of a model, which then is the one in use; the oldest beyond those that are kept
  /// are removed.
  func save(_ content: StoredContent, of entry: ModelEntry) throws(DuckDBError) {
    var entry = entry
    var others = try otherVersions(of: entry)
    if let old = try self.entry(schema: entry.schemaName, name: entry.modelName) {
      entry.version = max(old.version, others.first?.version ?? 0) + 1
      // Names may be written in another case: what is kept goes by those of now.
      try move(old, from: .models, to: .otherVersions)
      others = (others + [old]).sorted { $0.version > $1.version }
      if (old.schemaName, old.modelName) != (entry.schemaName, entry.modelName) {
        for index in others.indices { try rename(&others[index], as: entry) }
      }
    }
    try insert(content, of: entry, into: .models)
    for version in others.dropFirst(max(entry.keptVersionCount, 1) - 1) {
      try delete(version, from: .otherVersions)
    }
  }

  /// Puts another version of a model to use, and keeps the one that was.
  func use(_ version: ModelEntry, insteadOf current: ModelEntry) throws(DuckDBError) {
    try move(current, from: .models, to: .otherVersions)
    try move(version, from: .otherVersions, to: .models)
  }

  /// Removes a model with all its versions.
  func deleteAll(_ entry: ModelEntry) throws(DuckDBError) {
    let (schema, tables) = (try schema(), try tableNames())
    for table in ModelTable.allCases where tables.contains(table.rawValue) {
      try connection.execute(
        "DELETE FROM \(schema).\(table.rawValue) WHERE schema_name = $1 AND model_name = $2",
        binding: [.text(entry.schemaName), .text(entry.modelName)]
      )
    }
  }

  /// Removes one version.
  func delete(_ entry: ModelEntry, from table: ModelTable) throws(DuckDBError) {
    try connection.execute(
      "DELETE FROM \(schema()).\(table.rawValue) WHERE \(Self.key)",
      binding: key(of: entry)
    )
  }

  /// Writes one version into a table.
  func insert(
    _ content: StoredContent,
    of entry: ModelEntry,
    into table: ModelTable,
    createdAt: Value = .now
  ) throws(DuckDBError) {
    let list = "system.main.from_json($%::JSON, '[\"VARCHAR\"]')"
    let signature = content.signature
    let values: [(place: String, value: Value)] = [
      ("$%", .text(entry.schemaName)), ("$%", .text(entry.modelName)),
      ("$%", .integer(Int64(entry.version))), ("$%", .text(entry.kind.rawValue)),
      ("$%", .text(entry.goal)), ("$%", .text(entry.functionSchema)),
      ("$%", .text(entry.functionName)),
      (list, signature.map { .text(JSON.text($0.parameters.map(\.name))) } ?? .null),
      (list, signature.map { .text(JSON.text($0.parameters.map(\.type.description))) } ?? .null),
      ("$%", signature.map { .text($0.returnType.description) } ?? .null),
      ("$%", signature.map { .boolean($0.isClassifier) } ?? .null),
      ("$%", .text(entry.owner)), ("$%", createdAt), ("$%", .double(entry.seconds)),
      ("$%", .integer(Int64(entry.seed))), ("$%", entry.statement.map { .text($0) } ?? .null),
      ("$%", .integer(Int64(entry.keptVersionCount))), ("$%", .integer(Int64(entry.rowCount))),
      ("$%", .integer(Int64(entry.columnCount))),
      ("$%", entry.fingerprint.map { .text($0) } ?? .null),
      ("$%", .text(ModelArchive.checksumText(content.archive))), ("$%", .text(entry.shown)),
      ("$%", .text(entry.report)), ("$%", .text(content.explanation)),
      ("$%", .blob(content.archive)),
    ]
    let places = values.enumerated().map { index, value in
      value.place.replacing("%", with: "\(index + 1)")
    }
    try connection.execute(
      "INSERT INTO \(schema()).\(table.rawValue) VALUES (\(places.joined(separator: ", ")))",
      binding: values.map(\.value)
    )
  }

  private static let key = "schema_name = $1 AND model_name = $2 AND version = $3"

  private func key(of entry: ModelEntry) -> [Value] {
    [.text(entry.schemaName), .text(entry.modelName), .integer(Int64(entry.version))]
  }

  private func move(
    _ entry: ModelEntry,
    from source: ModelTable,
    to target: ModelTable
  ) throws(DuckDBError) {
    let schema = try schema()
    try connection.execute(
      "INSERT INTO \(schema).\(target.rawValue)"
        + " SELECT * FROM \(schema).\(source.rawValue) WHERE \(Self.key)",
      binding: key(of: entry)
    )
    try delete(entry, from: source)
  }

  private func rename(_ version: inout ModelEntry, as entry: ModelEntry) throws(DuckDBError) {
    try connection.execute(
      "UPDATE \(schema()).\(ModelTable.otherVersions.rawValue)"
        + " SET schema_name = $4, model_name = $5 WHERE \(Self.key)",
      binding: key(of: version) + [.text(entry.schemaName), .text(entry.modelName)]
    )
    (version.schemaName, version.modelName) = (entry.schemaName, entry.modelName)
  }
}
