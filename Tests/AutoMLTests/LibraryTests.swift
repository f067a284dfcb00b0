import AutoML
import Foundation
import Testing

/// The library as a program uses it: what is public alone.
@Suite struct LibraryTests {
  private let session: Session

  init() throws {
    session = try Session(configuration: SessionConfiguration(threadCount: 2))
    try session.execute(
      """
      CREATE TABLE t AS SELECT range AS a, chr((65 + range % 3)::INT) AS c,
        DATE '2026-01-01' + (range % 90)::INT AS d, TIMESTAMP '2026-01-01 10:00:00' AS s,
        range % 2 = 0 AS b, (2 * range + 1)::DECIMAL(9,1) AS y,
        CASE WHEN range % 40 > 20 THEN 'yes' ELSE 'no' END AS k FROM range(400);
      """
    )
  }

  @Test func `columns come typed, with what is NULL marked`() throws {
    let table = try session.query(
      """
      SELECT a::INTEGER AS a, c, d, s, b, y, [a] AS l, 'x'::BLOB AS x, NULLIF(a, 1) AS n,
        sum(a) OVER () AS h FROM t WHERE a < 2 ORDER BY a
      """
    )
    #expect(
      table.columns
        == [
          Column("a", .integers([0, 1])), Column("c", .texts(["A", "B"])),
          Column("d", .dates([20_454, 20_455])),
          Column("s", .timestamps([1_767_261_600_000_000, 1_767_261_600_000_000])),
          Column("b", .booleans([true, false])), Column("y", .doubles([1, 3])),
          Column("l", .texts(["[0]", "[1]"])), Column("x", .blobs([[120], [120]])),
          Column("n", .integers([0, 0]), validity: [true, false]), Column("h", .doubles([1, 1])),
        ].map { column in
          // NULL has no value: what stands there may be anything.
          column.name == "n" ? table["n"] ?? column : column
        }
    )
    #expect(table["N"]?.isNull(1) == true && table["n"]?[0] == .integer(0))
    #expect(table[row: 1].prefix(2) == [.integer(1), .text("B")])
    #expect(try session.query("SELECT 1 AS one WHERE false").rowCount == 0)
  }

  @Test func `a prepared query is described, bound and run again, and can be closed`() throws {
    let query = try session.prepare(
      "SELECT a + $1::BIGINT AS r FROM t WHERE c = $2 ORDER BY a LIMIT 1"
    )
    #expect(query.parameterCount == 2)
    #expect(query.columns.map(\.name) == ["r"])
    try query.bind("B", at: 2)
    #expect(try query.execute([10])[row: 0] == [.integer(11)])
    #expect(try query.execute([20])[row: 0] == [.integer(21)])
    #expect(throws: AutoMLError.self) { try query.bind(1, at: 3) }
    query.close()
    #expect(query.parameterCount == 0 && query.columns.isEmpty)
    #expect(throws: AutoMLError.self) { try query.execute() }
  }

  @Test func `every kind of value is a parameter`() throws {
    let values: [SQLValue] = [
      nil, true, 7, 0.5, "it's", .blob([0, 1]), .timestamp(microseconds: 1_000_000),
    ]
    let row = try session.query("SELECT $1::INTEGER, $2, $3, $4, $5, $6, $7", values)[row: 0]
    #expect(row == values)
  }

  @Test func `a query is refused in the words of a script, and has what a script has`() throws {
    // There is no model yet that has made the table functions.
    let judged = try session.query(
      "SELECT value FROM automl.metrics('SELECT k AS actual, k AS predicted FROM t')"
        + " WHERE metric = 'accuracy'"
    )
    #expect(judged[row: 0] == [.double(1)])
    try session.execute(
      "CREATE MODEL m FROM (SELECT a, c, k FROM t) TARGET k FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER"
    )
    for sql in ["SELECT f(1)", "SELECT explain_model(m)", "SELECT k FROM t WHERE f(a) = 'no'"] {
      let ofScript = #expect(throws: AutoMLError.self) { try session.execute(sql) }
      let ofQuery = #expect(throws: AutoMLError.self) { try session.query(sql) }
      #expect(ofScript == ofQuery && ofQuery?.hint != nil, "\(sql)")
    }
    let unknown = #expect(throws: AutoMLError.self) {
      try session.query("FROM automl.evaluate('n', 'FROM t')")
    }
    #expect(unknown?.sqlState == "42704")
    #expect(unknown?.message.hasPrefix("model \"n\" does not exist") == true)
  }

  @Test func `the transaction's status is told`() throws {
    #expect(session.transactionStatus == .idle)
    try session.execute("BEGIN")
    #expect(session.transactionStatus == .open)
    #expect(throws: AutoMLError.self) { try session.query("SELECT error('stop')") }
    #expect(session.transactionStatus == .failed)
    try session.execute("ROLLBACK")
    #expect(session.transactionStatus == .idle)
  }

  @Test func `predictions in memory know categories that are no texts, and words`() throws {
    try session.execute(
      """
      CREATE TABLE v AS SELECT (a % 7)::INTEGER AS i, (a % 5 / 4)::DECIMAL(9,2) AS m, a % 6 / 5 AS f, d, b,
        'no. ' || a || ' is ' || c || c AS w,
        TIMESTAMP '2026-01-01' + to_minutes((a % 9)::INTEGER) AS s, a % 7 IN (2, 5) AS y FROM t;
      CREATE MODEL v FROM v TARGET y FUNCTION v AUTO OFF MODEL_TYPE LINEAR_LEARNER SETTINGS
        (COLUMN_TYPES 'i:category, m:category, f:category, d:category, b:category, s:category');
      INSERT INTO v VALUES (99, 1, 1, '2030-01-01', NULL, NULL, NULL, NULL);
      """
    )
    let rows = try session.query("SELECT i, m, f, d, b, w, s FROM v")
    let predicted = try session.predictor(ofModelNamed: "v").probabilities(of: rows.columns)
    let expected = try session.query("SELECT v_prob(i, m, f, d, b, w, s, 'true') AS p FROM v")["p"]
    #expect(predicted.first { $0.name == "true" }?.values == expected?.values)
  }

  @Test func `predictions in memory are those of SQL`() throws {
    try session.execute(
      """
      CREATE MODEL number FROM (SELECT a, c, d, s, b, y::DOUBLE AS y FROM t) TARGET y FUNCTION n
        AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'reg:squarederror' HYPERPARAMETERS DEFAULT;
      CREATE MODEL kind FROM (SELECT a, c, d, s, b, k FROM t) TARGET k FUNCTION k
        AUTO OFF MODEL_TYPE LINEAR_LEARNER;
      CREATE TABLE u AS SELECT * FROM t UNION ALL SELECT NULL, 'new', NULL, NULL, NULL, NULL, NULL;
      """
    )
    let rows = try session.query("SELECT a, c, d, s, b FROM u")
    let numbers = try session.predictor(ofModelNamed: "number").predictions(of: rows.columns)
    #expect(
      numbers
        == Column(
          "y",
          try #require(try session.query("SELECT n(a, c, d, s, b) AS y FROM u")["y"]).values
        )
    )

    let predictor = try session.predictor(ofModelNamed: "kind")
    #expect(predictor.labels == ["no", "yes"])
    #expect(predictor.inputs.map(\.name) == ["a", "c", "d", "s", "b"])
    // Columns may come in any order.
    let labels = try predictor.predictions(of: rows.columns.reversed())
    #expect(labels == (try session.query("SELECT k(a, c, d, s, b) AS k FROM u"))["k"])
    let probabilities = try predictor.probabilities(of: rows.columns)
    #expect(probabilities.map(\.name) == ["no", "yes"])
    let sql = try session.query(
      "SELECT k_prob(a, c, d, s, b).probabilities[0] AS p, k(a, c, d, s, b) AS k FROM u"
    )
    for row in 0..<sql.rowCount {
      let index = sql["k"]?[row] == .text("yes") ? 1 : 0
      #expect(sql["p"]?[row] == probabilities[index][row])
    }
  }

  @Test func `columns that a model cannot take are refused by name`() throws {
    try session.execute(
      """
      CREATE MODEL m FROM (SELECT a, c, k FROM t) TARGET k FUNCTION f
        AUTO OFF MODEL_TYPE LINEAR_LEARNER
      """
    )
    let predictor = try session.predictor(ofModelNamed: "m")
    func message(_ columns: [Column]) -> String? {
      do {
        _ = try predictor.predictions(of: columns)
        return nil
      } catch { return error.message }
    }
    let a = Column("a", .integers([1, 2]))
    #expect(message([a]) == "there is no column \"c\", which the model needs")
    #expect(
      message([a, Column("c", .integers([1, 2]))])
        == "column \"c\" does not have values of VARCHAR, on which the model was trained"
    )
    #expect(message([a, Column("c", .texts(["A"]))]) == "column \"c\" has 1 rows, not 2")
    #expect(throws: AutoMLError.self) { try session.predictor(ofModelNamed: "none") }
  }

  @Test func `work of concurrent code ends when its task is cancelled, and the session goes on`()
    async throws
  {
    let session = try AsyncSession(configuration: SessionConfiguration(threadCount: 1))
    let task = Task {
      try await session.query("SELECT count(*) FROM range(1e12::BIGINT) WHERE range % 7 = 1")
    }
    try await Task.sleep(for: .milliseconds(200))
    task.cancel()
    let error = await #expect(throws: AutoMLError.self) { try await task.value }
    #expect(error?.sqlState == "57014")
    #expect(try await session.query("SELECT 1 AS one")["one"] == Column("one", .integers([1])))

    let outcomes = try await session.execute(
      """
      CREATE TABLE t AS SELECT range AS a, range * 2 AS y FROM range(300); SELECT 7;
      CREATE MODEL m FROM t TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER
      """
    )
    #expect(outcomes.count == 3)
    guard case .rows(_, let rows) = outcomes[1], case .trained(let report) = outcomes[2] else {
      Issue.record("\(outcomes)")
      return
    }
    #expect(rows == [["7"]] && report.rows == 300)
  }

  @Test func `the program of README is the one that is built against the library`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let program = try String(
      contentsOf: root.appending(path: "Tests/DependentPackage/Sources/Program/main.swift"),
      encoding: .utf8
    )
    let readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    #expect(readme.contains("```swift\n\(program)```\n"))
  }
}
