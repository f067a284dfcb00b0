import AutoML
import Foundation
import Testing

@testable import AutoMLTool

/// `train`, and what its model is good for: `predict`, `show` and `usage`.
@Suite struct TrainCommandTests {
  private let tool: ToolProcess

  init() throws {
    tool = try ToolProcess()
    // 300 rows; who is below 40 on the basic plan leaves.
    let rows = (0..<300).map { row in
      let age = 20 + row * 7 % 60
      let plan = row % 3 == 0 ? "basic" : "plus"
      return "\(row),\(age),\(plan),\(age < 40 && plan == "basic" ? "leaves" : "stays")"
    }
    try tool.write("id,age,plan,churned\n" + rows.joined(separator: "\n") + "\n", to: "data.csv")
  }

  private func train(_ more: [String]) throws -> ToolProcess.Outcome {
    try tool.run(["train", "--data", "data.csv", "--target", "churned", "--exclude", "id"] + more)
  }

  @Test func `train prints one object with the report's keys`() throws {
    let outcome = try train(["--json", "--seed", "7", "--threads", "1"])
    #expect(outcome.status == 0)
    let data = Data(outcome.output.utf8)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(
      object.keys.sorted() == [
        "cells", "classes", "coefficients", "columns", "complete", "convergence", "decision",
        "function", "leaderboard", "metric", "model", "objective", "peak_bytes", "price",
        "problem_reason", "problem_type", "rows", "sampled", "seconds", "seed", "source_rows",
        "threads", "used_rows", "validation", "warnings", "winner",
      ]
    )
    let report = try JSONDecoder().decode(TrainingReport.self, from: data)
    #expect(report.rows == 300 && report.columns == 3 && report.cells == 900)
    #expect(report.seed == 7 && report.threads == 1)
  }

  @Test func `a model file scores a file, with the input's columns first`() throws {
    let trained = try train(["--output", "m.automl"])
    #expect(trained.status == 0, "\(trained.error)")
    #expect(trained.output.contains("Leaderboard"))
    #expect(!trained.error.contains("not kept"))

    let csv = try tool.run(
      ["predict", "--model", "m.automl", "--data", "data.csv", "--output", "-"])
    #expect(csv.status == 0, "\(csv.error)")
    let lines = csv.output.split(separator: "\n")
    #expect(lines.first == "id,age,plan,churned,prediction")
    #expect(lines.count == 301)
    #expect(lines.contains("0,20,basic,leaves,leaves"))

    for name in ["scored.csv", "scored.json", "scored.parquet"] {
      let outcome = try tool.run(
        [
          "predict", "--model", "m.automl", "--data", "data.csv", "--output", name,
          "--probabilities",
        ])
      #expect(outcome.status == 0, "\(outcome.error)")
      #expect(outcome.output.isEmpty)
      let described = try tool.run(
        ["sql", "--format", "csv", "-c", "SELECT column_name FROM (DESCRIBE FROM '\(name)')"])
      #expect(
        described.output == "column_name\nid\nage\nplan\nchurned\nprediction\np_stays\np_leaves\n"
      )
    }
  }

  @Test func `a model of a database is shown, counted and used by its name`() throws {
    let trained = try train(["-d", "shop.duckdb", "--model", "churn"])
    #expect(trained.status == 0, "\(trained.error)")

    let list = try tool.run(["show", "-d", "shop.duckdb", "--json"])
    #expect(list.output.contains("churn"))
    let model = try tool.run(["show", "churn", "-d", "shop.duckdb"])
    #expect(model.output.contains("Target Column"))
    let json = try tool.run(["show", "churn", "-d", "shop.duckdb", "--json"])
    let report = try JSONDecoder().decode(TrainingReport.self, from: Data(json.output.utf8))
    #expect(report.cells == 900)

    let usage = try tool.run(["usage", "-d", "shop.duckdb"])
    #expect(usage.output.contains("churn"))
    #expect(usage.output.hasSuffix("Prediction is free.\n"))
    let ledger = try tool.run(["usage", "-d", "shop.duckdb", "--json"])
    let object = try JSONSerialization.jsonObject(with: Data(ledger.output.utf8))
    #expect((object as? [String: [Any]])?.keys.sorted() == ["months", "trainings"])

    let predicted = try tool.run(
      ["predict", "--model", "churn", "-d", "shop.duckdb", "--data", "data.csv", "--output", "-"])
    #expect(predicted.output.contains("0,20,basic,leaves,leaves\n"))
  }

  @Test func `a name that needs quotes is written to a file too`() throws {
    let trained = try train(
      ["-d", "shop.duckdb", "--model", "\"my-model\"", "--output", "my.automl"]
    )
    #expect(trained.status == 0, "\(trained.error)")
    let predicted = try tool.run(
      ["predict", "--model", "my.automl", "--data", "data.csv", "--output", "-"])
    #expect(predicted.output.contains("0,20,basic,leaves,leaves\n"))
  }

  @Test func `a model that would be lost is told of`() throws {
    let outcome = try train(["--auto", "off", "--model-type", "xgboost"])
    #expect(outcome.status == 0)
    #expect(outcome.error.contains("not kept"))
  }

  @Test func `what is not there is named`() throws {
    let target = try tool.run(["train", "--data", "data.csv", "--target", "churnt"])
    #expect(target.status == 1)
    #expect(target.error.hasPrefix("ERROR 42703: "))
    #expect(target.error.contains("churned"))

    let data = try tool.run(["train", "--data", "missing.csv", "--target", "churned"])
    #expect(data.status == 1)
    #expect(data.error.contains("missing.csv"))

    let model = try tool.run(
      ["predict", "--model", "missing.automl", "--data", "data.csv", "--output", "-"])
    #expect(model.status == 1)
    #expect(model.error.contains("missing.automl"))

    let name = try tool.run(["show", "nothing"])
    #expect(name.status == 1)
    #expect(name.error.contains("nothing"))
  }
}
