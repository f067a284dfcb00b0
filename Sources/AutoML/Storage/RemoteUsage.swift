import DuckDB
import Metering

/// The ledger of calls to endpoints: table `automl.remote_usage`.
struct RemoteUsage {
  /// The connection whose transaction it is written in.
  let connection: Connection

  /// The table.
  static let tableName = "remote_usage"

  /// Adds a line for each function that was called.
  ///
  /// - Throws: what the engine refuses; an `AutoMLError` where a stranger's view has the table's name.
  func add(_ tallies: [RemoteTally.Key: RemoteTally]) throws {
    let store = ModelStore(connection: connection)
    let table = "\(try store.schema()).\(Self.tableName)"
    if try !store.tableNames().contains(Self.tableName) { try create(table) }
    let user = currentUserName()
    for (key, tally) in tallies.sorted(by: {
      ($0.key.endpoint, $0.key.function) < ($1.key.endpoint, $1.key.function)
    }) {
      let price = RemotePrice(tally)
      _ = try connection.query(
        "INSERT INTO \(table) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::DATE)",
        binding: [
          .now, .text(user), .text(key.endpoint), .text(key.function),
          .integer(Int64(tally.rows)), .integer(Int64(tally.requests)),
          .integer(Int64(tally.failures)), .integer(Int64(tally.bytesSent)),
          .integer(Int64(tally.bytesReceived)), .double(tally.seconds),
          price.map { .double($0.dollars) } ?? .null,
          price.map { .text($0.date) } ?? .null,
        ]
      ).rows()
    }
  }

  private func create(_ table: String) throws(DuckDBError) {
    try connection.execute(
      "CREATE SCHEMA IF NOT EXISTS \(try ModelStore(connection: connection).schema())"
    )
    try connection.execute(
      """
      CREATE TABLE \(table) (
        ended_at TIMESTAMP NOT NULL, user_name VARCHAR NOT NULL, endpoint VARCHAR NOT NULL,
        function_name VARCHAR NOT NULL, rows BIGINT NOT NULL, requests BIGINT NOT NULL,
        failures BIGINT NOT NULL, bytes_sent BIGINT NOT NULL, bytes_received BIGINT NOT NULL,
        seconds DOUBLE NOT NULL, price_usd DOUBLE, price_date DATE)
      """
    )
  }
}

/// The price that the cloud asks for calls, where there is a public one for each.
///
/// An endpoint of SageMaker is paid by the hour, whoever calls it: its calls have no price. Comprehend is
/// paid by units of 100 characters; what many millions of a month cost less is not known here.
struct RemotePrice {
  private static let dollarsPerUnit = 0.0001

  /// Dollars for all calls.
  let dollars: Double
  /// The day that the price list is of.
  let date: String

  /// The price of calls; nil where there is none for each.
  init?(_ tally: RemoteTally) {
    guard tally.units > 0 else { return nil }
    dollars = Double(tally.units) * Self.dollarsPerUnit
    date = "2026-11-30"
  }
}
