package import AutoML

/// The database of the stress test: tables, the versions of models, and what holds in the end.
package enum StressDatabase {
  /// Models of these names come and go, each in one of two versions: y is 2a or 3a.
  package static let modelNames = ["m", "n", "o"]
  private static let factors = [2, 3]

  package static func make(in session: Session) throws {
    try session.run(
      """
      CREATE TABLE data AS SELECT range % 37 AS a, range % 37 * 2 AS y2, range % 37 * 3 AS y3
        FROM range(370);
      CREATE TABLE pairs (id BIGINT, side INTEGER);
      CREATE TABLE counters AS SELECT range AS id, 0 AS n FROM range(4);
      CREATE TABLE made (id BIGINT);
      """
    )
    for name in modelNames { try session.run(creation(name, version: 0, shape: 0)) }
  }

  /// The statement that makes a version of a model, from a table, or from a grouping that is read on
  /// one thread.
  package static func creation(_ name: String, version: Int, shape: Int) -> String {
    let y = "y\(factors[version])"
    let sources = [
      "(SELECT a, \(y) AS y FROM data)",
      "(SELECT a, max(\(y)) AS y FROM data GROUP BY a)",
      "(SELECT l.a, r.\(y) AS y FROM data l JOIN (SELECT DISTINCT a, \(y) FROM data) r USING (a))",
    ]
    return "CREATE OR REPLACE MODEL \(name) FROM \(sources[shape % sources.count]) TARGET y "
      + "FUNCTION \(name)_f AUTO OFF MODEL_TYPE LINEAR_LEARNER "
      + "HYPERPARAMETERS DEFAULT EXCEPT (LAMBDA '0')"
  }

  /// A statement of many trees, for time in which others do something.
  package static func boosting(_ name: String, rounds: Int) -> String {
    "CREATE OR REPLACE MODEL \(name) FROM (SELECT a, y2 AS y FROM data) TARGET y FUNCTION \(name)_f "
      + "AUTO OFF MODEL_TYPE XGBOOST OBJECTIVE 'reg:squarederror' "
      + "HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '\(rounds)')"
  }

  /// Whether these are the predictions of a = 10 and 20, both by one version.
  package static func isVersion(_ row: [String?]) -> Bool {
    let values = row.compactMap { $0.flatMap { Double($0) } }
    return values.count == 2
      && factors.contains { factor in
        abs(values[0] - Double(10 * factor)) < 0.5 && abs(values[1] - Double(20 * factor)) < 0.5
      }
  }

  /// Checks what holds whatever ran.
  package static func check(_ session: Session) throws {
    func expect(_ sql: String, _ rows: [[String?]], _ what: String) throws {
      let found = try session.run(sql)
      try FuzzFault.unless(found == rows, "\(what): \(found.prefix(10)), not \(rows.prefix(10))")
    }
    try expect(
      "SELECT count(*) FROM (SELECT id FROM pairs GROUP BY id HAVING count(*) <> 2 OR sum(side) <> 1)",
      [["0"]],
      "pairs of rows without the other one"
    )
    try checkModels(session)
    try expect(
      "SELECT count(*) FROM automl.models WHERE model_name NOT IN (SELECT model_name FROM automl.usage "
        + "WHERE status = 'completed')",
      [["0"]],
      "models without a line of the ledger"
    )
    try session.run("FORCE CHECKPOINT")
    try checkModels(session)
  }

  /// Each model has its function, which works, and no function is without its model.
  static func checkModels(_ session: Session) throws {
    let listed = try session.run("SHOW MODEL ALL").compactMap { $0[1] }
    let functions = try session.run(
      "SELECT DISTINCT function_name FROM duckdb_functions() WHERE NOT internal "
        + "AND function_type = 'macro' AND function_name LIKE '%\\_f' ESCAPE '\\' ORDER BY 1"
    ).compactMap { $0.first ?? nil }
    try FuzzFault.unless(
      functions == listed.map { $0 + "_f" }.sorted(),
      "functions \(functions) of models \(listed)"
    )
    for name in listed {
      try FuzzFault.unless(
        try session.run("SELECT \(name)_f(10) IS NOT NULL") == [["true"]],
        "\(name)_f gives nothing"
      )
    }
  }
}
