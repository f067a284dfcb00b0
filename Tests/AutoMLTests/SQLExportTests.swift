import Learning
import Models
import TestSupport
import Testing

@testable import AutoML

/// Models as queries: each predicts what the model's function does, row by row.
///
/// The queries of `models` and of K-means were run in PostgreSQL 15.18 too, over the same rows and held
/// against the same predictions. Redshift is not at hand: they keep to what its documentation has.
@Suite struct SQLExportTests {
  private let session: Session

  /// Training rows, and rows with what training had not: other texts, far outliers, infinities.
  static let rows = """
    CREATE TYPE mood AS ENUM ('calm', 'angry');
    CREATE TABLE "training rows" AS SELECT i AS id,
      CASE WHEN i % 11 = 0 THEN NULL ELSE exp(4 * abs(sin(i * 0.37))) END AS "Größe ""x"" m",
      (i * 37) % 11 - 5 AS n, (i % 13 / 7)::FLOAT AS f, (i % 29 / 4)::DECIMAL(9,2) AS m,
      CASE WHEN i % 19 > 0 THEN i % 3 = 0 END AS b,
      CASE WHEN i % 17 > 0 THEN ['red', 'it''s', 'a\\b', '', ' red'][1 + i * i % 5] END AS c,
      (CASE WHEN i % 4 > 0 THEN 'calm' ELSE 'angry' END)::mood AS e,
      CASE WHEN i % 23 > 0 THEN DATE '1969-01-01' + i::INTEGER * 5 END AS d,
      TIMESTAMP '2023-12-30 22:10:05.25' + INTERVAL (i * 7919) SECOND AS s,
      TIME '00:00:00.5' + INTERVAL (i * 977) SECOND AS t
    FROM range(900) AS r(i);
    CREATE TABLE u AS SELECT *, 3 * sin(n) + coalesce("Größe ""x"" m", 20) / 9 * n + f * m
        + CASE c WHEN 'red' THEN 2 * n WHEN 'a\\b' THEN -7 ELSE 0 END
        + coalesce(month(d), 3) % 5 + hour(s) / 6 + hour(t) / 8 AS y
      FROM "training rows";
    CREATE TABLE v AS SELECT *, y > 9 AS above, CASE WHEN y > 9 THEN 'it''s' ELSE 'no' END AS label,
        'class ' || (greatest(least(y, 30), -20) / 8)::INTEGER AS class, y::INTEGER AS whole,
        y::DECIMAL(9,1) AS tenths, abs(y) + 0.1 AS size
      FROM u;
    CREATE TABLE new_rows AS SELECT * FROM "training rows" WHERE id % 3 = 0
      UNION ALL SELECT * FROM (VALUES
        (901, 1e12, 100000, 'inf'::FLOAT, 9999999.99, true, 'violet', 'calm', DATE '9999-12-31',
          TIMESTAMP '9999-12-30 23:59:59', TIME '23:59:59.999999'),
        (902, -1e300, -100000, '-inf'::FLOAT, -9999999.99, false, 'RED', NULL, DATE '0001-01-01',
          TIMESTAMP '0001-01-02 00:00:00', TIME '00:00:00'),
        (903, 'inf'::DOUBLE, 0, 'nan'::FLOAT, 0, NULL, 'red ', NULL, DATE 'infinity',
          TIMESTAMP 'infinity', NULL),
        (904, '-inf'::DOUBLE, NULL, NULL, NULL, NULL, NULL, NULL, DATE '-infinity',
          TIMESTAMP '-infinity', NULL),
        (905, 'nan'::DOUBLE, 3, 1e30, 7, true, 'a\\b', 'angry', DATE '1900-02-28', NULL,
          TIME '12:00:00'),
        (906, 0, 0, 0, 0, false, '', 'calm', DATE '2000-02-29', TIMESTAMP '1969-12-31 23:59:59.5',
          TIME '23:00:00'));
    """

  /// The arguments of all models.
  static let inputs = [#""Größe ""x"" m""#, "n", "f", "m", "b", "c", "e", "d", "s", "t"]
    .joined(separator: ", ")

  /// A model's target, and the rest of its statement.
  struct Case: CustomTestStringConvertible, Sendable {
    let target: String
    let clauses: String
    var testDescription: String { "\(target) \(clauses)" }
  }

  static let models: [Case] = {
    let linear = "AUTO OFF MODEL_TYPE LINEAR_LEARNER"
    let trees = "AUTO OFF MODEL_TYPE XGBOOST"
    func crossed(_ features: String) -> String {
      "\(linear) HYPERPARAMETERS DEFAULT EXCEPT (features '\(features)')"
    }
    func boosted(_ objective: String, _ rounds: Int = 20, _ depth: Int = 5) -> String {
      "\(trees) OBJECTIVE '\(objective)' HYPERPARAMETERS DEFAULT EXCEPT (num_round '\(rounds)', "
        + "max_depth '\(depth)')"
    }
    let learners = [
      linear, crossed("crossed"), crossed("clip,rank,splines,cycles,targets,products"),
    ]
    return ["y", "above", "class", "whole", "tenths"].flatMap { target in
      learners.map { Case(target: target, clauses: $0) }
    } + [
      Case(target: "y", clauses: boosted("reg:squarederror", 60)),
      Case(target: "whole", clauses: boosted("reg:squarederror")),
      Case(target: "tenths", clauses: boosted("reg:squarederror")),
      Case(target: "size", clauses: boosted("reg:tweedie")),
      Case(target: "above", clauses: boosted("binary:logistic")),
      Case(target: "label", clauses: boosted("binary:hinge")),
      Case(target: "class", clauses: boosted("multi:softprob", 12, 4)),
    ]
      + ["y", "above", "class"].map {
        Case(
          target: $0,
          clauses: "AUTO OFF MODEL_TYPE RANDOM_FOREST HYPERPARAMETERS DEFAULT EXCEPT "
            + "(num_trees '6', max_depth '5')"
        )
      }
  }()

  init() throws {
    session = try Session()
    try session.execute(Self.rows)
  }

  /// The query of a model over the new rows, as a table expression.
  private func query(_ model: String, hasProbabilities: Bool = false) throws -> String {
    let query = PredictionQuery(
      table: "new_rows",
      columns: ["id"],
      hasProbabilities: hasProbabilities
    )
    let bytes = try session.export(.named(model), as: .sql(query))
    return "(" + String(decoding: bytes, as: UTF8.self).replacing(";\n", with: "\n") + ")"
  }

  /// The rows for which two expressions, of a model's query `q` and its table `r`, differ.
  private func differences(_ query: String, _ ours: String, _ theirs: String) throws -> [String] {
    let table = try session.query(
      """
      SELECT r.id, (\(ours))::VARCHAR, (\(theirs))::VARCHAR FROM \(query) AS q JOIN new_rows AS r
      USING (id) WHERE CASE WHEN typeof(\(ours)) = 'DOUBLE'
        THEN abs(TRY_CAST((\(ours)) AS DOUBLE) - TRY_CAST((\(theirs)) AS DOUBLE))
          > 1e-9 * greatest(abs(TRY_CAST((\(theirs)) AS DOUBLE)), 1e-6)
        ELSE (\(ours))::VARCHAR IS DISTINCT FROM (\(theirs))::VARCHAR END OR (\(ours)) IS NULL
      """
    )
    return (0..<table.rowCount).map { "\(table[row: $0])" }
  }

  @Test(arguments: models) func `a query predicts what the function does`(model: Case) throws {
    try session.execute(
      "CREATE MODEL m FROM (SELECT \(Self.inputs), \(model.target) FROM v) TARGET \(model.target)"
        + " FUNCTION f \(model.clauses)"
    )
    let count = try session.query("SELECT count(*) FROM \(try query("m"))")[row: 0]
    #expect(count == [306])
    let arguments = Self.inputs.split(separator: ", ").map { "r.\($0)" }
      .joined(separator: ", ")
    #expect(try differences(query("m"), "q.prediction", "f(\(arguments))") == [])
    let labels = try session.query("SELECT DISTINCT \(model.target)::VARCHAR FROM v ORDER BY 1")
    guard ["above", "label", "class"].contains(model.target), !model.clauses.contains("hinge")
    else { return }
    let byClass = try query("m", hasProbabilities: true)
    for row in 0..<labels.rowCount {
      guard case .text(let label) = labels[row: row][0] else { continue }
      let text = label.replacing("'", with: "''")
      #expect(
        try differences(byClass, "q.\"p_\(label)\"", "f_prob(\(arguments), '\(text)')") == []
      )
    }
  }

  @Test func `a query finds the cluster that the function does`() throws {
    let inputs = #""Größe ""x"" m", n, m, b"#
    try session.execute(
      "CREATE MODEL m FROM (SELECT \(inputs) FROM v) FUNCTION f AUTO OFF MODEL_TYPE KMEANS"
        + " PREPROCESSORS 'none' HYPERPARAMETERS DEFAULT EXCEPT (K '5')"
    )
    let call = #"f(r."Größe ""x"" m", r.n, r.m, r.b)"#
    #expect(try differences(query("m"), "q.prediction", call) == [])
  }

  @Test func `a model keeps what PREPROCESSORS has learnt, and a query does not`() throws {
    try session.execute(
      "CREATE MODEL m FROM (SELECT n, m FROM v) FUNCTION f AUTO OFF MODEL_TYPE KMEANS PREPROCESSORS"
        + #" '[{"ColumnSet": ["*"], "Transformers": ["Normalizer"]}]' HYPERPARAMETERS DEFAULT EXCEPT (K '3')"#
    )
    let error = #expect(throws: AutoMLError.self) { try session.export(.named("m"), as: .sql()) }
    #expect(error?.message.contains("PREPROCESSORS") == true)
    #expect(try session.export(.named("m"), as: .automl).count > 0)
  }

  @Test(arguments: ["XGBOOST", "LINEAR_LEARNER"])
  func `whole numbers and dates as categories are told by their texts`(family: String) throws {
    // More codes than a set of one split holds: trees replace them by numbers.
    try session.execute(
      """
      CREATE TABLE coded AS SELECT (i * 7 % 300)::INTEGER AS z, DATE '2026-01-01' + (i % 5)::INTEGER AS d,
        (i * 7 % 300) % 9 + i % 5 AS y FROM range(3000) AS r(i);
      CREATE MODEL m FROM coded TARGET y FUNCTION f AUTO OFF MODEL_TYPE \(family)
      SETTINGS (COLUMN_TYPES 'z:category, d:category');
      """
    )
    let sql = try session.export(.named("m"), as: .sql(PredictionQuery(table: "coded")))
    let text = String(decoding: sql, as: UTF8.self).replacing(";", with: "")
    // A list of more than four is a join for the engine, and thousands of joins are too deep for a stack.
    let lists = text.matches(of: /IN \(([^)]*)\)/)
    #expect(lists.allSatisfy { $0.1.split(separator: ", ").count <= 4 })
    let far = try session.query(
      "SELECT count(*) FROM (\(text)) WHERE abs(prediction - f(z, d)) > 1e-9"
    )
    #expect(far[row: 0] == [.integer(0)])
  }

  @Test func `labels of a stranger's model are values of their type, or refused`() throws {
    let label = "0 END; DROP TABLE t; --"
    for type in ["INTEGER", "DECIMAL(9,2)", "DOUBLE"] {
      let model = Model(
        encoding: FeatureEncoding(inputs: [
          InputColumn(name: "x", kind: .number, typeName: "DOUBLE")
        ]),
        predicted: PredictedColumn(name: "y", typeName: type, values: .classes([label, "1"])),
        learner: Learner(.baseline(BaselineModel(scores: [0.5])), link: .logistic),
        summary: ""
      )
      #expect(throws: (any Error).self) {
        try SQLExport(model, PredictionQuery(table: "t"))
      }
    }
  }

  @Test(arguments: [
    ("a::VARCHAR", "holds numbers, dates or times in texts"),
    ("TIMETZ '10:00:00+02' + INTERVAL (a) SECOND", "is a time with a time zone"),
    ("CASE WHEN a > 50 THEN 'x' || chr(0) ELSE 'y' END", "has a text with a NUL"),
    ("a // 20 / 8.0::DOUBLE", "has values as categories whose texts differ from engine to engine"),
  ])
  func `a column that engines read differently is named`(column: String, reason: String) throws {
    try session.execute(
      "CREATE MODEL m FROM (SELECT \(column) AS odd, a AS y FROM range(100) AS r(a)) TARGET y"
        + " FUNCTION f AUTO OFF MODEL_TYPE XGBOOST HYPERPARAMETERS DEFAULT EXCEPT (num_round '2')"
        + (reason.contains("categories") ? " SETTINGS (COLUMN_TYPES 'odd:category')" : "")
    )
    let error = #expect(throws: AutoMLError.self) { try session.export(.named("m"), as: .sql()) }
    #expect(error?.sqlState == "0A000")
    #expect(error?.message.hasPrefix("column \"odd\" \(reason)") == true, "\(error as Any)")
  }
}
