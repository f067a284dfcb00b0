import Foundation
import Testing

@testable import AutoML

/// Models that were written to a file here, brought back into a database.
@Suite struct ModelReturnTests {
  private static let rows = """
    CREATE TABLE t AS SELECT range AS r, (range * 7) % 24 AS a,
      ['red', 'blue', 'grün', 'x'][1 + (range * 3) % 4] AS colour,
      DATE '2024-01-01' + (range % 50)::INTEGER AS day,
      CASE WHEN (range * 7) % 24 + (range * 3) % 4 * 3 + range % 5 > 16 THEN 'yes' ELSE 'no' END AS y
    FROM range(300);
    """

  /// Runs `body` with a session that has the model `m` with its function `f`, and the path of a file
  /// with the model.
  private func withFile(
    _ format: ModelFormat,
    target: String = "y",
    settings: String = "",
    threshold: Double? = nil,
    change: (inout [UInt8]) -> Void = { _ in },
    _ body: (Session, String) throws -> Void
  ) throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).model")
    defer { try? FileManager.default.removeItem(at: file) }
    let session = try Session()
    try session.execute(Self.rows)
    try session.execute(
      "CREATE MODEL m FROM (SELECT a, colour, day, \(target) AS y FROM t) TARGET y FUNCTION f"
        + " AUTO OFF MODEL_TYPE XGBOOST"
        + " HYPERPARAMETERS DEFAULT EXCEPT (num_round '5', max_depth '3') \(settings)"
    )
    if let threshold { try session.execute("ALTER MODEL m SET (THRESHOLD \(threshold))") }
    var bytes = try session.export(.named("m"), as: format)
    change(&bytes)
    try Data(bytes).write(to: file)
    try body(session, file.path)
  }

  private func message(_ session: Session, _ sql: String) -> String {
    do {
      try session.execute(sql)
      return "no error"
    } catch { return "\(error.sqlState): \(error.message)" }
  }

  private static let formats: [ModelFormat] = [.automl, .xgboostJSON]

  @Test(arguments: formats, ["y", "y = 'yes'", "10 * (a % 3)", "a / 7"])
  func `a model comes back with its signature and labels`(
    format: ModelFormat,
    target: String
  ) throws {
    try withFile(format, target: target) { session, file in
      try session.execute("CREATE MODEL n FROM '\(file)' FUNCTION g")
      let (old, new) = ("f(a, colour, day)", "g(a, colour, day)")
      let isNumber = !target.hasPrefix("y")
      let query =
        "SELECT count(*), count(*) FILTER ("
        + (isNumber ? "abs(\(old) - \(new)) < 1e-5" : "\(old) = \(new)")
        + "), min(typeof(\(old)) = typeof(\(new))) FROM t"
      #expect(try session.query(query)[row: 0] == [300, 300, true])
      // Types that are written are held against the file's.
      let predicted = try session.query("SELECT typeof(\(old)) FROM t LIMIT 1")[row: 0][0]
      guard case .text(let type) = predicted else { return }
      try session.execute(
        "CREATE MODEL o FROM '\(file)' FUNCTION h (bigint, varchar, date) RETURNS \(type)"
      )
    }
  }

  @Test func `XGBoost's files take no free text`() throws {
    let session = try Session()
    try session.execute(Self.rows)
    try session.execute(
      "CREATE MODEL m FROM (SELECT concat_ws(' ', 'row', r, 'is', colour) AS c, y FROM t) TARGET y"
        + " FUNCTION f AUTO OFF MODEL_TYPE XGBOOST"
    )
    let error = #expect(throws: AutoMLError.self) {
      try session.export(.named("m"), as: .xgboostJSON)
    }
    #expect(error?.message.contains("\"c\" is free text") == true)
  }

  @Test(arguments: formats)
  func `numbers and dates that are categories come back as such`(format: ModelFormat) throws {
    let settings = "SETTINGS (COLUMN_TYPES 'a:category, day:category')"
    try withFile(format, settings: settings) { session, file in
      try session.execute(
        "CREATE MODEL n FROM '\(file)' FUNCTION g (bigint, varchar, date) RETURNS VARCHAR"
      )
      let query =
        "SELECT count(*), count(*) FILTER (f_prob(a, colour, day, 'yes') - g_prob(a, colour, day, 'yes')"
        + " BETWEEN -1e-6 AND 1e-6) FROM t"
      #expect(try session.query(query)[row: 0] == [300, 300])
    }
  }

  @Test(arguments: formats) func `the threshold is kept, and shown`(format: ModelFormat) throws {
    try withFile(format, threshold: 0.01) { session, file in
      try session.execute("CREATE MODEL n FROM '\(file)'")
      let query =
        "SELECT count(*) FILTER (predict_n(a, colour, day) = 'yes'), "
        + "count(*) FILTER (f(a, colour, day) = 'yes'), "
        + "count(*) FILTER (predict_n_prob(a, colour, day, 'yes') > 0.5) FROM t"
      let counts = try session.query(query)[row: 0]
      #expect(counts[0] == counts[1])
      #expect(counts[0] != counts[2])
      #expect(try session.report(ofModelNamed: "n").decision?.threshold == 0.01)
    }
  }

  @Test(arguments: formats) func `a statement that does not fit is refused`(format: ModelFormat)
    throws
  {
    try withFile(format) { session, file in
      let create = "CREATE MODEL n FROM '\(file)' FUNCTION g"
      #expect(
        message(session, "\(create) (int, varchar)")
          == "42611: the model takes 3 arguments, and FUNCTION has 2 types"
      )
      #expect(
        message(session, "\(create) (int, int, date)")
          == "42804: argument \"colour\" has type INTEGER, and the model takes VARCHAR"
      )
      #expect(
        message(session, "\(create) (int, varchar, date) RETURNS int")
          == "42804: RETURNS INTEGER does not fit a model that predicts VARCHAR"
      )
      #expect(
        message(session, "\(create) SETTINGS (NTREE_LIMIT 6)")
          == (format == .automl
            ? "22023: NTREE_LIMIT is a setting of XGBoost's files only"
            : "22023: NTREE_LIMIT 6 is not from 1 to 5, the rounds of trees in the file")
      )
      let models = try session.showModel().nextBatch()
      #expect(models?.count == 1)
    }
  }

  @Test func `a damaged file of automl says what is the matter with it`() throws {
    let changes: [(String, (inout [UInt8]) -> Void)] = [
      ("XX001: \"FILE\" is damaged (at its checksum)", { $0[200] ^= 1 }),
      ("XX001: \"FILE\" is damaged (at its payload)", { $0.removeLast($0.count / 2) }),
      ("0A000: \"FILE\" has version 9, and this automl reads up to 5", { $0[8] = 9 }),
      ("XX001: \"FILE\" is not a model file", { $0.remove(at: 6) }),
    ]
    for (expected, change) in changes {
      try withFile(.automl, change: change) { session, file in
        let found = message(session, "CREATE MODEL n FROM '\(file)'")
        #expect(found.replacing(file, with: "FILE") == expected)
      }
    }
  }

  @Test func `a signature that does not fit the trees is passed over`() throws {
    let change = { (bytes: inout [UInt8]) in
      let text = String(decoding: bytes, as: UTF8.self)
      bytes = Array(text.replacing(#"\"name\":\"a\""#, with: #"\"name\":\"b\""#).utf8)
    }
    try withFile(.xgboostJSON, change: change) { session, file in
      #expect(
        message(session, "CREATE MODEL n FROM '\(file)' FUNCTION g").hasPrefix(
          "42601: the list of types after FUNCTION is missing"
        )
      )
      // The labels are those of the file nevertheless.
      let types = "int, varchar" + String(repeating: ", double", count: 5)
      try session.execute("CREATE MODEL n FROM '\(file)' FUNCTION g (\(types)) RETURNS varchar")
      let label = try session.query("SELECT g(23, 'x', 0, 0, 0, 0, 0)")[row: 0]
      #expect(label == ["yes"])
    }
  }
}
