import AutoML
import Attacks
import Foundation
import TestSupport
import Testing

/// `automl` killed at any moment: the database opens, and everything in it is whole or not there.
@Suite(.serialized) struct KillTests {
  private static let count = Attack.number("AUTOML_KILLS", default: 50)
  private static let seed = UInt64(Attack.number("AUTOML_KILL_SEED", default: 1))

  @Test func `a kill at any moment leaves nothing half-done`() throws {
    let victim = try KillVictim(folder: Attack.newFolder())
    defer { try? FileManager.default.removeItem(at: victim.folder) }
    var random = SplitMix64(seed: Self.seed)
    var moments: [String: Int] = [:]
    for number in 0..<Self.count {
      let moment = try victim.kill(afterMilliseconds: .random(in: 10...400, using: &random), number)
      moments[moment, default: 0] += 1
      do { try victim.check() } catch {
        Issue.record("seed \(Self.seed), kill \(number), \(moment): \(error)")
        return
      }
    }
    try victim.checkLeftovers()
    let told = moments.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
    print("seed \(Self.seed): \(Self.count) kills: \(told.joined(separator: ", "))")
    #expect(moments.count > 2, "all kills met the same moment: \(told)")
  }
}

/// A database and the runs of `automl` on it that are killed.
private struct KillVictim {
  let folder: URL
  private var database: String { folder.appending(path: "shop.duckdb").path }
  private var scored: URL { folder.appending(path: "scored.csv") }
  private let wholeScores: String

  /// Two versions of two models, told by their predictions, pairs of rows, and checkpoints.
  private static func script(_ number: Int) -> String {
    (0..<20).map { round in
      let id = number * 1000 + round
      let name = StressDatabase.modelNames[round % 3]
      let creation = StressDatabase.creation(name, version: round % 2, shape: round)
      let big = StressDatabase.boosting("big", rounds: 500)
      return """
        SELECT 'inserting' AS now;
        BEGIN; INSERT INTO pairs VALUES (\(id), 0); INSERT INTO pairs VALUES (\(id), 1); COMMIT;
        SELECT 'replacing a model' AS now; \(creation);
        SELECT 'dropping a model' AS now; \(round % 4 == 3 ? "DROP MODEL \(name);" : "")
        SELECT 'training in a transaction' AS now; BEGIN; INSERT INTO made VALUES (\(id)); \(big);
        SELECT 'committing a model' AS now; INSERT INTO made VALUES (\(id)); COMMIT;
        SELECT 'checkpointing' AS now; \(round % 3 == 2 ? "CHECKPOINT;" : "")
        """
    }.joined()
  }

  init(folder: URL) throws {
    self.folder = folder
    let session = try Self.open(folder)
    try StressDatabase.make(in: session)
    try session.run(
      "CREATE MODEL fixed FROM (SELECT a, y2 AS y FROM data) TARGET y FUNCTION fixed_f AUTO OFF "
        + "MODEL_TYPE LINEAR_LEARNER; "
        + "COPY (SELECT range % 37 AS a FROM range(400000)) TO '\(folder.path)/rows.csv'"
    )
    let whole = folder.appending(path: "whole.csv")
    _ = try session.predict(Self.request(folder, output: whole.path))
    wholeScores = try String(contentsOf: whole, encoding: .utf8)
  }

  private static func open(_ folder: URL) throws -> Session {
    try Session(
      configuration: SessionConfiguration(
        databasePath: folder.appending(path: "shop.duckdb").path,
        threadCount: 2
      )
    )
  }

  private static func request(_ folder: URL, output: String) -> PredictionRequest {
    var request = PredictionRequest(model: .named("fixed"), data: "\(folder.path)/rows.csv")
    request.outputPath = output
    return request
  }

  /// Starts a run and kills it after a while.
  ///
  /// - Returns: what it was doing.
  func kill(afterMilliseconds delay: Int, _ number: Int) throws -> String {
    let output = folder.appending(path: "output.txt")
    let isPredicting = number % 4 == 3
    try Self.script(number).write(
      to: folder.appending(path: "script.sql"),
      atomically: false,
      encoding: .utf8
    )
    let process = try Attack.start(
      "automl",
      isPredicting
        ? [
          "predict", "-d", "shop.duckdb", "--model", "fixed", "--data", "rows.csv", "--output",
          "scored.csv",
        ]
        : ["sql", "-d", "shop.duckdb", "--format", "csv", "-f", "script.sql"],
      in: folder,
      output: output
    )
    usleep(UInt32(delay) * 1000)
    let isRunning = process.isRunning
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    guard isRunning else { return "after its end" }
    return "while \(Self.moment(text, isPredicting: isPredicting))"
  }

  /// The work that a run was at, by the last that it said.
  private static func moment(_ output: String, isPredicting: Bool) -> String {
    if isPredicting { return "predicting" }
    let moments = ["inserting", "replacing", "dropping", "training", "committing", "checkpointing"]
    let last = output.split(separator: "\n").last { line in
      moments.contains { line.hasPrefix($0) }
    }
    return last.map(String.init) ?? "opening"
  }

  /// Opens the database and checks what holds.
  func check() throws {
    let session = try Self.open(folder)
    try StressDatabase.check(session)
    let made = try session.run(
      "SELECT count(*) FROM (SELECT id FROM made GROUP BY id HAVING count(*) <> 2)"
    )
    try expect(made == [["0"]], "a transaction with a training is half there")
    for name in StressDatabase.modelNames {
      guard let rows = try? session.run("SELECT \(name)_f(10), \(name)_f(20)") else { continue }
      try expect(rows.count == 1 && StressDatabase.isVersion(rows[0]), "\(name)_f gives \(rows)")
    }
    let lines = try session.run(
      "SELECT count(*) FROM automl.usage WHERE model_name = 'big' AND status = 'completed'"
    )
    let trainings = try session.run("SELECT count(DISTINCT id) FROM made")
    try expect(lines == trainings, "\(lines) lines of the ledger for \(trainings) trainings")
    if let text = try? String(contentsOf: scored, encoding: .utf8) {
      try expect(
        text == wholeScores,
        "scored.csv has \(text.utf8.count) bytes of \(wholeScores.utf8.count)"
      )
      try FileManager.default.removeItem(at: scored)
    }
  }

  /// After a run that was not killed nothing is left of those that were.
  func checkLeftovers() throws {
    let outcome = try Attack.run(
      "automl",
      [
        "predict", "-d", "shop.duckdb", "--model", "fixed", "--data", "rows.csv", "--output",
        "scored.csv",
      ],
      in: folder,
      limit: 60
    )
    try expect(outcome.isSuccess, "predict: \(outcome.ending) \(outcome.output)")
    let known: Set = [
      "output.txt", "script.sql", "rows.csv", "whole.csv", "scored.csv", "shop.duckdb",
    ]
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      !known.contains($0) && !$0.hasSuffix(".output") && $0 != "shop.duckdb.wal"
    }
    try expect(left.isEmpty, "left over: \(left)")
  }

  private func expect(_ condition: Bool, _ text: @autoclosure () -> String) throws {
    if !condition { throw KillFault(description: text()) }
  }
}

/// Something that a kill left half-done.
private struct KillFault: Error, CustomStringConvertible {
  let description: String
}
