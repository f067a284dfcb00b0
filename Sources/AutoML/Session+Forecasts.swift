extension Session {
  /// Writes a model's forecasts to a file, in the format of its extension: `csv`, `parquet`, `json` or
  /// `ndjson`.
  ///
  /// A row for each period of each series: `id` where there is one, `time`, and the percentiles and mean that
  /// the model was made for. The file appears only when it is complete.
  ///
  /// - Returns: the count of the rows.
  /// - Throws: when there is no such model, or it forecasts nothing.
  @discardableResult
  public func writeForecasts(
    ofModelNamed name: String,
    to path: String
  ) throws(AutoMLError) -> Int {
    try interrupter.whileWorking { () throws(AutoMLError) in
      do {
        let file = try RowsFile(path: path)
        let query = try EvaluationWriter(database)
          .query(.forecast, [entry(named: name).names.modelText, nil])
        return try file.write(query, on: connection)
      } catch {
        throw AutoMLError(error, reading: .named(name)).withoutExcerpt.withUserNames
      }
    }
  }
}
