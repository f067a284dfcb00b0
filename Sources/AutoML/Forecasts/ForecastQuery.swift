import DuckDB
import ModelSQL

/// The query that gives a model's forecasts, a row for each period of each series.
enum ForecastQuery {
  /// Writes the query.
  ///
  /// - Parameters:
  ///   - entry: the model, which the caller's own transaction reads again.
  ///   - header: the head of its forecasts.
  ///   - database: the database that the model is in.
  ///   - horizon: the first periods that are wanted; nil for all.
  /// - Returns: the SQL; its columns are `id` in its own type, `time`, and the columns of numbers.
  static func text(
    of entry: ModelEntry,
    _ header: ForecastArchive.Header,
    in database: String,
    horizon: Int?
  ) -> String {
    let field = { (name: String) in "system.main.struct_extract(f, '\(name)')" }
    let type = header.itemType.flatMap { LogicalType(plainName: $0) } ?? .varchar()
    let numbers = header.columns.enumerated().map { index, name in
      "system.main.list_extract(\(field("numbers")), \(index + 1)) AS \(quoted(name))"
    }
    let columns =
      (header.itemName == nil ? [] : ["CAST(\(field("id")) AS \(type)) AS id"])
      + ["system.main.make_timestamp(\(field("microseconds"))) AS time"] + numbers
    let archive =
      "SELECT archive FROM \(quoted(database)).\(ModelStore.schemaName).\(ModelTable.models.rawValue)"
      + " WHERE schema_name = \(literal(entry.schemaName))"
      + " AND model_name = \(literal(entry.modelName))"
    let step = ForecastFunction.blockCount
    let block = "system.main.range(0, \(header.seriesCount), \(step)) AS b(s)"
    let rows =
      "SELECT unnest(\(ForecastFunction.call)(archive, s)) AS f FROM (\(archive)), \(block)"
    let limit = horizon.map { " WHERE \(field("period")) <= \($0)" } ?? ""
    return "SELECT \(columns.joined(separator: ", ")) FROM (\(rows))\(limit)"
  }
}
