import DuckDB
import Foundation
import Models
import TestSupport
import Testing

@testable import AutoML

/// Databases and models that a stranger has made: nothing in them becomes SQL, and nothing in them
/// keeps the rest from being used.
@Suite struct HostileDatabaseTests {
  private let folder: URL
  private var path: String { folder.appending(path: "shop.duckdb").path }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func session(_ notices: Notices = Notices()) throws -> Session {
    try Session(
      configuration: SessionConfiguration(databasePath: path, threadCount: 2),
      observer: SessionObserver(notice: { notices.add($0) })
    )
  }

  private static let rows = """
    CREATE TABLE t AS SELECT range % 37 AS a, range % 5 AS b,
      CASE WHEN range % 37 > 17 THEN 'yes' ELSE 'no' END AS y FROM range(300);
    """
  private static func model(_ name: String, function: String, from source: String = "t") -> String {
    "CREATE OR REPLACE MODEL \(name) FROM (SELECT a, b, y FROM \(source)) TARGET y "
      + "FUNCTION \(function) AUTO OFF MODEL_TYPE LINEAR_LEARNER;"
  }

  /// A model by its parts.
  private static func archive(
    inputs: [InputColumn] = [InputColumn(name: "a", kind: .number, typeName: "BIGINT")],
    targetType: String = "VARCHAR",
    values: PredictedColumn.Values = .classes(["no", "yes"]),
    scores: [Double] = [0.5]
  ) -> [UInt8] {
    ModelArchive.bytes(
      of: Model(
        encoding: FeatureEncoding(inputs: inputs),
        predicted: PredictedColumn(name: "y", typeName: targetType, values: values),
        learner: Learner(
          .baseline(BaselineModel(scores: scores)),
          link: scores.count > 1 ? .softmax : .logistic
        ),
        summary: "{}"
      )
    )
  }

  private static let hostileArchives: [(archive: [UInt8], detail: String)] = {
    let types = [
      "INTEGER); DROP TABLE t; SELECT (1", "(SELECT 1 FROM read_text('/etc/passwd'))", "INTEGER[]",
      "mood", "", "INTEGER ", "DECIMAL(99,2)", "DECIMAL(3,9)", "DECIMAL(3, 1)",
    ]
    let columns = types.map { InputColumn(name: "a", kind: .number, typeName: $0) }
    let texts = [["x", "x"], ["y", "x"]]
    return columns.map { (archive(inputs: [$0]), "type of input a") }
      + types.map { (archive(targetType: $0), "target type") }
      + [
        (
          archive(inputs: [InputColumn(name: "a", kind: .date, typeName: "VARCHAR")]),
          "type of input a"
        ), (archive(targetType: "BIGINT"), "labels"), (archive(values: .number), "target type"),
        (archive(values: .classes(["yes", "yes"])), "labels"),
        (archive(scores: [.nan]), "baseline scores"),
        (archive(scores: [1, 2, 3]), "outputs"),
      ]
      + texts.map { levels in
        let input = InputColumn(name: "a", kind: .text, typeName: "VARCHAR", levels: levels)
        return (archive(inputs: [input]), "levels")
      }
  }()

  @Test func `a model that cannot be bound is named, the others work, and it can be dropped`()
    throws
  {
    do { _ = try session().scriptRows(Self.rows + Self.model("n", function: "g")) }
    do {
      let connection = try Database(path: path).connect()
      for (index, hostile) in Self.hostileArchives.enumerated() {
        try connection.execute(
          """
          INSERT INTO automl.models SELECT * REPLACE ('m\(index)' AS model_name,
            'f\(index)' AS function_name, $1 AS archive, $2 AS archive_checksum)
            FROM automl.models WHERE model_name = 'n'
          """,
          binding: [
            .blob(hostile.archive), .text(ModelArchive.checksumText(hostile.archive)),
          ]
        )
      }
    }
    let notices = Notices()
    let session = try session(notices)
    #expect(notices.all == [])
    for (index, hostile) in Self.hostileArchives.enumerated() {
      let checksum = ModelArchive.checksumText(hostile.archive)
      let error = #expect(throws: AutoMLError.self) {
        try session.scriptRows(
          "SELECT system.main.\"__automl_f\(index)_\(checksum)\"(30, 1)"
        )
      }
      let damage = "model \"m\(index)\" is damaged (at its \(hostile.detail))"
      #expect(error?.message.contains("\(damage): its function cannot be called") == true)
    }
    #expect(
      try session.scriptRows("SELECT g(30, 1), count(*) FROM t") == [[.text("yes"), .integer(300)]]
    )
    for index in Self.hostileArchives.indices {
      _ = try session.scriptRows("SHOW MODEL m\(index); DROP MODEL m\(index)")
    }
    let names = try session.scriptRows("SHOW MODEL ALL").map { Array($0.prefix(2)) }
    #expect(names == [[.text("main"), .text("n")]])
  }

  @Test func `a model file with a hostile type predicts nothing`() throws {
    let session = try session()
    _ = try session.scriptRows(Self.rows + "COPY t TO '\(folder.path)/t.csv'")
    let file = folder.appending(path: "m.automl").path
    for (archive, detail) in Self.hostileArchives {
      try Data(archive).write(to: URL(filePath: file))
      let request = PredictionRequest(model: .file(file), data: "\(folder.path)/t.csv")
      let error = #expect(throws: AutoMLError.self) { try session.predict(request) }
      #expect(error?.sqlState == "XX001")
      #expect(error?.message == "\"\(file)\" is damaged (at its \(detail))")
    }
  }

  @Test(arguments: [
    "DROP TABLE automl.models; CREATE VIEW automl.models AS SELECT error('poison') AS schema_name",
    "DROP TABLE automl.models; CREATE TABLE automl.models (x INTEGER)",
    "ALTER TABLE automl.models DROP archive",
    "UPDATE automl.models SET report = '[]', shown = '7'",
    "UPDATE automl.models SET function_name = chr(0) || 'x', model_name = chr(0)",
    "UPDATE automl.models SET argument_types = ['INTEGER); DROP TABLE t; --', NULL]",
    "UPDATE automl.models SET archive_checksum = 'x\"(); --', return_type = 'mood'",
    "UPDATE automl.layout SET version = 1",
    "DROP TABLE automl.other_versions; CREATE TABLE automl.other_versions (x INTEGER)",
    "DROP TABLE automl.layout; CREATE TABLE automl.layout (version VARCHAR)",
    "DROP TABLE automl.layout; CREATE VIEW automl.layout AS SELECT error('poison') AS version",
    "INSERT INTO automl.models SELECT * FROM automl.models",
  ])
  func `a catalogue that is not ours keeps no table from being read`(change: String) throws {
    do { _ = try session().scriptRows(Self.rows + Self.model("n", function: "g") + change) }
    let session = try session()
    #expect(try session.scriptRows("SELECT count(*) FROM t") == [[.integer(300)]])
  }

  /// Names of the engine's functions and operators that statements of ours need, or might.
  private static let shadowed: [(name: String, parameters: String)] = [
    ("current_setting", "a"), ("current_database", ""), ("current_schema", ""),
    ("txid_current", ""),
    ("octet_length", "a"), ("parse_formatted_bytes", "a"), ("strftime", "a, b"),
    ("timezone", "a, b"), ("now", ""),
    ("get_current_timestamp", ""), ("max", "a"), ("sum", "a"), ("count", "a"), ("count_star", ""),
    ("lower", "a"), ("concat", "a, b, c"), ("error", "a"), ("unnest", "a"), ("list", "a"),
    ("json_serialize_sql", "a"), ("json_extract_string", "a, b"), ("round", "a, b"), ("||", "a, b"),
    ("+", "a, b"), ("-", "a, b"), ("~~", "a, b"), ("coalesce", "a, b"), ("list_value", "a"),
    ("array_to_string", "a, b"), ("from_json", "a, b"), ("contains", "a, b"),
    ("replace", "a, b, c"),
    ("typeof", "a"), ("starts_with", "a, b"), ("bool_or", "a"), ("subtract", "a, b"),
    ("__automl_evaluation", "a, b, c, d"), ("__automl_numbers", "a, b"),
    ("__automl_classes_metrics", "a, b, c, d, e"), ("__automl_split", "a, b, c, d, e, f"),
    ("hash", "a"), ("rank", ""), ("add", "a, b"), ("multiply", "a, b"), ("to_json", "a"),
    ("json_type", "a, b"), ("json_extract", "a, b"), ("json_object", "a, b, c, d"), ("map", "a, b"),
    ("map_keys", "a"), ("map_values", "a"), ("map_entries", "a"), ("map_from_entries", "a"),
    ("list_sort", "a"), ("divide", "a, b"), ("/", "a, b"), ("%", "a, b"),
    ("mod", "a, b"),
    ("list_extract", "a, b"), ("array_extract", "a, b"), ("flatten", "a"),
    ("stddev_samp", "a"), ("avg", "a"), ("sqrt", "a"), ("ln", "a"), ("pow", "a, b"), ("min", "a"),
    ("greatest", "a, b"), ("abs", "a"), ("len", "a"), ("list_filter", "a, b"), ("nullif", "a, b"),
    ("list_has_all", "a, b"), ("list_position", "a, b"), ("row_number", ""), ("epoch", "a"),
    ("date_diff", "a, b, c"), ("make_date", "a"), ("struct_extract", "a, b"), ("least", "a, b"),
    ("__automl_drift", "a, b, c"), ("__automl_adversary", "a, b, c"),
  ]

  @Test func `functions of the database's own are not taken for the engine's`() throws {
    do {
      let session = try session()
      _ = try session.scriptRows(Self.rows + Self.model("n", function: "g"))
      let internalNames = try session.scriptRows(
        "SELECT DISTINCT function_name FROM duckdb_functions() WHERE function_name LIKE '__automl_g%'"
      )
      #expect(internalNames.count == 3)
      for case .text(let name)? in internalNames.map(\.first) {
        try session.connection.execute(
          "CREATE MACRO main.\"\(name)\"(a, b) AS system.main.error('poison')"
        )
      }
      try session.connection.execute(
        "CREATE OR REPLACE VIEW automl.usage_by_month AS SELECT error('poison') AS month"
      )
      for (name, parameters) in Self.shadowed {
        try session.connection.execute(
          "CREATE MACRO main.\"\(name)\"(\(parameters)) AS system.main.error('poison')"
        )
      }
      for name in [
        "duckdb_tables", "duckdb_views", "duckdb_schemas", "duckdb_databases", "duckdb_functions",
        "duckdb_columns", "duckdb_keywords",
      ] {
        try session.connection.execute(
          "CREATE MACRO main.\(name)() AS TABLE SELECT system.main.error('poison') AS x"
        )
      }
      try session.connection.execute(
        "CREATE MACRO main.query(q) AS TABLE SELECT system.main.error('poison') AS x"
      )
    }
    let notices = Notices()
    let session = try session(notices)
    #expect(notices.all == [])
    // In rows that a grouping gives nothing is read in order, and settings are changed.
    let grouped = "(SELECT a, b, y FROM t GROUP BY ALL)"
    _ = try session.scriptRows(
      Self.model("m", function: "f", from: grouped) + "BEGIN;" + Self.model("m", function: "f")
        + "COMMIT; SELECT g(30, 1); EXPLAIN " + Self.model("o", function: "h", from: grouped)
        + "SHOW MODEL ALL; SHOW MODEL m; DROP MODEL n"
    )
    #expect(try session.scriptRows("SELECT f(30, 1)") == [[.text("yes")]])
    #expect(
      try session.scriptRows("SELECT DISTINCT f(t) FROM t WHERE a = 30") == [[.text("yes")]]
    )
    let explained = "SELECT f_explain(30, 1)['a'] IS NULL, length(f_reasons(30, 1, 0))"
    #expect(try session.scriptRows(explained) == [[.boolean(false), .integer(0)]])
    #expect(try session.scriptRows("SELECT explain_model('m') IS NULL") == [[.boolean(false)]])
    _ = try session.scriptRows(
      "CREATE MODEL s FROM (FROM (VALUES ('a', '2024-01-01'::DATE, 1), ('a', '2024-01-02', 2)) v(i, d, y))"
        + " TARGET y MODEL_TYPE FORECAST SETTINGS (HORIZON 2)"
    )
    for call in [
      "forecast('s')", "forecast('s', 1)", "evaluate('m', 'FROM t')",
      "metrics('SELECT y AS actual, y AS predicted FROM t')",
      "metrics('SELECT a AS actual, a * 1.5 AS predicted FROM t')", "notices('m')",
      "metrics('SELECT y AS actual, {''no'': 0.4, ''yes'': 0.6} AS probabilities FROM t')",
      "train_test_split('t', 0.2, stratify := 'y')", "train_test_split('FROM t', 0.2)",
      "training_info('m')", "confusion_matrix('m', 'FROM t')", "leaderboard('m')",
      "compare('m', 'm', 'FROM t')", "drift('m', 'FROM t')", "feature_info('m')", "unseen('m')",
      "coefficients('m')", "splits('m')", "importance('m')", "dependence('m', 'a')",
      "key_drivers('SELECT b, a AS metric, y = ''no'' AS is_test FROM t')",
    ] {
      #expect(throws: Never.self, "\(call)") {
        try session.scriptRows("SELECT * FROM automl.\(call)")
      }
    }
    for byMonth in [false, true] {
      let usage = try session.usage(byMonth: byMonth)
      #expect(try usage.nextBatch()?.isEmpty == false)
    }
    let names = try session.names()
    let table = try #require(names.table(named: "t", in: nil))
    #expect(names.models.map(\.functions) == [ModelFunctions.names(for: "f"), []])
    #expect(try session.tableList().nextBatch()?.isEmpty == false)
    #expect(try session.columnList(of: table).nextBatch()?.isEmpty == false)
    #expect(try session.functionList().nextBatch()?.isEmpty == false)
    #expect(try session.definitions(named: nil).count > 1)
    #expect(
      try session.scriptRows("SELECT system.main.current_setting('threads')::INT") == [
        [.integer(2)]
      ]
    )
  }

  @Test func `quotes that a mark follows end no name and no text`() throws {
    let session = try session()
    // U+0301 joins the quote to one character.
    let name = "a\"\u{301} AS x; DROP TABLE t; --"
    let quoted = "\"" + "a\"\"\u{301} AS x; DROP TABLE t; --" + "\""
    _ = try session.scriptRows(
      Self.rows + "CREATE TABLE u AS SELECT a AS \(quoted), y || '''\u{301}' AS y FROM t;"
        + "CREATE MODEL m FROM u TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER;"
        + "COPY u TO '\(folder.path)/u.parquet'"
    )
    var request = PredictionRequest(model: .named("m"), data: "\(folder.path)/u.parquet")
    request.includesProbabilities = true
    guard case .rows(let rows) = try session.predict(request) else { return }
    #expect(rows.columns.map(\.name).first?.utf8.elementsEqual(name.utf8) == true)
    #expect(try rows.nextBatch()?.isEmpty == false)
    #expect(try session.scriptRows("SELECT count(*) FROM t") == [[.integer(300)]])
  }

  @Test func `a NUL byte is refused with its place, in a script and in a query`() throws {
    let session = try session()
    _ = try session.scriptRows(Self.rows)
    for statement in [
      "DELETE FROM t \0WHERE a = 1", "DELETE FROM t -- \0\nWHERE a = 1", "SELECT '\0'",
      "CREATE MODEL m FROM (SELECT * FROM t \0) TARGET y", "\0",
    ] {
      let error = #expect(throws: AutoMLError.self) { try session.scriptRows(statement) }
      #expect(error?.sqlState == "42601")
      #expect(error?.message.hasPrefix("there is a NUL byte here") == true)
      #expect(error?.excerpt?.contains("^") == true)
    }
    let request = TrainingRequest(source: .query("SELECT * FROM t \0WHERE a = 1"), target: "y")
    #expect(throws: AutoMLError.self) { try session.train(request) }
    #expect(try session.scriptRows("SELECT count(*) FROM t") == [[.integer(300)]])
  }

  @Test func `labels and levels may have NUL bytes`() throws {
    let session = try session()
    let rows = try session.scriptRows(
      Self.rows
        + "CREATE TABLE u AS SELECT a, CASE WHEN b = 1 THEN 'x' || chr(0) ELSE 'x' END AS s, "
        + "CASE WHEN y = 'yes' THEN 'l' || chr(0) || 'a' ELSE 'l' END AS y FROM t;"
        + "CREATE MODEL m FROM u TARGET y FUNCTION f AUTO OFF MODEL_TYPE XGBOOST;"
        + "SELECT count(*), count(*) FILTER (f(a, s) = y), count(DISTINCT f(a, s)) FROM u"
    )
    #expect(rows == [[.integer(300), .integer(300), .integer(2)]])
  }
}
