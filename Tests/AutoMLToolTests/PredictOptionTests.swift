import Foundation
import Testing

@testable import AutoMLTool

/// Columns beside a prediction: chosen ones, intervals, contributions.
@Suite struct PredictOptionTests {
  private let tool: ToolProcess

  init() throws {
    tool = try ToolProcess()
    try train("range % 20 + (hash(range) % 7)::DOUBLE AS y", ["--validate"])
    try tool.write("id,a,note\n7,3,x\n8,,y\n", to: "rows.csv")
  }

  private func train(_ target: String, _ more: [String] = []) throws {
    let outcome = try tool.run(
      [
        "train", "--query", "SELECT range % 20 AS a, \(target) FROM range(400)",
        "--target", "y", "--auto", "off", "--model-type", "xgboost", "--output", "m.automl",
        "--hyperparameter", "num_round=5",
      ] + more
    )
    #expect(outcome.status == 0, "\(outcome.error)")
  }

  private func predict(_ output: String, _ more: [String]) throws -> ToolProcess.Outcome {
    try tool.run(
      ["predict", "--model", "m.automl", "--data", "rows.csv", "--output", output] + more
    )
  }

  private func rows(_ sql: String) throws -> String {
    let outcome = try tool.run(["sql", "--format", "csv", "-c", sql])
    #expect(outcome.status == 0, "\(outcome.error)")
    return outcome.output
  }

  @Test func `columns are written in the order in which they are named`() throws {
    let outcome = try predict("-", ["--columns", "NOTE,id"])
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.first == "note,id,prediction", "\(outcome.error)")
    #expect(lines.dropFirst().map { $0.prefix(4) } == ["x,7,", "y,8,"])
  }

  @Test func `columns that are not there, or there twice, are refused`() throws {
    let missing = try predict("-", ["--columns", "idd"])
    #expect(missing.status == 1 && missing.output.isEmpty)
    #expect(
      missing.error.hasPrefix(
        "ERROR 42703: \"rows.csv\" has no column \"idd\", which is to be written\nHint: "
      ),
      "\(missing.error)"
    )
    let twice = try predict("-", ["--columns", "id,ID"])
    #expect(twice.error == "ERROR 42701: the column \"ID\" is to be written twice\n")
  }

  @Test func `a name that is left out may be added`() throws {
    try tool.write("prediction,a\n1,3\n", to: "rows.csv")
    #expect(try predict("-", []).status == 1)
    let outcome = try predict("-", ["--columns", "a"])
    #expect(outcome.output.hasPrefix("a,prediction\n3,"), "\(outcome.error)")
  }

  @Test(arguments: ["csv", "parquet", "json", "ndjson"])
  func `contributions add up to the prediction`(format: String) throws {
    let outcome = try predict("out.\(format)", ["--explain"])
    #expect(outcome.status == 0, "\(outcome.error)")
    let sums = try rows(
      """
      SELECT count(*) AS n, max(abs(prediction - (e->>'a')::DOUBLE - (e->>'(base)')::DOUBLE)) < 1e-9
      FROM (SELECT prediction, to_json(explanation) AS e FROM 'out.\(format)')
      """
      .replacing(
        "to_json(explanation)",
        with: format == "csv" ? "explanation::JSON" : "to_json(explanation)"
      )
    )
    #expect(sums.hasSuffix("\n2,true\n"), "\(sums)")
  }

  @Test func `bounds lie around the prediction, wider for a higher probability`() throws {
    for level in ["0.5", "0.9"] {
      let options = ["--interval", level, "--prediction-column", "y"]
      let outcome = try predict("out\(level).parquet", options)
      #expect(outcome.status == 0, "\(outcome.error)")
    }
    let widths = try rows(
      """
      SELECT bool_and(n.y_lower < n.y AND n.y < n.y_upper) AS around,
        bool_and(n.y_upper - n.y_lower > h.y_upper - h.y_lower) AS wider
      FROM 'out0.9.parquet' n JOIN 'out0.5.parquet' h USING (id)
      """
    )
    #expect(widths == "around,wider\ntrue,true\n")
  }

  @Test(arguments: ["0", "1", "-0.1", "nan", "x"])
  func `a probability of an interval is between 0 and 1`(level: String) throws {
    let outcome = try predict("-", ["--interval=\(level)"])
    #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome.error)")
  }

  @Test func `classes have no interval`() throws {
    try train("CASE WHEN range % 20 < 10 THEN 'low' ELSE 'high' END AS y")
    let refused = try predict("out.csv", ["--interval", "0.9"])
    #expect(refused.status == 1)
    #expect(refused.error.contains("intervals are of numbers, and the model predicts classes"))
    #expect(try !tool.fileNames.contains("out.csv"))
    let explained = try predict("-", ["--explain", "--probabilities"])
    #expect(
      explained.output.hasPrefix("id,a,note,prediction,p_high,p_low,explanation\n"),
      "\(explained.error)"
    )
  }

  @Test func `a model without errors of held-out rows has no interval`() throws {
    try train("range % 20 + 0.5 AS y")
    let refused = try predict("out.csv", ["--interval", "0.9"])
    #expect(refused.error.contains("the model knows no errors of rows that were held out"))
    #expect(try !tool.fileNames.contains("out.csv"))
  }
}
