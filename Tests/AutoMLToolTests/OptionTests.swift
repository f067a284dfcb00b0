import ArgumentParser
import AutoML
import Testing

@testable import AutoMLTool

@Suite struct OptionTests {
  private static func parse<Command>(_ line: String, as type: Command.Type) throws -> Command {
    try #require(
      AutoMLTool.parseAsRoot(line.split(separator: " ").map(String.init)) as? Command
    )
  }

  @Test func `commands and files run in the order given`() throws {
    let command = try Self.parse("sql -c one -f two -c three --file four", as: SQLCommand.self)
    let sources = (command.command + command.file).sorted { $0.position < $1.position }
    let texts = sources.map {
      switch $0.kind {
      case .command(let text), .file(let text): text
      }
    }
    #expect(texts == ["one", "two", "three", "four"])
  }

  @Test(arguments: ["-d shop.duckdb", "--database shop.duckdb", "--database=shop.duckdb"])
  func `the database has two names`(option: String) throws {
    let command = try Self.parse("sql \(option)", as: SQLCommand.self)
    #expect(command.databaseOptions.database == "shop.duckdb")
  }

  @Test func `train turns every option into the request`() throws {
    let request = try Self.parse(
      """
      train --data x.csv --target y --model m --problem-type REGRESSION --objective MSE \
      --model-type XGBOOST --auto off --hyperparameter max_depth=6 --hyperparameter a=b=c \
      --exclude id,name --exclude email --weight-column w --group-column q --max-cells 10 \
      --max-runtime 20 --seed 30
      """,
      as: TrainCommand.self
    ).request
    guard case .files("x.csv") = request.source else {
      Issue.record("not the files given: \(request.source)")
      return
    }
    #expect(request.target == "y")
    #expect(request.modelName == "m")
    #expect(request.problemType == .regression)
    #expect(request.objective == .meanSquaredError)
    #expect(request.modelType == .xgboost)
    #expect(!request.auto)
    #expect(request.hyperparameters.map(\.key) == ["max_depth", "a"])
    #expect(request.hyperparameters.map(\.value) == ["6", "b=c"])
    #expect(request.excludedColumns == ["id", "name", "email"])
    #expect(request.weightColumn == "w" && request.groupColumn == "q")
    #expect(request.maxCells == 10)
    #expect(request.maxRuntime == 20)
    #expect(request.seed == 30)
  }

  @Test func `what train is not told stays open`() throws {
    let request = try Self.parse("train --query SELECT --target y", as: TrainCommand.self).request
    guard case .query("SELECT") = request.source else {
      Issue.record("not the query given: \(request.source)")
      return
    }
    #expect(request.auto)
    #expect(request.modelName == nil && request.maxCells == nil && request.seed == nil)
  }

  @Test func `a model is a file by its extension, and a name otherwise`() throws {
    for (text, isFile) in [("m.automl", true), ("folder/m.automl", true), ("demo.churn", false)] {
      let request = try Self.parse(
        "predict --model \(text) -d shop.duckdb --data x.csv --output -",
        as: PredictCommand.self
      ).request
      #expect(request.outputPath == nil)
      switch request.model {
      case .file(let path): #expect(isFile && path == text)
      case .named(let name): #expect(!isFile && name == text)
      }
    }
  }

  @Test(arguments: [
    ("export m.automl", ModelFormat.text),
    ("export m.automl --output m.json", .xgboostJSON),
    ("export demo.churn -d shop.duckdb --output churn.automl", .automl),
    ("export m.automl --output m.json --format text", .text),
    ("export m.automl --output folder/m.txt", .text),
    ("export m.automl --output m.sql", .sql()),
    (
      "export m.automl --format sql --table shop.t --columns id,day --probabilities",
      .sql(PredictionQuery(table: "shop.t", columns: ["id", "day"], hasProbabilities: true))
    ),
  ])
  func `export takes the format from the output's name`(line: String, format: ModelFormat) throws {
    #expect(try Self.parse(line, as: ExportCommand.self).chosenFormat == format)
  }

  @Test(arguments: [
    "train --target y",
    "train --data x.csv --query SELECT --target y",
    "train --data x.csv",
    "train --data x.csv --target y --auto maybe",
    "train --data x.csv --target y --auto off --hyperparameter max_depth",
    "train --data x.csv --target y --auto off --hyperparameter =6",
    "train --data x.csv --target y --hyperparameter max_depth=6",
    "train --data x.csv --target y --exclude ,",
    "train --data x.csv --target y --max-cells 0",
    "train --data x.csv --target y --max-runtime -1",
    "train --data x.csv --target y --seed -1",
    "train --data x.csv --target y --threads 0",
    "predict --model m.automl --data x.csv",
    "predict --model demo.churn --data x.csv --output -",
    "export",
    "export demo.churn",
    "export m.automl --output m.bin",
    "export m.automl --format xml",
    "export m.automl --table t",
    "export m.automl --output m.json --probabilities",
    "sql --format xml",
    "show a b",
    "usage extra",
    "trian --target y",
  ])
  func `arguments that make no sense are refused`(line: String) {
    #expect(throws: (any Error).self) {
      try AutoMLTool.parseAsRoot(line.split(separator: " ").map(String.init))
    }
  }
}
