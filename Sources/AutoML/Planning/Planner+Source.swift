import ModelSQL
import Models

/// The rows behind FROM: a table, a query or a file of data.
extension Planner {
  /// The file of data that a string behind FROM names; nil where it names a model from outside, or there is
  /// no string.
  ///
  /// What has a format's extension is data. A `.json` file may be both: with a TARGET it is data.
  static func dataFile(_ source: ModelSource, of statement: CreateModel) -> DataFile? {
    guard case .artefact(let path) = source, !path.contains("://"), let file = try? DataFile(path)
    else { return nil }
    return isJSONDocument(path) && statement.target == nil ? nil : file
  }

  /// Whether a file may be one JSON document, such as a model.
  static func isJSONDocument(_ path: String) -> Bool {
    let name = path.lowercased()
    return [".json", ".json.gz", ".json.zst"].contains { name.hasSuffix($0) }
  }

  /// The query and the columns of a source.
  ///
  /// - Throws: what the engine refuses it for.
  func resolveSource(
    _ source: Located<ModelSource>,
    _ file: DataFile?
  ) throws(PlanningError) -> (query: String, columns: [CatalogColumn]) {
    switch source.value {
    case .query(let text): return try resolve(text, at: source.range)
    case .table(let name):
      do throws(PlanningError) {
        return try resolve("SELECT * FROM \(quoted(name))", at: source.range)
      } catch {
        let tables = try catalog.tableNames()
        guard !tables.contains(where: { isSameName($0, name.name) }) else { throw error }
        throw PlanningError(
          .unknownTable(name: name.name, suggestion: nearest(to: name.name, in: tables)),
          at: source.range
        )
      }
    case .artefact(let path):
      // A model from outside has a plan of its own.
      guard let file else {
        throw PlanningError(.modelFile(.missing(path: path)), at: source.range)
      }
      return try resolve("SELECT * FROM \(file.source)", at: source.range)
    }
  }

  /// A query and its columns; what is in `public` by its words is looked for in `main` where there is no
  /// such schema.
  private func resolve(
    _ query: String,
    at range: Range<Int>
  ) throws(PlanningError) -> (query: String, columns: [CatalogColumn]) {
    do throws(PlanningError) {
      return (query, try catalog.columns(ofQuery: query, at: range))
    } catch {
      guard case .sourceRefused(let message) = error.cause,
        let other = PublicSchema.replaced(in: query, refusedFor: message),
        try !catalog.schemaNames().contains(where: { isSameName($0, PublicSchema.name) })
      else { throw error }
      return (other, try catalog.columns(ofQuery: other, at: range))
    }
  }

  /// Refuses columns that cannot be what the statement takes them for.
  func checkTypes(
    _ columns: [CatalogColumn],
    _ goal: Goal<TargetPlan>,
    _ roles: ColumnRoles,
    _ types: [Int: ColumnType],
    _ source: Located<ModelSource>
  ) throws(PlanningError) {
    if let target = goal.target, target.column.targetKind == nil {
      throw PlanningError(
        .targetType(column: target.column.name, typeName: target.column.typeName),
        at: target.range
      )
    }
    var names: Set<NameKey> = []
    for column in columns where !names.insert(NameKey(column.name)).inserted {
      throw PlanningError(.duplicateColumn(name: column.name), at: source.range)
    }
    let inputs = columns.indices.filter {
      $0 != goal.target?.index && !roles.indices.contains($0)
    }
    guard !inputs.isEmpty else {
      throw PlanningError(.noFeatures(target: goal.target?.column.name), at: source.range)
    }
    let refused = inputs.filter { !goal.learns(from: columns[$0], as: types[$0]) }
      .map { columns[$0] }
    guard refused.isEmpty else {
      throw PlanningError(
        .featureTypes(refused, by: goal.learnerName, source: source.value),
        at: source.range
      )
    }
  }
}

extension Goal {
  /// Whether a column of a query can be learnt from: distances are those of numbers.
  fileprivate func learns(from column: CatalogColumn, as type: ColumnType?) -> Bool {
    switch self {
    case .predict: column.kind != nil
    case .cluster: column.kind != nil && (column.kind != .text || type != nil)
    }
  }

  /// The subject of an error on columns that cannot be learnt from.
  fileprivate var learnerName: String {
    switch self {
    case .predict: "models"
    case .cluster: "K-means"
    }
  }
}
