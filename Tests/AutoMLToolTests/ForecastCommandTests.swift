import Foundation
import Testing

/// Forecasts by the command line: `train --model-type forecast`, and `show --plot`.
@Suite struct ForecastCommandTests {
  private let tool: ToolProcess

  init() throws {
    tool = try ToolProcess()
    // Two shops whose weeks repeat.
    let rows = ["north", "south"].flatMap { shop in
      (0..<70).map { day in
        "\(shop),2024-\(day < 31 ? "01" : day < 60 ? "02" : "03")-"
          + "\(String(format: "%02d", day < 31 ? day + 1 : day < 60 ? day - 30 : day - 59)),"
          + "\((shop == "north" ? 20 : 50) + day % 7 * 3)"
      }
    }
    try tool.write("shop,day,sold\n" + rows.joined(separator: "\n") + "\n", to: "sales.csv")
  }

  private func train(_ more: [String]) throws -> ToolProcess.Outcome {
    try tool.run(
      ["train", "--data", "sales.csv", "--target", "sold", "--model-type", "forecast"] + more
    )
  }

  @Test func `forecasts of a file are a file`() throws {
    let trained = try train([
      "--horizon", "7", "--percentiles", "mean,0.9", "--frequency", "D", "--output", "next.csv",
    ])
    #expect(trained.status == 0, "\(trained.error)")
    #expect(!trained.error.contains("not kept"))
    let text = String(
      decoding: try Data(contentsOf: tool.folder.appendingPathComponent("next.csv")),
      as: UTF8.self
    )
    let lines = text.split(separator: "\n")
    #expect(lines.count == 15 && lines[0] == "id,time,mean,p90")
    #expect(lines[1].hasPrefix("north,2024-03-11 00:00:00,"))
    // 70 days of exact weeks: day 70 is like day 63.
    let first = try #require(Double(lines[1].split(separator: ",")[2]))
    #expect(abs(first - 20) < 0.5)
  }

  @Test func `forecasts of a database are drawn`() throws {
    #expect(try train(["--horizon", "7", "--model", "m", "-d", "s.duckdb"]).status == 0)
    #expect(try tool.run(["show", "m", "-d", "s.duckdb", "--plot", "m.svg"]).status == 0)
    let drawing = try Data(contentsOf: tool.folder.appendingPathComponent("m.svg"))
    let printed = try tool.run(["show", "m", "-d", "s.duckdb", "--plot", "-"])
    #expect(Data(printed.output.utf8) == drawing && printed.output.hasPrefix("<svg "))
    let shown = try tool.run(["show", "m", "-d", "s.duckdb"])
    #expect(shown.output.contains("FORECASTS:") && shown.output.contains("│"))
  }

  @Test(arguments: [
    (["--horizon", "0"], "The value of '--horizon' must be 1 or more, not 0."),
    (
      ["--horizon", "7", "--output", "m.automl"],
      "Forecasts are rows: '--output' is a .csv, .parquet, .json or .ndjson file of them"
    ),
    (["--model-type", "xgboost", "--horizon", "7"], "'--horizon' is for '--model-type forecast'."),
    (
      ["--model-type", "mlp", "--percentiles", "0.5"],
      "'--percentiles' is for '--model-type forecast'."
    ),
  ])
  func `options that do not go together are refused`(options: [String], message: String) throws {
    let refused = try tool.run(
      ["train", "--data", "sales.csv", "--target", "sold", "--model-type", "forecast"] + options
    )
    #expect(refused.status == 2)
    #expect(refused.error.contains(message), "\(refused.error)")
  }

  @Test func `a file of another kind keeps what it has`() throws {
    try tool.write("keep", to: "next.txt")
    let refused = try train(["--horizon", "7", "--output", "next.txt"])
    #expect(refused.status == 1)
    #expect(refused.error.contains("Use .csv, .parquet, .json or .ndjson."))
    #expect(
      try String(contentsOf: tool.folder.appendingPathComponent("next.txt"), encoding: .utf8)
        == "keep"
    )
  }

  @Test(arguments: [
    (["show", "--plot", "m.svg", "-d", "s.duckdb"], "'--plot' draws a model: name one."),
    (
      ["show", "m", "--plot", "m.svg", "--json", "-d", "s.duckdb"],
      "'--plot' and '--json' are two answers"
    ),
  ])
  func `a drawing is of one model`(command: [String], message: String) throws {
    let refused = try tool.run(command)
    #expect(refused.status == 2 && refused.error.contains(message), "\(refused.error)")
  }
}
