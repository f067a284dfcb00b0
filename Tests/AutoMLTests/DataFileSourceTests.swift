import Foundation
import Testing

@testable import AutoML

/// Files of data behind FROM.
@Suite final class DataFileSourceTests {
  private let session: Session
  private let folder: URL

  init() throws {
    session = try Session()
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try session.execute(
      "CREATE TABLE t AS SELECT range % 10 AS a, if(range % 10 > 4, 'x', 'z') AS y FROM range(100)"
    )
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  private func rows(_ script: String) throws -> [[String?]] {
    var rows: [[String?]] = []
    try session.execute(script) { (result) throws(AutoMLError) in
      guard case .rows(let batches) = result else { return }
      while let batch = try batches.nextBatch() { rows += batch }
    }
    return rows
  }

  @Test(arguments: [
    "rows.csv", "rows.tsv", "rows.csv.gz", "rows.parquet", "rows.json", "rows.jsonl",
    "rows.json.gz",
    "it's.CSV",
  ])
  func `each format is read as a table`(name: String) throws {
    let file = path(name).split(separator: "'").joined(separator: "''")
    let format = name.contains("json") ? "JSON" : name.contains("parquet") ? "PARQUET" : "CSV"
    _ = try rows("COPY t TO '\(file)' (FORMAT \(format))")
    _ = try rows("CREATE MODEL m FROM '\(file)' TARGET y FUNCTION f AUTO OFF MODEL_TYPE XGBOOST")
    #expect(try rows("SELECT count(*) FROM t WHERE f(a) <> y") == [["0"]])
    let shown = try rows("SHOW MODEL m").compactMap { $0[1] }.joined(separator: " ")
    #expect(shown.contains("FROM '\(file)'"))
  }

  @Test func `a file of the name of a table is still the file`() throws {
    _ = try rows(
      "COPY t TO '\(path("rows.csv"))'; CREATE TABLE \"\(path("rows.csv"))\" (a INT, y INT)"
    )
    _ = try rows("CREATE MODEL m FROM '\(path("rows.csv"))' TARGET y AUTO OFF MODEL_TYPE XGBOOST")
    #expect(try rows("SELECT predict_m(1)") == [["z"]])
  }

  @Test func `a model is trained again when its file has changed`() throws {
    let create =
      "CREATE MODEL IF CHANGED m FROM '\(path("rows.csv"))' TARGET y FUNCTION f AUTO OFF MODEL_TYPE XGBOOST"
    _ = try rows("COPY t TO '\(path("rows.csv"))'; \(create); \(create)")
    #expect(try rows("SHOW MODEL m VERSIONS").count == 1)
    _ = try rows("COPY (SELECT a, y FROM t WHERE a > 0) TO '\(path("rows.csv"))'; \(create)")
    #expect(try rows("SHOW MODEL m VERSIONS").count == 2)
  }

  @Test func `whoever keeps the engine from files keeps it from data`() throws {
    _ = try rows("COPY t TO '\(path("rows.csv"))'; SET enable_external_access = false")
    let error = #expect(throws: AutoMLError.self) {
      try rows("CREATE MODEL m FROM '\(path("rows.csv"))' TARGET y")
    }
    #expect(error?.sqlState == "42501")
  }
}
