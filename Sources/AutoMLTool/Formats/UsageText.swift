import AutoML

/// The ledger for people: units with the numbers, and titles that say what they are.
enum UsageText {
  /// The rows as a table.
  ///
  /// - Throws: when they cannot be read.
  static func table(_ rows: ResultRows) throws(AutoMLError) -> String {
    var table = TableFormatter(columns: rows.columns.map(titled))
    var text = ""
    while let batch = try rows.nextBatch() {
      text += table.format(
        batch.map { row in
          zip(rows.columns, row).map { column, value in value.map { readable($0, in: column) } }
        }
      )
    }
    return text + table.finish()
  }

  private static func titled(_ column: ResultColumn) -> ResultColumn {
    let title =
      switch column.name {
      case "ended_at": "ended (UTC)"
      case "schema_name": "schema"
      case "model_name": "model"
      case "user_name": "user"
      case "training_price_usd": "training price"
      case "prediction_price_usd": "prediction price"
      case "seconds": "time"
      case "cpu_seconds": "CPU time"
      case "peak_bytes": "peak memory"
      default: column.name
      }
    return ResultColumn(name: title, typeName: column.typeName, kind: column.kind)
  }

  private static func readable(_ value: String, in column: ResultColumn) -> String {
    let readable: String? =
      switch column.name {
      case "ended_at": String(value.prefix { $0 != "." })
      case "training_price_usd", "prediction_price_usd": Double(value).map(NumberText.dollars)
      case "seconds", "cpu_seconds": Double(value).map(NumberText.seconds)
      case "peak_bytes": Int(value).map(NumberText.bytes)
      case _ where column.kind == .number: Int(value).map(NumberText.grouped)
      default: nil
      }
    return readable ?? value
  }
}
