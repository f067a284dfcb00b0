import Foundation
import TestSupport
import Testing

@testable import AutoML

/// ALTER MODEL SET (THRESHOLD x), and probabilities of one label, in files: reopened, shared, read
/// only, made by an older version.
@Suite struct ThresholdTests {
  private let folder: URL
  private let path: String

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    path = folder.appending(path: "shop.duckdb").path
  }

  private func session(isReadOnly: Bool = false) throws -> Session {
    try Session(
      configuration: SessionConfiguration(
        databasePath: path,
        isReadOnly: isReadOnly,
        threadCount: 2
      )
    )
  }

  /// A model of classes that overlap, so that no probability is 0 or 1.
  private static let model = """
    CREATE TABLE t AS SELECT range % 20 AS a,
      CASE WHEN range % 20 + range % 7 > 12 THEN 'yes' ELSE 'no' END AS y FROM range(1400);
    CREATE MODEL m FROM t TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER;
    """

  /// The number of rows that are predicted to be 'yes'.
  private func yesCount(_ session: Session) throws -> SQLScriptValue? {
    try session.scriptRows("SELECT count(*) FILTER (f(a) = 'yes') FROM t").first?.first
  }

  /// The number of rows that are 'yes' with a probability above `threshold`.
  private func count(above threshold: Double, _ session: Session) throws -> SQLScriptValue? {
    try session.scriptRows("SELECT count(*) FILTER (f_prob(a, 'yes') > \(threshold)) FROM t")
      .first?.first
  }

  private func sqlState(_ sql: String, _ session: Session) -> String? {
    do {
      _ = try session.scriptRows(sql)
      return nil
    } catch { return (error as? AutoMLError)?.sqlState }
  }

  @Test func `a threshold is kept in the file, and no reader can set it`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    do { _ = try session().scriptRows(Self.model + "ALTER MODEL m SET (THRESHOLD 0.05)") }
    for isReadOnly in [false, true] {
      let session = try session(isReadOnly: isReadOnly)
      #expect(try yesCount(session) == count(above: 0.05, session))
      #expect(try count(above: 0.05, session) != count(above: 0.5, session))
      let decision = try session.report(ofModelNamed: "m").decision
      #expect(decision?.threshold == 0.05)
      #expect(decision?.positiveClass == "yes")
    }
    let reader = try session(isReadOnly: true)
    #expect(sqlState("ALTER MODEL m SET (THRESHOLD 0.2)", reader) == "25006")
    #expect(sqlState("ALTER MODEL m SET (THRESHOLD 0.05)", reader) == nil)
  }

  @Test func `another session sees a threshold once it is committed`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let session = try session()
    _ = try session.scriptRows(Self.model)
    let other = try Session(sharing: session)
    let trained = try yesCount(other)
    _ = try session.scriptRows("BEGIN; ALTER MODEL m SET (THRESHOLD 0)")
    #expect(try yesCount(session) == .integer(1400))
    #expect(try yesCount(other) == trained)
    #expect(sqlState("BEGIN; ALTER MODEL m SET (THRESHOLD 1)", other) == "40001")
    _ = try other.scriptRows("ROLLBACK")
    _ = try session.scriptRows("COMMIT")
    #expect(try yesCount(other) == .integer(1400))
    _ = try other.scriptRows("ALTER MODEL m USE VERSION 1")
    #expect(try yesCount(session) == trained)
  }

  @Test(arguments: [1, 2])
  func `a classifier of an older version gets both when it is changed`(layout: Int) throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Databases/layout_\(layout).duckdb")
    try FileManager.default.copyItem(atPath: source.path, toPath: path)
    let session = try session()
    let arguments = "3, DATE '2026-01-05', 'B'"
    let label = "SELECT predict_churn_prob(\(arguments), 'yes') BETWEEN 0 AND 1"
    // Its macros know nothing of labels, and are made again when one is given.
    #expect(try session.scriptRows(label) == [[.boolean(true)]])
    _ = try session.scriptRows("ALTER MODEL churn SET (THRESHOLD 0)")
    #expect(try session.scriptRows(label) == [[.boolean(true)]])
    #expect(
      try session.scriptRows("SELECT predict_churn(\(arguments))") == [[.text("yes")]]
    )
    _ = try session.scriptRows("ALTER MODEL churn USE VERSION 1")
    #expect(
      try session.scriptRows("SELECT predict_churn(\(arguments))") == [[.text("no")]]
    )
    #expect(try session.scriptRows(label) == [[.boolean(true)]])
  }
}
