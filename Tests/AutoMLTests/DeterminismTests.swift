import DuckDB
import Learning
import ModelSQL
import Models
import TestSupport
import Testing

@testable import AutoML

/// The same data and seed give the same model, byte for byte, on any number of threads.
@Suite struct DeterminismTests {
  private static let tables = """
    CREATE TABLE events AS SELECT range AS id, hash(range) % 1000 AS a, hash(range + 1) % 50 AS b,
      (hash(range) % 1000 * 0.1 + hash(range + 5) % 100 * 0.7)::DOUBLE AS y FROM range(130000);
    CREATE TABLE kinds AS SELECT range AS b, hash(range * 31) % 7 AS kind FROM range(50);
    """

  private func archive(of query: String, threadCount: Int, training: String) throws -> [UInt8] {
    let session = try Session(configuration: SessionConfiguration(threadCount: threadCount))
    _ = try session.scriptRows(
      Self.tables + "CREATE MODEL m FROM (\(query)) TARGET y FUNCTION f \(training)"
    )
    return try session.archive(ofModelNamed: "m")
  }

  /// Queries whose rows come in the order of whichever thread was first, if they run on several.
  @Test(arguments: [
    "SELECT a, kind, y FROM events JOIN kinds USING (b)",
    "SELECT a, b, avg(y) AS y FROM events GROUP BY a, b",
    "SELECT DISTINCT a, b, y FROM events",
    "SELECT a, b, y FROM events ORDER BY b",
    "SELECT a, row_number() OVER (PARTITION BY b ORDER BY a) AS place, y FROM events",
    "SELECT a, b, y FROM events WHERE a % 3 = 1",
  ])
  func `a model does not depend on threads, whatever its query is`(query: String) throws {
    let training = "AUTO OFF MODEL_TYPE LINEAR_LEARNER SETTINGS (MAX_CELLS 12000)"
    let one = try archive(of: query, threadCount: 1, training: training)
    #expect(try archive(of: query, threadCount: 4, training: training) == one)
  }

  @Test func `a search finds the same model on any number of threads`() throws {
    let training = "SETTINGS (MAX_CELLS 6000, SEED 7)"
    let query = "SELECT a, b, y FROM events"
    let one = try archive(of: query, threadCount: 1, training: training)
    #expect(try archive(of: query, threadCount: 2, training: training) == one)
    let other = "SETTINGS (MAX_CELLS 6000, SEED 8)"
    #expect(try archive(of: query, threadCount: 2, training: other) != one)
  }

  @Test func `preprocessed columns are the same on any number of threads`() throws {
    let archives = try [1, 2, 5].map { threadCount in
      let session = try Session(configuration: SessionConfiguration(threadCount: threadCount))
      _ = try session.scriptRows(
        Self.tables + """
          CREATE MODEL m FROM (SELECT a, b, b % 3 AS c, 'k' || b AS kind, y FROM events) FUNCTION f
          AUTO OFF MODEL_TYPE KMEANS PREPROCESSORS '[{"ColumnSet": ["*"], "Transformers": ["MinMax", "PCA"]},
            {"ColumnSet": ["kind"], "Transformers": ["OneHotEncoder"]}]'
          HYPERPARAMETERS DEFAULT EXCEPT (K '3') SETTINGS (MAX_CELLS 60000);
          """
      )
      return try session.archive(ofModelNamed: "m")
    }
    #expect(archives[0] == archives[1] && archives[0] == archives[2])
  }

  /// Numbers, one-hot columns, text of few and many levels, dates, and rows without a target.
  private static let mixed = """
    SELECT a, CASE WHEN b % 5 = 0 THEN NULL ELSE b::REAL END AS b, (b % 3 = 0)::INT AS c0,
      (b % 3 = 1)::INT AS c1, 'k' || b AS kind, 'n' || (hash(id) % 900) AS name,
      DATE '2024-01-01' + (id % 500)::INT AS day, CASE WHEN id % 9 = 0 THEN NULL ELSE y END AS y
    FROM events
    """

  @Test func `boosted trees are the same whether their rows are kept or read twice`() throws {
    let session = try Session(configuration: SessionConfiguration(threadCount: 2))
    _ = try session.scriptRows(Self.tables)
    func fit(heldByteLimit: Int, threadCount: Int) throws -> (
      FeatureEncoding, [Double], TreeEnsemble
    ) {
      let planner = Planner(
        catalog: EngineCatalog(connection: session.connection, store: session.store)
      )
      var script = Script(
        "CREATE MODEL m FROM (\(Self.mixed)) TARGET y FUNCTION f AUTO OFF MODEL_TYPE XGBOOST "
          + "SETTINGS (MAX_CELLS 100000000)"
      )
      guard case .createModel(let statement)? = try script.next()?.statement,
        case .train(let plan) = try planner.plan(statement)
      else { throw DuckDBError(message: "no plan") }
      var rows = try TrainingRows(
        of: plan,
        heldByteLimit: heldByteLimit,
        mode: ReadingMode(limitsEngine: true, sorts: true),
        on: session.connection,
        threadCount: threadCount,
        shouldStop: { false },
        progress: { _ in }
      )
      let task = try TrainingTask(plan: plan, table: rows.table, threadCount: threadCount)
      let target = try #require(task.goal.target)
      let bins = try #require(try rows.takeBins(of: task, plan: plan, on: session.connection))
      let fit = try GradientBoosting.train(
        binned: bins,
        target: target.values,
        objective: .squaredError,
        settings: TreeSettings(roundCount: 5, learningRate: 0.3, maxDepth: 5),
        threadCount: threadCount
      )
      return (task.encoding, target.values, fit.ensemble)
    }
    let kept = try fit(heldByteLimit: .max, threadCount: 1)
    let again = try fit(heldByteLimit: 0, threadCount: 2)
    #expect(kept == again)
    #expect(kept.2.encodings.count == 1 && kept.1.count == 130_000 * 8 / 9)
  }

  @Test func `threads are back after a query on one`() throws {
    let session = try Session(configuration: SessionConfiguration(threadCount: 3))
    let threads = "SELECT current_setting('threads')::INT"
    _ = try session.scriptRows(
      Self.tables
        + "CREATE MODEL m FROM (SELECT b, avg(y) AS y FROM events GROUP BY b) TARGET y "
        + "AUTO OFF MODEL_TYPE LINEAR_LEARNER"
    )
    #expect(try session.scriptRows(threads) == [[.integer(3)]])
    #expect(throws: AutoMLError.self) {
      try session.scriptRows(
        "BEGIN; CREATE MODEL n FROM (SELECT b, sum(CAST('x' || a AS INT)) AS y FROM events GROUP BY b)"
          + " TARGET y"
      )
    }
    _ = try session.scriptRows("ROLLBACK")
    #expect(try session.scriptRows(threads) == [[.integer(3)]])
  }
}
