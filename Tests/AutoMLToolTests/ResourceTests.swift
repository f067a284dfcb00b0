import Foundation
import Testing

/// A resource that the system does not give ends a command with an error, and the database stays whole.
@Suite struct ResourceTests {
  private let tool: ToolProcess

  init() throws {
    tool = try ToolProcess()
    _ = try tool.run([
      "sql", "-d", "shop.duckdb", "-c",
      """
      CREATE TABLE t AS SELECT range % 37 AS a, hash(range) % 1000 AS b, (range * 0.7) % 13 AS c,
        CASE WHEN range % 37 > 17 THEN 'yes' ELSE 'no' END AS y FROM range(60000);
      CREATE MODEL kept FROM t TARGET y FUNCTION kept_f AUTO OFF MODEL_TYPE XGBOOST
        HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '2')
      """,
    ])
  }

  private static let script = """
    CREATE OR REPLACE MODEL m FROM t TARGET y FUNCTION f AUTO OFF MODEL_TYPE XGBOOST \
    HYPERPARAMETERS DEFAULT EXCEPT (NUM_ROUND '5');
    CREATE OR REPLACE MODEL l FROM t TARGET y FUNCTION g AUTO OFF MODEL_TYPE LINEAR_LEARNER
    """

  /// Trains under a limit of the shell's `ulimit`, and checks what is there afterwards.
  private func train(under limit: String) throws -> ToolProcess.Outcome {
    try tool.write(Self.script, to: "train.sql")
    let outcome = try tool.runShell(
      "ulimit \(limit); exec '\(ToolProcess.executable.path)' sql -d shop.duckdb -f train.sql"
    )
    let after = try tool.run([
      "sql", "-d", "shop.duckdb", "--format", "csv", "-c",
      "SELECT count(*) FROM t WHERE kept_f(a, b, c) IN ('yes', 'no')",
    ])
    #expect(after.output.hasSuffix("\n60000\n"), "after ulimit \(limit): \(after.error)")
    return outcome
  }

  @Test func `too few descriptors are an error before anything is opened`() throws {
    for count in [5, 8, 16] {
      let outcome = try train(under: "-n \(count)")
      #expect(outcome.status == 1)
      #expect(
        outcome.error
          == """
          ERROR 53000: the process may open \(count) files, and needs 24
          Hint: Raise the limit: ulimit -n 240.

          """
      )
    }
    #expect(try train(under: "-n 24").status == 0)
  }

  @Test func `a small stack is none of ours`() throws {
    let outcome = try train(under: "-s 64")
    #expect(outcome.status == 0, "\(outcome.error)")
  }

  @Test func `little memory is an error, and no trap`() throws {
    for kilobytes in stride(from: 300_000, through: 900_000, by: 100_000) {
      let outcome = try train(under: "-v \(kilobytes)")
      let isTold = outcome.status == 1 && outcome.error.contains("ERROR ")
      #expect(outcome.status == 0 || isTold, "\(kilobytes): \(outcome.status) \(outcome.error)")
    }
  }
  @Test func `the peak of memory is the tool's own, whoever started it`() throws {
    // Linux hands the peak of a process on to the programs that it starts.
    let size = 1 << 30
    let room = [UInt8](repeating: 1, count: size)
    let outcome = try tool.run([
      "train", "--query", "SELECT range AS a, range % 2 AS y FROM range(500)", "--target", "y",
      "--auto", "off", "--model-type", "xgboost", "--json",
    ])
    #expect(room.last == 1)
    #expect(outcome.status == 0, "\(outcome.error)")
    let json = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let peak = try #require((json as? [String: Any])?["peak_bytes"] as? Int)
    // The library of the engine alone is some megabytes of memory.
    #expect(peak > 10 << 20 && peak < size)
  }
}
