import DuckDB
import Foundation
import Testing

@testable import AutoML

/// Names and labels that are equal for Unicode and different for the engine.
@Suite struct NameTests {
  private let session: Session
  private let folder: URL

  private static let composed = "\u{E9}"
  private static let decomposed = "e\u{301}"

  init() throws {
    session = try Session()
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func rows(_ script: String) throws -> [[String?]] {
    var rows: [[String?]] = []
    try session.execute(script) { (result) throws(AutoMLError) in
      guard case .rows(let batches) = result else { return }
      while let batch = try batches.nextBatch() { rows += batch }
    }
    return rows
  }

  @Test func `the engine compares names by bytes and ASCII case`() throws {
    let (c, d) = (Self.composed, Self.decomposed)
    let made = try rows("CREATE TABLE t (\"\(c)\" INT, \"\(d)\" INT, \"\u{C9}\" INT); FROM t")
    #expect(made.isEmpty)
    #expect(throws: AutoMLError.self) { try rows("CREATE TABLE u (a INT, A INT)") }
  }

  @Test func `columns and labels that look the same are two`() throws {
    let (c, d) = (Self.composed, Self.decomposed)
    _ = try rows(
      """
      CREATE TABLE t AS SELECT range % 10 AS "\(c)", range % 7 AS "\(d)",
        CASE WHEN range % 10 < 5 THEN '\(c)' ELSE '\(d)' END AS label FROM range(400);
      CREATE MODEL m FROM t TARGET label FUNCTION f AUTO OFF MODEL_TYPE XGBOOST;
      """
    )
    let wrong = try rows("SELECT count(*) FROM t WHERE f(\"\(c)\", \"\(d)\") <> label")
    #expect(wrong == [["0"]])
    let path = folder.appending(path: "rows.csv").path
    let output = folder.appending(path: "out.json").path
    _ = try rows("COPY (SELECT \"\(c)\", \"\(d)\" FROM t LIMIT 20) TO '\(path)'")
    var request = PredictionRequest(model: .named("m"), data: path)
    request.includesProbabilities = true
    request.outputPath = output
    _ = try session.predict(request)
    let names = try rows("SELECT column_name FROM (DESCRIBE FROM '\(output)')").map { $0[0] ?? "" }
    #expect(
      names.map { Array($0.utf8) }
        == [c, d, "prediction", "p_\(d)", "p_\(c)"].map { Array($0.utf8) }
    )
  }

  @Test func `a name that only looks like a column is told`() throws {
    let (c, d) = (Self.composed, Self.decomposed)
    _ = try rows("CREATE TABLE t AS SELECT range AS a, range AS \"\(c)\" FROM range(40)")
    let error = #expect(throws: AutoMLError.self) {
      try rows("CREATE MODEL m FROM t TARGET \"\(d)\" FUNCTION f")
    }
    #expect(error?.sqlState == "42703")
    #expect(error?.hint?.contains("other Unicode characters that look the same") == true)

    _ = try rows("CREATE MODEL m FROM t TARGET a FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER")
    let path = folder.appending(path: "rows.csv").path
    try "\(d)\n1\n".write(toFile: path, atomically: false, encoding: .utf8)
    let missing = #expect(throws: AutoMLError.self) {
      try session.predict(PredictionRequest(model: .named("m"), data: path))
    }
    #expect(missing?.sqlState == "42703")
    #expect(missing?.hint?.contains("other Unicode characters that look the same") == true)
  }

  @Test func `a macro's name is taken whatever its letters, and one that looks like it is not`()
    throws
  {
    let (c, d) = (Self.composed, Self.decomposed)
    _ = try rows(
      """
      CREATE TABLE t AS SELECT range AS a, range * 2 AS y FROM range(40);
      CREATE MACRO "Twice"(x) AS 2 * x; CREATE MACRO "\(c)"(x) AS 2 * x;
      """
    )
    let model = "FROM t TARGET y AUTO OFF MODEL_TYPE LINEAR_LEARNER"
    let create = model.replacing("AUTO", with: "FUNCTION twice AUTO")
    let error = #expect(throws: AutoMLError.self) { try rows("CREATE MODEL m \(create)") }
    #expect(error?.sqlState == "42723")
    _ = try rows("CREATE MODEL m \(model.replacing("AUTO", with: "FUNCTION \"\(d)\" AUTO"))")
    #expect(try rows("SELECT \"\(c)\"(21), \"\(d)\"(21) IS NULL") == [["42", "false"]])
  }

  @Test func `models are told apart by the bytes of their names`() throws {
    let (c, d) = (Self.composed, Self.decomposed)
    _ = try rows(
      """
      CREATE TABLE t AS SELECT range AS a, range * 2 AS y FROM range(40);
      CREATE MODEL "\(c)" FROM t TARGET y AUTO OFF MODEL_TYPE LINEAR_LEARNER;
      CREATE MODEL "\(d)" FROM t TARGET y AUTO OFF MODEL_TYPE LINEAR_LEARNER;
      DROP MODEL "\(d)";
      """
    )
    let left = try rows("SHOW MODEL ALL").map { Array(($0[1] ?? "").utf8) }
    #expect(left == [Array(c.utf8)])
  }
}
