import DuckDB
import Metering

/// The ledger of trainings: table `automl.usage`, and its totals in `automl.usage_by_month`.
struct UsageLedger {
  /// The table and its view.
  ///
  /// Prediction is free: its price is a column so that it shows.
  ///
  /// The view names its table without a schema: it is looked up where the view is, also once the
  /// file has another name.
  static func definition(schema: String) -> String {
    """
    CREATE TABLE IF NOT EXISTS \(schema).usage (
      ended_at TIMESTAMP NOT NULL, schema_name VARCHAR NOT NULL, model_name VARCHAR NOT NULL,
      user_name VARCHAR NOT NULL, status VARCHAR NOT NULL, rows BIGINT NOT NULL,
      columns BIGINT NOT NULL, cells BIGINT NOT NULL, training_price_usd DOUBLE NOT NULL,
      prediction_price_usd DOUBLE NOT NULL, seconds DOUBLE NOT NULL, cpu_seconds DOUBLE NOT NULL,
      peak_bytes BIGINT NOT NULL);
    CREATE VIEW IF NOT EXISTS \(schema).usage_by_month AS
      SELECT strftime(ended_at, '%Y-%m') AS month, count(*) AS trainings,
        sum(cells)::BIGINT AS cells, sum(training_price_usd) AS training_price_usd,
        sum(prediction_price_usd) AS prediction_price_usd, sum(seconds) AS seconds,
        sum(cpu_seconds) AS cpu_seconds, max(peak_bytes) AS peak_bytes
      FROM usage GROUP BY 1 ORDER BY 1;
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

  /// The connection whose transaction the ledger is written in.
  let connection: Connection

  /// Adds a line.
  func add(_ record: UsageRecord) throws(DuckDBError) {
    _ = try connection.query(
      """
      INSERT INTO \(ModelStore(connection: connection).schema()).usage VALUES
        (now() AT TIME ZONE 'UTC', $1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11)
      """,
      binding: [
        .text(record.schemaName), .text(record.modelName), .text(record.userName),
        .text(record.status.rawValue), .integer(Int64(record.rowCount)),
        .integer(Int64(record.columnCount)), .integer(Int64(record.cells.count)),
        .double(CloudPrice.dollars(for: record.cells)), .double(record.seconds),
        .double(record.cpuSeconds), .integer(Int64(record.peakBytes)),
      ]
    ).rows()
  }
}
