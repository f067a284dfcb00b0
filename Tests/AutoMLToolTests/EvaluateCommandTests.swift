import Foundation
import Testing

@testable import AutoMLTool

/// Models judged on files: what is printed, and what is refused.
@Suite struct EvaluateCommandTests {
  private let tool: ToolProcess

  init() throws {
    tool = try ToolProcess()
    let outcome = try tool.run([
      "train", "--query",
      "SELECT range % 10 AS a, CASE WHEN range % 10 < 5 THEN 'Yes' ELSE 'no' END AS y FROM range(200)",
      "--target", "y", "--auto", "off", "--model-type", "xgboost", "--output", "m.automl",
    ])
    #expect(outcome.status == 0, "\(outcome.error)")
    try tool.write("y,a\nYes,1\nYes,2\nYes,7\nno,8\nno,9\nno,9\n,9\n", to: "rows.csv")
  }

  private func evaluate(_ more: [String] = []) throws -> ToolProcess.Outcome {
    try tool.run(["evaluate", "--model", "m.automl"] + more)
  }

  @Test func `metrics are printed with errors and baselines, below each other`() throws {
    let outcome = try evaluate(["--data", "rows.csv"])
    #expect(outcome.status == 0, "\(outcome.error)")
    try Golden.expect(outcome.output, equals: "evaluation.txt")
  }

  @Test func `JSON has an object for each metric`() throws {
    let outcome = try evaluate(["--data", "rows.csv", "--json"])
    #expect(outcome.status == 0, "\(outcome.error)")
    let object = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    let metrics = try #require(object as? [String: [String: Any]])
    #expect(metrics["rows"]?["value"] as? Double == 6)
    #expect(metrics["rows_left_out"]?["value"] as? Double == 1)
    #expect(metrics["accuracy"]?["value"] as? Double == 5.0 / 6)
    #expect(metrics["accuracy"]?["baseline"] as? Double == 0.5)
    #expect(metrics["rows"]?["standard_error"] is NSNull)
  }

  @Test func `data without the target and a model that is not there are refused`() throws {
    try tool.write("a\n1\n", to: "blind.csv")
    let blind = try evaluate(["--data", "blind.csv"])
    #expect(blind.status == 1)
    #expect(blind.error.contains("\"blind.csv\" has no column \"y\""))
    let none = try tool.run(["evaluate", "--model", "none", "--data", "rows.csv"])
    #expect(none.status == 2)
    #expect(none.error.contains("a model's name needs '--database'"))
  }
}
