import Foundation
import Testing

@testable import AutoMLTool

/// Pages on models: where they go, and what is refused.
@Suite struct ReportCommandTests {
  private let tool: ToolProcess

  init() throws {
    tool = try ToolProcess()
    let outcome = try tool.run([
      "sql", "-d", "x.duckdb", "-c",
      """
      CREATE TABLE t AS SELECT range % 10 AS a, CASE WHEN range % 10 < 5 THEN 'Yes' ELSE 'no' END AS y
      FROM range(200);
      COPY (FROM t LIMIT 50) TO 'rows.csv';
      CREATE MODEL churn FROM t TARGET y FUNCTION f AUTO OFF MODEL_TYPE XGBOOST;
      """,
    ])
    #expect(outcome.status == 0, "\(outcome.error)")
  }

  private func report(_ arguments: String...) throws -> ToolProcess.Outcome {
    try tool.run(["report"] + arguments)
  }

  @Test func `a page goes to a file or to standard output, the same each time`() throws {
    let file = try report("churn", "-d", "x.duckdb", "--data", "rows.csv", "--output", "page.html")
    #expect(file.status == 0 && file.output.isEmpty && file.error.isEmpty, "\(file.error)")
    let page = try tool.text(of: "page.html")
    #expect(page.hasPrefix("<!DOCTYPE html>\n") && page.hasSuffix("</html>\n"))
    #expect(
      page.contains("Confusion matrix") && page.contains("On the 50 rows of <code>rows.csv</code>")
    )
    let output = try report("churn", "-d", "x.duckdb", "--data", "rows.csv", "--threads", "1")
    #expect(output.status == 0 && output.output == page)
  }

  @Test func `a model file has its page too`() throws {
    _ = try tool.run(["export", "churn", "-d", "x.duckdb", "--output", "m.automl"])
    let outcome = try report("m.automl", "--data", "rows.csv")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.contains("<h1>m</h1>") && outcome.output.contains("ROC curve"))
    #expect(
      outcome.output.contains("<pre>CREATE MODEL &quot;m&quot; FROM &#39;m.automl&#39;;</pre>")
    )
    #expect(try report("m.automl", "--data", "rows.csv").output == outcome.output)
  }

  @Test func `what is not there or cannot be read is named, and an old page stays`() throws {
    try tool.write("old", to: "page.html")
    let model = try report("chrun", "-d", "x.duckdb", "--output", "page.html")
    #expect(model.status == 1)
    #expect(
      model.error == "ERROR 42704: model \"chrun\" does not exist\nHint: Did you mean \"churn\"?\n"
    )
    try tool.write("a\n1\n", to: "blind.csv")
    let blind = try report(
      "churn",
      "-d",
      "x.duckdb",
      "--data",
      "blind.csv",
      "--output",
      "page.html"
    )
    #expect(blind.status == 1)
    #expect(blind.error.contains("\"blind.csv\" has no column \"y\", which the model needs"))
    try tool.write("a,y\nmany,no\n", to: "odd.csv")
    let odd = try report("churn", "-d", "x.duckdb", "--data", "odd.csv", "--output", "page.html")
    #expect(odd.status == 1 && odd.error.contains("row 1: 'many' is no number"), "\(odd.error)")
    let none = try report("churn", "-d", "x.duckdb", "--data", "none.csv", "--output", "page.html")
    #expect(none.status == 1 && none.error.contains("none.csv"))
    #expect(try tool.text(of: "page.html") == "old")
    let place = try report("churn", "-d", "x.duckdb", "--output", "nowhere/page.html")
    #expect(place.status == 1 && place.error.contains("nowhere/page.html"))
    let database = try report("churn", "-d", "none.duckdb")
    #expect(database.status == 1 && database.error.contains("\"none.duckdb\" does not exist"))
  }

  @Test func `a name needs a database, and a model file none`() throws {
    let name = try report("churn")
    #expect(name.status == 2 && name.error.contains("a model's name needs '--database'"))
    let file = try report("m.automl", "-d", "x.duckdb")
    #expect(file.status == 2 && file.error.contains("'--database' is for a model's name"))
  }
}
