import DuckDB
import Metering

/// The ledger of trainings: table `automl.usage`, and its totals in `automl.usage_by_month`.
struct UsageLedger {
  /// The connection whose transaction the ledger is written in.
  let connection: Connection

  /// Makes the table and its view.
  ///
  /// Prediction is free: its price is a column so that it shows.
  func create() throws(DuckDBError) {
    let schema = try ModelStore(connection: connection).schema()
    try connection.execute(
      """
      CREATE TABLE IF NOT EXISTS \(schema).\(Self.tableName) (
        ended_at TIMESTAMP NOT NULL, schema_name VARCHAR NOT NULL, model_name VARCHAR NOT NULL,
        user_name VARCHAR NOT NULL, status VARCHAR NOT NULL, rows BIGINT NOT NULL,
        columns BIGINT NOT NULL, cells BIGINT NOT NULL, training_price_usd DOUBLE NOT NULL,
        prediction_price_usd DOUBLE NOT NULL, seconds DOUBLE NOT NULL, cpu_seconds DOUBLE NOT NULL,
        peak_bytes BIGINT NOT NULL)
      """
    )
    // The view names its table without a schema: it is looked up where the view is, also once the
    // file has another name.
    try connection.execute(
      "CREATE VIEW IF NOT EXISTS \(schema).\(Self.totalsName) AS \(Self.totals(of: Self.tableName))"
    )
  }

  /// The lines, or with `byMonth` the totals of each month; no query where there is no ledger.
  ///
  /// The totals are computed here, and not by the view, which a stranger may have written.
  func query(byMonth: Bool) throws(DuckDBError) -> String? {
    let store = ModelStore(connection: connection)
    guard try store.tableNames().contains(Self.tableName) else { return nil }
    let table = "\(try store.schema()).\(Self.tableName)"
    return byMonth ? Self.totals(of: table) : "SELECT * FROM \(table) ORDER BY ended_at"
  }

  /// The table.
  static let tableName = "usage"
  /// The view of the totals.
  static let totalsName = "usage_by_month"

  private static func totals(of table: String) -> String {
    """
    SELECT system.main.strftime(ended_at, '%Y-%m') AS month, system.main.count_star() AS trainings,
      system.main.sum(cells)::BIGINT AS cells,
      system.main.sum(training_price_usd) AS training_price_usd,
      system.main.sum(prediction_price_usd) AS prediction_price_usd,
      system.main.sum(seconds) AS seconds, system.main.sum(cpu_seconds) AS cpu_seconds,
      system.main.max(peak_bytes) AS peak_bytes
    FROM \(table) GROUP BY 1 ORDER BY 1
    """
  }

  /// The columns of the table or of its totals.
  static func columnNames(byMonth: Bool) -> [String] {
    let totals = [
      "cells", "training_price_usd", "prediction_price_usd", "seconds", "cpu_seconds", "peak_bytes",
    ]
    return byMonth
      ? ["month", "trainings"] + totals
      : ["ended_at", "schema_name", "model_name", "user_name", "status", "rows", "columns"]
        + totals
  }

  /// Adds a line.
  func add(_ record: UsageRecord) throws(DuckDBError) {
    _ = try connection.query(
      """
      INSERT INTO \(ModelStore(connection: connection).schema()).\(Self.tableName) VALUES
        ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, $11, $12)
      """,
      binding: [
        .now,
        .text(record.schemaName), .text(record.modelName), .text(record.userName),
        .text(record.status.rawValue), .integer(Int64(record.rowCount)),
        .integer(Int64(record.columnCount)), .integer(Int64(record.cells.count)),
        .double(CloudPrice.dollars(for: record.cells)), .double(record.seconds),
        .double(record.cpuSeconds), .integer(Int64(record.peakBytes)),
      ]
    ).rows()
  }
}
