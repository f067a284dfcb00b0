import AsyncHTTPClient
import AutoML
import Foundation
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

@testable import Serving

/// A session with two models, and rows to predict: a number and a class from a number, a text, a date and
/// a boolean.
struct ServerFixture {
  let session: Session
  let price: ServedModel
  let churn: ServedModel

  init() throws {
    session = try Session(configuration: SessionConfiguration(threadCount: 2))
    try session.execute(
      """
      CREATE TABLE t AS SELECT (range * 7 % 60)::DOUBLE AS age,
        ['Bern', 'Ulm, "old"', 'Wien'][range % 3 + 1] AS town,
        DATE '2026-01-01' + (range % 90)::INT AS since, range % 4 = 0 AS member,
        (range * 7 % 60) * 3.5 + range % 3 * 20 AS price,
        CASE WHEN range * 7 % 60 < 30 THEN 'no, never' ELSE 'yes' END AS churn FROM range(600);
      CREATE MODEL price FROM (SELECT age, town, since, member, price FROM t) TARGET price
        FUNCTION price AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'reg:squarederror'
        HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '20');
      CREATE MODEL churn FROM (SELECT age, town, since, member, churn FROM t) TARGET churn
        FUNCTION churn AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'binary:logistic'
        HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '5', MAX_DEPTH '3');
      CREATE TABLE rows AS SELECT age, town, since, member FROM t LIMIT 50;
      INSERT INTO rows VALUES (NULL, 'Bern', '2026-02-01', true), (3.25, NULL, NULL, NULL),
        (1e3, 'unseen', '1999-12-31', false);
      """
    ) { _ in }
    price = try ServedModel(
      name: "price.automl",
      source: "price",
      predictor: session.predictor(ofModelNamed: "price")
    )
    churn = try ServedModel(
      name: "churn.automl",
      source: "churn",
      predictor: session.predictor(ofModelNamed: "churn")
    )
  }

  /// The rows as the engine writes a file of them, in a format, or `repeats` times.
  func body(_ options: String = "FORMAT csv, HEADER false", repeats: Int = 1) throws -> String {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    try session.execute("COPY rows TO '\(file.path)' (\(options))") { _ in }
    let text = try String(contentsOf: file, encoding: .utf8)
    return String(repeating: text, count: repeats)
  }

  /// A column of the engine's answer to a query.
  func values(_ sql: String) throws -> Column {
    guard let column = try session.query(sql).columns.first else {
      throw AutoMLError(sqlState: "XX000", message: "no column")
    }
    return column
  }

  /// Starts a server of models on a free port.
  func server(
    _ models: [ServedModel],
    _ change: (inout ModelServer.Configuration) -> Void = { _ in }
  ) throws -> ModelServer {
    var configuration = ModelServer.Configuration()
    configuration.port = 0
    change(&configuration)
    return try ModelServer(models: models, configuration: configuration)
  }
}

/// The answer to a request.
struct Answer: Equatable {
  let status: Int
  let type: String?
  let text: String

  /// The lines of the text.
  var lines: [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }

  /// The numbers of the lines; nil where one is none.
  var numbers: [Double?] { lines.map { Double($0) } }
}

extension ModelServer {
  /// Sends a request.
  func send(
    _ method: HTTPMethod,
    _ path: String,
    body: HTTPClientRequest.Body? = nil,
    _ headers: KeyValuePairs<String, String> = [:]
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
    request.method = method
    request.body = body
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    let bytes = try await response.body.collect(upTo: 1 << 26)
    return Answer(
      status: Int(response.status.code),
      type: response.headers.first(name: "Content-Type"),
      text: String(buffer: bytes)
    )
  }

  /// Asks for the predictions of rows.
  func invoke(
    _ text: String,
    type: String = "text/csv",
    path: String = "/invocations",
    _ headers: KeyValuePairs<String, String> = [:]
  ) async throws -> Answer {
    var all = HTTPHeaders([("Content-Type", type)])
    for (name, value) in headers { all.add(name: name, value: value) }
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)\(path)")
    request.method = .POST
    request.headers = all
    request.body = .bytes(ByteBuffer(string: text))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(60))
    let bytes = try await response.body.collect(upTo: 1 << 26)
    return Answer(
      status: Int(response.status.code),
      type: response.headers.first(name: "Content-Type"),
      text: String(buffer: bytes)
    )
  }
}
