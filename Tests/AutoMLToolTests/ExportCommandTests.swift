import AutoML
import Foundation
import Testing

@testable import AutoMLTool

/// `export`, and the way back: CREATE MODEL from what it wrote.
///
/// That XGBoost 3.2.0 predicts the same with the files was checked for every objective and for the winners of
/// searches on 1,500 rows with missing values, booleans and categories: largest relative difference 1.8e-6.
@Suite struct ExportCommandTests {
  private let tool: ToolProcess

  init() throws {
    tool = try ToolProcess()
    let rows = (0..<300).map { row in
      let plan = ["basic", "plus", "pro"][row % 3]
      let amount = row % 7 == 0 ? "" : "\(Double(row * 13 % 100) / 4)"
      let days = 1 + row % 28
      return "\(row * 7 % 60),\(amount),\(plan),2026-01-\(days < 10 ? "0" : "")\(days),"
        + "\(row * 7 % 60 < 30 ? "low" : row % 3 == 0 ? "high" : "middle"),\(row * 7 % 60 * 3)"
    }
    try tool.write(
      "age,amount,plan,day,class,total\n" + rows.joined(separator: "\n") + "\n",
      to: "data.csv"
    )
  }

  private func train(_ query: String, _ target: String, _ more: [String]) throws {
    let outcome = try tool.run(
      ["train", "--query", query, "--target", target, "--output", "m.automl"] + more
    )
    #expect(outcome.status == 0, "\(outcome.error)")
  }

  @Test func `XGBoost's file of a model gives the same model back`() throws {
    try train(
      "SELECT age, amount, age > 30 AS adult, total FROM 'data.csv'",
      "total",
      ["--auto", "off", "--model-type", "xgboost", "--objective", "reg:tweedie"]
    )
    let exported = try tool.run(["export", "m.automl", "--output", "m.json"])
    #expect(exported.status == 0 && exported.output.isEmpty)
    #expect(
      exported.error == """
        Notice: XGBoost's features are, in this order: age, amount, adult
        Notice: column "adult" is 1 for true and 0 for false
        Notice: XGBoost rounds numbers to single precision: a value of age, amount that is as near to a \
        threshold as that may score otherwise

        """
    )
    let predicted = try tool.run(
      ["predict", "--model", "m.automl", "--data", "with_adult.csv", "--output", "p.csv"])
    #expect(predicted.status == 1)
    let script = """
      CREATE MODEL back FROM 'm.json' FUNCTION back (bigint, double, boolean) RETURNS double;
      COPY (SELECT *, age > 30 AS adult FROM 'data.csv') TO 'with_adult.csv';
      """
    #expect(try tool.run(["sql", "-d", "x.duckdb", "-c", script]).status == 0)
    let again = try tool.run(
      ["predict", "--model", "m.automl", "--data", "with_adult.csv", "--output", "p.csv"])
    #expect(again.status == 0, "\(again.error)")
    let differing = try tool.run(
      [
        "sql", "-d", "x.duckdb", "--format", "csv", "-c",
        """
        SELECT count(*) FROM 'p.csv'
        WHERE abs(prediction - back(age, amount, adult)) > 1e-6 * abs(prediction)
        """,
      ])
    #expect(differing.output.hasSuffix("\n0\n"), "\(differing.output)\(differing.error)")
    // What came from XGBoost goes back to it, objective and all.
    let back = try tool.run(["export", "back", "-d", "x.duckdb", "--output", "back.json"])
    #expect(back.status == 0, "\(back.error)")
    #expect(try tool.text(of: "back.json").contains("\"tweedie_variance_power\":\"1.5\""))
  }

  @Test func `classes, categories and dates are told of`() throws {
    try train(
      "SELECT plan, day, age, class FROM 'data.csv'",
      "class",
      ["--auto", "off", "--model-type", "xgboost"]
    )
    let exported = try tool.run(["export", "m.automl", "--format", "xgboost-json"])
    #expect(exported.status == 0)
    #expect(exported.output.contains("\"multi:softprob\""))
    #expect(
      exported.output.contains(
        #""automl.classes":"[\"high\",\"low\",\"middle\"]","#
          + #""automl.levels":"{\"plan\":[\"basic\",\"plus\",\"pro\"]}""#
      )
    )
    #expect(
      exported.error == """
        Notice: XGBoost's features are, in this order: plan, day, day.year, day.month, day.day, \
        day.weekday, age
        Notice: column "plan" is a category (enable_categorical), missing where it is none of: \
        0 = basic, 1 = plus, 2 = pro
        Notice: column "day" is days since 1970-01-01; its weekday is 1 on Mondays
        Notice: XGBoost's attribute automl.levels has every category's texts
        Notice: XGBoost rounds numbers to single precision: a value of age that is as near to a \
        threshold as that may score otherwise
        Notice: XGBoost counts classes: 0 = high, 1 = low, 2 = middle (its attribute automl.classes)

        """
    )
  }

  @Test func `every model has a text and a model file`() throws {
    try train(
      "SELECT age, plan, total FROM 'data.csv'",
      "total",
      ["--auto", "off", "--model-type", "linear_learner", "--hyperparameter", "lambda=1e-9"]
    )
    let text = try tool.run(["export", "m.automl"])
    let lines = text.output.split(separator: "\n")
    #expect(
      lines.map { $0.split(separator: ":")[0] } == [
        "(intercept)", "age", "plan = basic", "plan = plus", "plan = pro",
      ]
    )
    let slope = try #require(Double(lines[1].split(separator: " ")[1]))
    #expect(abs(slope - 3) < 1e-6)
    #expect(try tool.run(["export", "m.automl", "--output", "copy.automl"]).status == 0)
    let copied = try Data(contentsOf: tool.folder.appendingPathComponent("copy.automl"))
    #expect(try copied == Data(contentsOf: tool.folder.appendingPathComponent("m.automl")))

    let refused = try tool.run(["export", "m.automl", "--format", "xgboost-json"])
    #expect(refused.status == 1)
    #expect(
      refused.error == """
        ERROR 0A000: the model is no boosted trees, and XGBoost's files hold nothing else
        Hint: The formats automl and text take every model; MODEL_TYPE XGBOOST trains trees.

        """
    )
  }

  @Test func `a forest of classes is no file of XGBoost's`() throws {
    try train(
      "SELECT age, plan, class FROM 'data.csv'",
      "class",
      ["--auto", "off", "--model-type", "random_forest", "--hyperparameter", "n_estimators=2"]
    )
    let refused = try tool.run(["export", "m.automl", "--format", "xgboost-json"])
    #expect(refused.status == 1)
    #expect(
      refused.error == """
        ERROR 0A000: the model is a random forest of classes, whose trees XGBoost has no objective for
        Hint: The formats automl, sql and text take it; MODEL_TYPE XGBOOST trains boosted trees.

        """
    )
  }

  @Test func `a model is a query`() throws {
    try train(
      "SELECT age, plan, day, class FROM 'data.csv'",
      "class",
      [
        "--auto", "off", "--model-type", "xgboost", "--hyperparameter", "num_round=1",
        "--hyperparameter", "max_depth=2",
      ]
    )
    let arguments = ["export", "m.automl", "--format", "sql", "--columns", "amount"]
    let exported = try tool.run(arguments + ["--probabilities"])
    #expect(exported.status == 0 && exported.error.isEmpty, "\(exported.error)")
    try Golden.expect(exported.output, equals: "query.sql")
    let query = try tool.run(arguments + ["--table", "'data.csv'"])
    let run = try tool.run(["sql", "--format", "csv", "-c", query.output])
    #expect(run.output.hasPrefix("amount,age,plan,day,prediction\n"), "\(run.error)")
    #expect(run.output.split(separator: "\n").count == 301)
  }

  @Test func `what is not there is named`() throws {
    let file = try tool.run(["export", "missing.automl"])
    #expect(file.status == 1 && file.error.contains("\"missing.automl\" cannot be read"))
    _ = try tool.run(["sql", "-d", "x.duckdb", "-c", "SELECT 1"])
    let name = try tool.run(["export", "churn", "-d", "x.duckdb"])
    #expect(name.status == 1 && name.error.contains("model \"churn\" does not exist"))
  }
}
