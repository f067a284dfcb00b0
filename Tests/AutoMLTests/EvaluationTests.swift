import DuckDB
import Foundation
import TestSupport
import Testing

@testable import AutoML

/// Models judged in SQL: what is read, what is refused, and that it is the caller's own view of the data.
@Suite struct EvaluationTests {
  private static let rows = """
    CREATE TABLE t AS SELECT range % 37 AS a, range % 5 AS b, (range % 37) * 2.5::DOUBLE AS z,
      CASE WHEN (range % 37 > 17) <> (hash(range) % 9 = 0) THEN 'yes' ELSE 'no' END AS y
      FROM range(300);
    CREATE MODEL m FROM (SELECT a, b, y FROM t) TARGET y FUNCTION f AUTO OFF
      MODEL_TYPE LINEAR_LEARNER;
    """

  private func session(threads: Int = 2) throws -> Session {
    try Session(configuration: SessionConfiguration(threadCount: threads))
  }

  /// The values of an evaluation by metric.
  private func metrics(_ call: String, in session: Session) throws -> [String: SQLScriptValue] {
    var values: [String: SQLScriptValue] = [:]
    for row in try session.scriptRows("SELECT metric, value FROM automl.\(call)") {
      if case .text(let name) = row[0] { values[name] = row[1] }
    }
    return values
  }

  @Test func `metrics of files are scikit-learn's, without a model in the database`() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/Evaluation").path
    let session = try session()
    for (task, type) in [("binary", "'VARCHAR'"), ("numbers", "'DOUBLE'")] {
      let rows = try session.scriptRows(
        """
        SELECT count(*), count(*) FILTER (abs(e.value - o.value) <= 1e-9 * abs(e.value))
        FROM (SELECT name, value::DOUBLE AS value FROM '\(folder)/expected.csv' WHERE task = '\(task)') e
        JOIN automl.metrics('FROM read_csv(''\(folder)/\(task).csv'', types = {''actual'': ' ||
          '\(type.replacing("'", with: "''"))' || ', ''predicted'': \(type.replacing("'", with: "''"))})') o
          ON e.name = o.metric
        """
      )
      guard case .integer(let expected)? = rows.first?.first else { return }
      #expect(expected == (task == "binary" ? 16 : 5))
      #expect(rows.first?.last == .integer(expected))
    }
  }

  @Test func `probabilities by label are judged as scikit-learn does, whatever column holds them`()
    throws
  {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/Evaluation").path
    let session = try session()
    let labels = ["e", "b", "a", "d", "c"]
    let byLabel = labels.map { "'\($0)': p_\($0)" }.joined(separator: ", ")
    let ranked =
      "{'probabilities': map([0, 1, 2, 3, 4], [p_c, p_b, p_a, p_e, p_d]), "
      + "'labels': map([0, 1, 2, 3, 4], ['c', 'b', 'a', 'e', 'd'])}"
    for probabilities in ["map {\(byLabel)}", "{\(byLabel)}", ranked] {
      let query = "SELECT actual, \(probabilities) AS probabilities FROM '\(folder)/classes.csv'"
      let rows = try session.scriptRows(
        """
        SELECT count(*), count(*) FILTER (abs(e.value - o.value) <= 1e-9 * abs(e.value))
        FROM (SELECT name, value::DOUBLE AS value FROM '\(folder)/expected.csv' WHERE task = 'classes') e
        JOIN automl.metrics('\(query.replacing("'", with: "''"))') o ON e.name = o.metric
        """
      )
      #expect(rows == [[.integer(26), .integer(26)]], "\(probabilities)")
    }
  }

  @Test func `a function's probabilities are judged as the model itself is`() throws {
    let session = try session()
    _ = try session.scriptRows(
      Self.rows + "CREATE MODEL k FROM (SELECT a, b % 3 AS y FROM t) TARGET y FUNCTION k "
        + "PROBLEM_TYPE MULTICLASS_CLASSIFICATION AUTO OFF MODEL_TYPE LINEAR_LEARNER"
    )
    let rows = try session.scriptRows(
      """
      SELECT count(*), count(*) FILTER (e.value IS NOT DISTINCT FROM o.value
        OR abs(e.value - o.value) <= 1e-14 * abs(e.value))
      FROM automl.evaluate('k', 'SELECT a, b % 3 AS y FROM t') e JOIN automl.metrics(
        'SELECT b % 3 AS actual, k_probabilities(a) AS probabilities FROM t') o USING (metric)
      """
    )
    #expect(rows == [[.integer(21), .integer(21)]])
  }

  @Test func `a split hangs on neither threads nor the order of rows, and seeds differ`() throws {
    var all: [[[SQLScriptValue]]] = []
    for (threads, order) in [(1, "i"), (4, "hash(i)")] {
      let session = try session(threads: threads)
      _ = try session.scriptRows(
        "CREATE TABLE t AS SELECT i, i % 7 AS k FROM range(20000) r(i) ORDER BY \(order)"
      )
      for seed in [0, 1] {
        all.append(
          try session.scriptRows(
            "SELECT count(*), sum(i)::BIGINT, bit_xor(hash(i))::VARCHAR "
              + "FROM automl.train_test_split('t', 0.25, seed := \(seed)) WHERE split = 'test'"
          )
        )
      }
    }
    #expect(all[0] == all[2])
    #expect(all[1] == all[3])
    #expect(all[0] != all[1])
    #expect(all.allSatisfy { $0[0][0] == .integer(5000) })
  }

  @Test func `an evaluation sees what its transaction sees`() throws {
    let session = try session()
    _ = try session.scriptRows(Self.rows)
    #expect(try metrics("evaluate('m', 'FROM t')", in: session)["rows"] == .real(300))
    _ = try session.scriptRows("BEGIN; DELETE FROM t WHERE b = 1")
    #expect(try metrics("evaluate('M', 'FROM t;')", in: session)["rows"] == .real(240))
    let other = try Session(sharing: session)
    #expect(try metrics("evaluate('main.m', 'FROM t')", in: other)["rows"] == .real(300))
    _ = try session.scriptRows("ROLLBACK")
  }

  @Test func `a model of a transaction that has not ended is refused with its reason`() throws {
    let session = try session()
    _ = try session.scriptRows(
      Self.rows + "BEGIN; CREATE MODEL n FROM (SELECT a, y FROM t) TARGET y FUNCTION g AUTO OFF "
        + "MODEL_TYPE LINEAR_LEARNER"
    )
    let error = #expect(throws: AutoMLError.self) {
      try session.scriptRows("SELECT * FROM automl.evaluate('n', 'FROM t')")
    }
    #expect(error?.message.contains("model \"n\" does not exist, or the transaction") == true)
    _ = try session.scriptRows("ROLLBACK")
    #expect(try metrics("evaluate('m', 'FROM t')", in: session)["rows"] == .real(300))
  }

  @Test func `rows without a value are left out and counted, labels that are new are classes`()
    throws
  {
    let session = try session()
    _ = try session.scriptRows(Self.rows)
    let source = "SELECT a, b, CASE a WHEN 1 THEN NULL WHEN 2 THEN ''new'' ELSE y END AS y FROM t"
    let found = try metrics("evaluate('m', '\(source)')", in: session)
    let counts = try session.scriptRows(
      "SELECT count(*) FILTER (a <> 1)::DOUBLE, count(*) FILTER (a = 1)::DOUBLE FROM t"
    )[0]
    #expect(found["rows"] == counts[0])
    #expect(found["rows_left_out"] == counts[1])
    #expect(found["recall(new)"] == .real(0))
    let matrix = try session.scriptRows(
      "SELECT actual, predicted, rows FROM automl.confusion_matrix('m', '\(source)')"
    )
    #expect(matrix.count == 9)
    let expected = try session.scriptRows(
      """
      SELECT y, p, count(*) FROM (SELECT y, f(a, b) AS p FROM (\(source.replacing("''", with: "'"))))
      WHERE y IS NOT NULL GROUP BY ALL
      """
    )
    #expect(expected.allSatisfy { matrix.contains($0) })
  }

  @Test func `the number of threads changes no digit`() throws {
    var all: [[[SQLScriptValue]]] = []
    for threads in [1, 4] {
      let session = try session(threads: threads)
      _ = try session.scriptRows(
        Self.rows + "CREATE TABLE more AS SELECT (i * 31) % 41 + i % 7 / 7 AS a, i % 5 AS b, "
          + "['no', 'yes'][1 + (hash(i) % 2)::INT] AS y FROM range(300000) r(i)"
      )
      all.append(try session.scriptRows("SELECT * FROM automl.evaluate('m', 'FROM more')"))
    }
    #expect(all[0] == all[1])
  }

  @Test(arguments: [
    ("evaluate('none', 'FROM t')", "model \"none\" does not exist"),
    ("evaluate('m; DROP TABLE t', 'FROM t')", "does not exist"),
    ("evaluate('m', 'SELECT a FROM t')", "Referenced column \"y\" not found"),
    ("evaluate('m', 'DELETE FROM t')", "Expected a single SELECT statement"),
    ("evaluate('m', 'FROM t; DROP TABLE t')", "Expected a single SELECT statement"),
    ("evaluate('m', 'FROM t) --')", "syntax error"),
    ("evaluate('m', NULL)", "an argument is NULL"),
    ("metrics('SELECT a AS actual, a AS predicted FROM t', 'ranking')", "there is no task"),
    (
      "metrics('SELECT a AS actual, a AS predicted, 0.5 AS probability FROM t')",
      "greater of two classes, and there are 37"
    ),
    (
      "metrics('SELECT i AS actual, i AS predicted FROM range(5000) r(i)')",
      "more than 2000 classes"
    ),
    ("residuals('m', 'FROM t')", "residuals are of numbers"),
    ("metrics('SELECT y AS actual FROM t')", "the rows have no column \"predicted\""),
    (
      "metrics('SELECT y AS actual, [0.2] AS probabilities FROM t')",
      "\"probabilities\" is a MAP or STRUCT"
    ),
    (
      "metrics('SELECT y AS actual, map {y: 1.0} AS probabilities FROM t')",
      "of other labels than those of others"
    ),
    ("train_test_split('t', 1)", "test_share is 1: the share"),
    ("train_test_split('t', 0)", "above 0 and below 1"),
    ("train_test_split('t', -0.5)", "above 0 and below 1"),
    ("train_test_split('t', 'half')", "test_share is half"),
    ("train_test_split('t', NULL)", "an argument is NULL"),
    ("train_test_split('t', 0.5, seed := 1.5)", "seed is 1.5: it is an integer"),
    ("train_test_split('t', 0.5, stratify := 'yy')", "Candidate bindings: \"y\""),
    ("train_test_split('t', 0.5, group_column := 'aa')", "Candidate bindings: \"a\""),
    (
      "train_test_split('t', 0.5, stratify := 'y', time_column := 'a')",
      "stratify and time_column exclude each other"
    ),
    ("train_test_split('nothing', 0.5)", "nothing does not exist"),
    ("train_test_split('FROM t; DROP TABLE t', 0.5)", "Expected a single SELECT statement"),
    ("train_test_split('SELECT *, 1 AS split FROM t', 0.5)", "column name \"split\""),
    ("training_info('none')", "model \"none\" does not exist"),
  ])
  func `what cannot be judged is refused`(call: String, reason: String) throws {
    let session = try session()
    _ = try session.scriptRows(Self.rows)
    let error = #expect(throws: AutoMLError.self) {
      try session.scriptRows("SELECT * FROM automl.\(call)")
    }
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    #expect(try session.scriptRows("SELECT count(*) FROM t") == [[.integer(300)]])
  }

  @Test func `a ranking model is refused, and a model of numbers has no curve`() throws {
    let session = try session()
    _ = try session.scriptRows(
      Self.rows + """
        CREATE MODEL ranked FROM (SELECT a, b, range % 3 AS g FROM t, range(2)) TARGET b AUTO OFF
          MODEL_TYPE XGBOOST OBJECTIVE 'rank:ndcg' HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '2')
          SETTINGS (GROUP_COLUMN 'g');
        CREATE MODEL n FROM (SELECT a, z FROM t) TARGET z AUTO OFF MODEL_TYPE LINEAR_LEARNER;
        """
    )
    for (call, reason) in [
      ("evaluate('ranked', 'FROM t')", "ranks rows"),
      ("roc_curve('n', 'FROM t')", "predicts numbers, and this is of classes"),
      ("compare('m', 'n', 'FROM t')", "predicts numbers, and the other one classes"),
    ] {
      let error = #expect(throws: AutoMLError.self) {
        try session.scriptRows("SELECT * FROM automl.\(call)")
      }
      #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    }
  }

  @Test func `a view and a database that is only read have the functions`() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).duckdb").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let call = "SELECT value FROM v WHERE metric = 'rows'"
    do {
      let session = try Session(configuration: SessionConfiguration(databasePath: path))
      _ = try session.scriptRows(
        Self.rows + "CREATE VIEW v AS FROM automl.evaluate('m', 'SELECT * FROM main.t')"
      )
      #expect(try session.scriptRows(call) == [[.real(300)]])
    }
    let session = try Session(
      configuration: SessionConfiguration(databasePath: path, isReadOnly: true)
    )
    #expect(try session.scriptRows(call) == [[.real(300)]])
  }

  @Test func `a statement that names no such function makes nothing`() throws {
    let session = try session()
    for statement in ["SELECT * FROM metrics('x')", "CREATE TABLE automl.t (i INT)"] {
      #expect(throws: AutoMLError.self) { try session.scriptRows(statement) }
    }
    #expect(
      try session.scriptRows("SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 'automl'")
        == [[.integer(0)]]
    )
  }
}
