import DuckDB
import ModelSQL
import Models

/// Looking models up.
extension ModelStore {
  /// The names of all models and of their functions, by schema and name.
  func names() throws(DuckDBError) -> [ModelNames] { try listing().map(\.names) }

  /// The names of all models and the places of their functions, by schema and name.
  func listing() throws(DuckDBError) -> [(names: ModelNames, function: FunctionPlace)] {
    let tables = try tableNames()
    guard tables.contains(ModelTable.models.rawValue) else { return [] }
    let checksum = StoreLayout.isWithoutVersions(tables) ? "NULL" : "archive_checksum"
    return try connection.query(
      "SELECT schema_name, model_name, function_schema, function_name, \(checksum)"
        + " FROM \(schema()).models ORDER BY schema_name, model_name"
    ).rows().map { row in
      let texts = row.map { $0.text ?? "" }
      let names = ModelNames(
        schemaName: texts[0],
        modelName: texts[1],
        functionSchema: texts[2],
        functionName: texts[3],
        replacesModel: true
      )
      return (names, FunctionPlace(schema: texts[2], function: texts[3], checksum: row[4].text))
    }
  }

  /// The versions in use of all models, by schema and name.
  func entries() throws(DuckDBError) -> [ModelEntry] {
    try entries(in: .models, where: "true")
  }

  /// The bytes of each version in use, by its model's schema and name.
  func archiveSizes() throws(DuckDBError) -> [[String]: Int] {
    guard try tableNames().contains(ModelTable.models.rawValue) else { return [:] }
    let rows = try connection.query(
      "SELECT schema_name, model_name, system.main.octet_length(archive)"
        + " FROM \(schema()).\(ModelTable.models.rawValue)"
    ).rows()
    return Dictionary(
      rows.map { ([$0[0].text ?? "", $0[1].text ?? ""], $0[2].integer ?? 0) },
      uniquingKeysWith: { $1 }
    )
  }

  /// The version in use of one model; names compare without case.
  func entry(schema: String, name: String) throws(DuckDBError) -> ModelEntry? {
    try versions(in: .models, schema: schema, name: name).first
  }

  /// The versions of a model that are kept beside the one in use, the newest first.
  func otherVersions(of entry: ModelEntry) throws(DuckDBError) -> [ModelEntry] {
    try versions(in: .otherVersions, schema: entry.schemaName, name: entry.modelName)
  }

  private func versions(
    in table: ModelTable,
    schema: String,
    name: String
  ) throws(DuckDBError) -> [ModelEntry] {
    // The engine folds more letters than names do.
    try entries(
      in: table,
      where: "system.main.lower(schema_name) = system.main.lower($1)"
        + " AND system.main.lower(model_name) = system.main.lower($2)",
      binding: [.text(schema), .text(name)]
    ).filter { isSameName($0.schemaName, schema) && isSameName($0.modelName, name) }
  }

  private func entries(
    in table: ModelTable,
    where condition: String,
    binding values: [Value] = []
  ) throws(DuckDBError) -> [ModelEntry] {
    let tables = try tableNames()
    guard tables.contains(table.rawValue) else { return [] }
    let facts =
      StoreLayout.isWithoutVersions(tables)
      ? StoredFacts.withoutVersions : StoredFacts.current
    return try connection.query(
      "SELECT \(facts) FROM \(schema()).\(table.rawValue) WHERE \(condition)"
        + " ORDER BY schema_name, model_name\(table == .models ? "" : ", version DESC")",
      binding: values
    ).rows().map { ModelEntry(row: $0) }
  }

  /// The functions of the versions in use.
  func functions() throws(DuckDBError) -> [StoredFunction] {
    let tables = try tableNames()
    guard tables.contains(ModelTable.models.rawValue) else { return [] }
    return try StoredFunction.all(
      in: "\(schema()).\(ModelTable.models.rawValue)",
      withSignatures: !StoreLayout.isWithoutVersions(tables),
      on: connection
    )
  }

  /// JSON of what EXPLAIN_MODEL returns of the version in use.
  func explanation(of entry: ModelEntry) throws(DuckDBError) -> String {
    let rows = try connection.query(
      "SELECT explanation::VARCHAR FROM \(schema()).\(ModelTable.models.rawValue)"
        + " WHERE schema_name = $1 AND model_name = $2",
      binding: [.text(entry.schemaName), .text(entry.modelName)]
    ).rows()
    return rows.first?.first?.text ?? "{}"
  }

  /// The bytes of a version.
  func archive(of entry: ModelEntry, in table: ModelTable = .models) throws(DuckDBError) -> [UInt8]
  {
    // Of a model one version is in use.
    let version = table == .models ? "" : " AND version = $3"
    let result = try connection.query(
      "SELECT archive FROM \(schema()).\(table.rawValue)"
        + " WHERE schema_name = $1 AND model_name = $2\(version)",
      binding: [.text(entry.schemaName), .text(entry.modelName)]
        + (version.isEmpty ? [] : [.integer(Int64(entry.version))])
    )
    guard case .blob(let bytes)?? = try result.rows().first?.first else { return [] }
    return bytes
  }

  /// The bytes that have a checksum, rather those of the model of that name than of another one; nil
  /// where no version has it any more.
  func archive(
    withChecksum checksum: String,
    preferring name: (schema: String, model: String)
  ) throws(DuckDBError) -> [UInt8]? {
    let tables = try tableNames()
    for table in ModelTable.allCases where tables.contains(table.rawValue) {
      let rows = try connection.query(
        "SELECT archive FROM \(schema()).\(table.rawValue) WHERE archive_checksum = $1"
          + " ORDER BY schema_name = $2 AND model_name = $3 DESC LIMIT 1",
        binding: [.text(checksum), .text(name.schema), .text(name.model)]
      ).rows()
      if case .blob(let bytes)?? = rows.first?.first { return bytes }
    }
    return nil
  }
}

/// The facts of a model as the columns of a query, in the order in which `ModelEntry(row:)` takes them.
private enum StoredFacts {
  static let current = list(
    "version, kind, goal, seconds, seed, statement, keep_versions, row_count, column_count,"
      + " fingerprint, archive_checksum"
  )

  /// The columns of a database without versions: NULL for all that it does not know.
  static let withoutVersions = list(
    "1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL"
  )

  private static func list(_ columns: String) -> String {
    "schema_name, model_name, function_schema, function_name, owner,"
      + " system.main.strftime(created_at, '%a, %d.%m.%Y %H:%M:%S'), shown::VARCHAR,"
      + " report::VARCHAR, \(columns)"
  }
}

extension ModelEntry {
  /// The entry of a row of `StoredFacts`; a stranger may have written what is in it.
  fileprivate init(row: [Value]) {
    var values = row[...]
    func text() -> String? { values.popFirst()?.text }
    func integer() -> Int? { values.popFirst()?.integer }
    schemaName = text() ?? ""
    modelName = text() ?? ""
    functionSchema = text() ?? ""
    functionName = text() ?? ""
    owner = text() ?? ""
    createdAt = text() ?? ""
    shown = text() ?? ""
    report = text() ?? ""
    version = integer() ?? 1
    let (kind, goal) = (text(), text())
    seconds = values.popFirst()?.double ?? 0
    seed = integer() ?? 0
    statement = text()
    keptVersionCount = integer() ?? CheckedSettings.defaultKeptVersionCount
    rowCount = integer() ?? 0
    columnCount = integer() ?? 0
    fingerprint = text()
    checksum = text()
    self.goal = goal ?? JSON.value(TrainingReport.self, from: report)?.problemType ?? ""
    self.kind = kind.flatMap { Kind(rawValue: $0) } ?? .trained
  }
}

/// A stored function, as it is known before its model is read.
struct StoredFunction {
  /// The model's schema and name.
  let schemaName: String
  let modelName: String
  /// The function's name.
  let functionName: String
  /// Its arguments and result, and the checksum of its model's bytes; nil where the tables do not
  /// tell.
  let promise: (signature: FunctionSignature, checksum: String)?
  /// Whether an endpoint gives its values.
  let isRemote: Bool

  /// Between the types of arguments: in no type's name.
  static let separator = ";"

  /// The functions of the models in a table or a file, which is SQL; `hasSignatures` where that tells what
  /// each function takes and returns.
  static func all(
    in table: String,
    withSignatures hasSignatures: Bool = true,
    on connection: Connection
  ) throws(DuckDBError) -> [StoredFunction] {
    let facts =
      hasSignatures
      // The engine's `array_to_string` is a macro over functions that a database may shadow.
      ? "system.main.list_aggregate(argument_types::VARCHAR[], 'string_agg', '\(separator)'),"
        + " return_type, is_classifier::BOOLEAN, archive_checksum, kind"
      : "NULL, NULL, NULL, NULL, NULL"
    // Forecasts have none.
    let hasFunction = hasSignatures ? " WHERE kind <> '\(ModelEntry.Kind.forecast.rawValue)'" : ""
    return try connection.query(
      "SELECT schema_name, model_name, function_name, \(facts) FROM \(table)\(hasFunction)"
        + " ORDER BY schema_name, model_name"
    ).rows().map { StoredFunction(row: $0) }
  }

  /// A function of a row: a stranger may have written what is in it.
  fileprivate init(row: [Value]) {
    schemaName = row[0].text ?? ""
    modelName = row[1].text ?? ""
    functionName = row[2].text ?? ""
    isRemote = row[7].text == ModelEntry.Kind.remote.rawValue
    guard let types = row[3].text,
      let returnType = row[4].text.flatMap({ LogicalType(plainName: $0) }),
      case .boolean(let isClassifier) = row[5], let checksum = row[6].text,
      ModelArchive.isChecksumText(checksum)
    else {
      promise = nil
      return
    }
    let known = types.split(separator: Self.separator).map { LogicalType(plainName: String($0)) }
    let parameters = known.compactMap(\.self).map {
      FunctionSignature.Parameter(name: "", type: $0)
    }
    guard parameters.count == known.count else {
      promise = nil
      return
    }
    let signature = FunctionSignature(
      parameters: parameters,
      returnType: returnType,
      isClassifier: isClassifier
    )
    promise = (signature, checksum)
  }
}

extension Value {
  fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }
  fileprivate var integer: Int? { if case .integer(let value) = self { Int(value) } else { nil } }
  fileprivate var double: Double? { if case .double(let value) = self { value } else { nil } }
}
