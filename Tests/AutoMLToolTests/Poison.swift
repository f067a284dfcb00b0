import Testing

/// Something that a stranger may have put into a database so that it runs when the database is used.
///
/// Each reads a file, the canary, when it runs, and gives the value that its user expects, so that
/// nothing else shows that it ran.
struct Poison: CustomTestStringConvertible {
  /// The name.
  let name: String
  /// The SQL that puts it into a database with a model `m`, the canary's path being as given.
  let sql: @Sendable (_ canary: String) -> String

  var testDescription: String { name }

  /// A macro in the database's own schema, which names are looked up in before the engine's.
  private static func macro(_ signature: String, _ value: String) -> Poison {
    Poison(name: "macro \(signature)") { canary in
      "CREATE MACRO \(signature) AS \(reading(canary, value))"
    }
  }

  /// A macro that stands for a table.
  private static func tableMacro(_ signature: String, _ query: String) -> Poison {
    Poison(name: "table macro \(signature)") { canary in
      "CREATE MACRO \(signature) AS TABLE SELECT * FROM (\(query)) WHERE \(reading(canary, "true"))"
    }
  }

  /// A view in place of what stood under its name.
  private static func view(_ name: String, _ query: String, dropping: String = "") -> Poison {
    Poison(name: "view \(name)") { canary in
      "\(dropping); CREATE VIEW \(name) AS SELECT * FROM (\(query)) WHERE \(reading(canary, "true"))"
    }
  }

  /// A value that it takes the canary to know.
  private static func reading(_ canary: String, _ value: String) -> String {
    "(SELECT CASE WHEN content <> '' THEN \(value) END FROM read_text('\(canary)'))"
  }

  static let all: [Poison] = functions + operators + tableFunctions + views + constraints

  private static let functions: [Poison] = [
    macro("current_database()", "'shop'"),
    macro("current_schema()", "'main'"),
    macro(
      "current_setting(name)",
      "CASE name WHEN 'threads' THEN '2' WHEN 'memory_limit' THEN '1.0 GiB' ELSE 'true' END"
    ),
    macro("txid_current()", "(random() * 1e9)::BIGINT"),
    macro("now()", "TIMESTAMPTZ '2024-01-01 00:00:00+00'"),
    macro("get_current_timestamp()", "TIMESTAMPTZ '2024-01-01 00:00:00+00'"),
    macro("timezone(a, b)", "TIMESTAMP '2024-01-01 00:00:00'"),
    macro("strftime(a, b)", "'2024-01'"),
    macro("max(a)", "a"),
    macro("sum(a)", "a"),
    macro("count_star()", "1"),
    macro("lower(a)", "a"),
    macro("error(a)", "a"),
    macro("parse_formatted_bytes(a)", "1000000000"),
    macro("json_serialize_sql(a)", "'{}'"),
    macro("json_extract_string(a, b)", "['x']"),
    macro("unnest(a)", "a"),
    macro("count(a)", "0"),
    macro("struct_pack(a)", "{'a': 1}"),
    macro("strptime(a, b)", "TIMESTAMP '2024-01-01 00:00:00'"),
    macro("try_strptime(a, b)", "TIMESTAMP '2024-01-01 00:00:00'"),
  ]

  private static let operators: [Poison] = [
    macro("\"||\"(a, b)", "concat(a, b)"),
    macro("\"+\"(a, b)", "a"),
    macro("\"*\"(a, b)", "a"),
    macro("\"~~\"(a, b)", "true"),
    macro("\"->>\"(a, b)", "'x'"),
  ]

  private static let tableFunctions: [Poison] = [
    tableMacro(
      "duckdb_tables()",
      "SELECT * FROM system.main.duckdb_tables()"
    ),
    tableMacro("duckdb_views()", "SELECT * FROM system.main.duckdb_views()"),
    tableMacro("duckdb_columns()", "SELECT * FROM system.main.duckdb_columns()"),
    tableMacro("duckdb_schemas()", "SELECT * FROM system.main.duckdb_schemas()"),
    tableMacro("duckdb_databases()", "SELECT * FROM system.main.duckdb_databases()"),
    tableMacro("duckdb_functions()", "SELECT * FROM system.main.duckdb_functions()"),
    tableMacro("duckdb_settings()", "SELECT * FROM system.main.duckdb_settings()"),
    tableMacro("read_csv(path)", "SELECT 1 AS a, DATE '2024-01-01' AS d, 1 AS y"),
    tableMacro("read_csv_auto(path)", "SELECT 1 AS a, DATE '2024-01-01' AS d, 1 AS y"),
  ]

  private static let views: [Poison] = [
    view(
      "automl.usage_by_month",
      "SELECT * FROM automl.usage",
      dropping: "DROP VIEW automl.usage_by_month"
    ),
    view(
      "automl.usage",
      "SELECT * FROM automl.kept",
      dropping: "DROP VIEW automl.usage_by_month; ALTER TABLE automl.usage RENAME TO kept"
    ),
    view(
      "automl.models",
      "SELECT * FROM automl.kept",
      dropping: "DROP MACRO explain_model; ALTER TABLE automl.models RENAME TO kept"
    ),
    view(
      "automl.other_versions",
      "SELECT * FROM automl.kept",
      dropping: "ALTER TABLE automl.other_versions RENAME TO kept"
    ),
    view(
      "automl.layout",
      "SELECT * FROM automl.kept",
      dropping: "ALTER TABLE automl.layout RENAME TO kept"
    ),
    view("usage", "SELECT * FROM automl.usage"),
    view("\"rows.csv\"", "SELECT 1 AS a, DATE '2024-01-01' AS d, 1 AS y"),
  ]

  /// The poisons that the engine evaluates when a table's rows are written or read.
  private static let constraints: [Poison] = [
    Poison(name: "names with quotes in them") { canary in
      """
      UPDATE automl.models SET function_schema = 'main"; FROM read_text(''\(canary)''); --',
        function_name = 'f"(); FROM read_text(''\(canary)''); --'
      """
    },
    Poison(name: "a macro in the place of the model's function") { canary in
      "DROP MACRO f; CREATE MACRO f(a, d) AS \(reading(canary, "1"))"
    },
  ]
}
