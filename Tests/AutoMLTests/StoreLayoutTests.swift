import Foundation
import TestSupport
import Testing

@testable import AutoML

/// Databases of each layout that there has been, as the version that wrote them left them: tables for a
/// boosted, a linear and a damaged model.
@Suite struct StoreLayoutTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// A copy of the database of a layout.
  private func database(ofLayout layout: Int) throws -> String {
    let source = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Databases/layout_\(layout).duckdb")
    let copy = folder.appending(path: "shop.duckdb")
    try FileManager.default.copyItem(at: source, to: copy)
    return copy.path
  }

  private func session(_ path: String, isReadOnly: Bool = false) throws -> Session {
    try Session(
      configuration: SessionConfiguration(
        databasePath: path,
        isReadOnly: isReadOnly,
        threadCount: 2
      )
    )
  }

  private static let predictions: [[SQLScriptValue]] = [[.text("yes"), .text("no"), .real(21)]]
  private static let calls =
    "SELECT predict_churn(30, DATE '2026-01-05', 'A'), predict_churn(3, DATE '2026-01-05', 'B'), "
    + "predict_price(10)::DOUBLE"

  @Test(arguments: [1, 2], [false, true])
  func `a database of a layout predicts`(layout: Int, isReadOnly: Bool) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = try database(ofLayout: layout)
    let session = try session(path, isReadOnly: isReadOnly)
    #expect(try session.scriptRows(Self.calls) == Self.predictions)
    #expect(
      try session.scriptRows("SHOW MODEL ALL").map { $0[1] }
        == [.text("Price"), .text("churn"), .text("damaged")]
    )
    #expect(try session.scriptRows("SHOW MODEL \"Price\" VERSIONS").count == 1)
    #expect(try session.report(ofModelNamed: "churn").winner.family == "xgboost")
    #expect(throws: AutoMLError.self) { try session.scriptRows("SELECT predict_damaged(1)") }
    let found = try session.scriptRows("SELECT version FROM automl.layout")
    #expect(found == [[.integer(isReadOnly ? Int64(layout) : Int64(StoreLayout.current))]])
  }

  @Test func `a migrated database keeps all, and takes new versions`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = try database(ofLayout: 1)
    do {
      let session = try session(path)
      #expect(
        try session.scriptRows(
          "SELECT model_name, version, kind, function_name, argument_types::VARCHAR, return_type, "
            + "row_count, fingerprint IS NULL FROM automl.models ORDER BY model_name"
        ) == [
          [
            .text("Price"), .integer(1), .text("trained"), .text("predict_price"),
            .text("[DOUBLE]"), .text("DECIMAL(9,2)"), .integer(300), .boolean(true),
          ],
          [
            .text("churn"), .integer(1), .text("trained"), .text("predict_churn"),
            .text("[DOUBLE, DATE, VARCHAR]"), .text("VARCHAR"), .integer(300), .boolean(true),
          ],
          [
            .text("damaged"), .integer(1), .text("trained"), .text("predict_damaged"), .null,
            .null, .integer(300), .boolean(true),
          ],
        ]
      )
    }
    let session = try session(path)
    #expect(try session.scriptRows(Self.calls) == Self.predictions)
    _ = try session.scriptRows(
      "CREATE TABLE t AS SELECT range AS a, range * 4 AS price FROM range(300);"
        + "CREATE OR REPLACE MODEL \"Price\" FROM t TARGET price FUNCTION predict_price AUTO OFF "
        + "MODEL_TYPE LINEAR_LEARNER HYPERPARAMETERS DEFAULT EXCEPT (LAMBDA '0')"
    )
    #expect(try session.scriptRows("SELECT round(predict_price(10))::INT") == [[.integer(40)]])
    _ = try session.scriptRows("ALTER MODEL \"Price\" USE VERSION 1; DROP MODEL damaged")
    #expect(try session.scriptRows(Self.calls) == Self.predictions)
  }

  @Test func `a report with fields that are missing or not known is read`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = try database(ofLayout: StoreLayout.current)
    let session = try session(path)
    _ = try session.scriptRows(
      """
      UPDATE automl.models SET report = '{"rows": 7, "winner": {"family": "xgboost"}, "new": [1]}'
        WHERE model_name = 'churn'
      """
    )
    let report = try session.report(ofModelNamed: "churn")
    #expect((report.rows, report.columns, report.winner.family) == (7, 0, "xgboost"))
    #expect(
      try session.scriptRows("SHOW MODEL churn").contains([.text("Model Type"), .text("xgboost")])
    )
  }
}
