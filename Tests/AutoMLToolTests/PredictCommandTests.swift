import Foundation
import Testing

@testable import AutoMLTool

/// Scored files: which columns they have, and what their data may be.
@Suite struct PredictCommandTests {
  private let tool: ToolProcess

  init() throws {
    tool = try ToolProcess()
    try train("CASE WHEN range % 10 < 5 THEN 'Yes' ELSE 'yes' END")
  }

  private func train(_ target: String) throws {
    let outcome = try tool.run([
      "train", "--query", "SELECT range % 10 AS a, \(target) AS y FROM range(200)",
      "--target", "y", "--auto", "off", "--model-type", "xgboost", "--output", "m.automl",
    ])
    #expect(outcome.status == 0, "\(outcome.error)")
  }

  private func predict(_ data: String, _ output: String, _ more: [String] = []) throws
    -> ToolProcess.Outcome
  {
    try tool.run(["predict", "--model", "m.automl", "--data", data, "--output", output] + more)
  }

  /// The names of a file's columns.
  private func columns(_ file: String) throws -> String {
    let outcome = try tool.run([
      "sql", "--format", "csv", "-c",
      "SELECT string_agg(column_name, ' ') AS n FROM (DESCRIBE FROM '\(file)')",
    ])
    #expect(outcome.status == 0, "\(outcome.error)")
    return String(outcome.output.dropFirst(2).dropLast())
  }

  @Test(arguments: ["csv", "parquet", "json", "ndjson"])
  func `no column of the data is renamed, left out or written twice`(format: String) throws {
    try tool.write("a,__automl_p,p\n1,2,3\n", to: "rows.csv")
    let first = try predict("rows.csv", "one.\(format)", ["--probabilities"])
    #expect(first.status == 0, "\(first.error)")
    // Labels that differ in case only are one name to SQL.
    #expect(
      first.error == """
        Notice: the column of label "yes" is "p_yes_1"
        PREDICT 1 TO one.\(format)

        """
    )
    let names = "a __automl_p p prediction p_Yes p_yes_1"
    #expect(try columns("one.\(format)") == names)
    let more = ["--probabilities", "--prediction-column", "new"]
    let again = try predict("one.\(format)", "two.\(format)", more)
    #expect(again.status == 0, "\(again.error)")
    #expect(try columns("two.\(format)") == names + " new new_Yes new_yes_1")
  }

  @Test(arguments: ["csv", "parquet", "json", "ndjson", "-"])
  func `a name that the data has already is refused, and another may be chosen`(format: String)
    throws
  {
    let output = format == "-" ? "-" : "out.\(format)"
    for (column, options) in [
      ("Prediction", []), ("p_yes", ["--probabilities"]), ("P_YES_1", ["--probabilities"]),
      ("a", ["--prediction-column", "A"]),
    ] {
      try tool.write(column == "a" ? "a\n1\n" : "a,\(column)\n1,old\n", to: "rows.csv")
      let outcome = try predict("rows.csv", output, options)
      #expect(outcome.status == 1 && outcome.output.isEmpty)
      #expect(
        outcome.error.hasPrefix(
          "ERROR 42701: \"rows.csv\" has a column \"\(column)\" already\nHint: Choose"
        ),
        "\(outcome.error)"
      )
      #expect(try !tool.fileNames.contains(output))
    }
    try tool.write("a,prediction,p_Yes\n1,old,7\n", to: "rows.csv")
    let outcome = try predict("rows.csv", output, ["--prediction-column", "score"])
    #expect(outcome.status == 0, "\(outcome.error)")
    if format == "-" {
      #expect(outcome.output == "a,prediction,p_Yes,score\n1,old,7,Yes\n")
    } else {
      #expect(try columns(output) == "a prediction p_Yes score")
    }
  }

  @Test func `functions of the database are not taken for the engine's`() throws {
    let names = ["array_extract", "list_extract", "struct_pack"]
    let macros = names.map { "CREATE MACRO \($0)(a, b) AS 7" }
    let made = try tool.run(["sql", "-d", "x.duckdb", "-c", macros.joined(separator: "; ")])
    #expect(made.status == 0, "\(made.error)")
    try tool.write(#"{"a":1}"#, to: "rows.json")
    let options = ["--probabilities", "-d", "x.duckdb"]
    let outcome = try predict("rows.json", "-", options)
    #expect(outcome.output == (try predict("rows.json", "-", ["--probabilities"])).output)
    #expect(outcome.output.hasPrefix("a,prediction,p_Yes,p_yes_1\n1,Yes,0.9"), "\(outcome.error)")
  }

  @Test func `labels may be any text`() throws {
    let labels = ["''", "chr(34) || chr(39)", "'a' || chr(0) || 'b'", "'a b'"]
    let cases = labels.enumerated().map { "WHEN \($0) THEN \($1)" }.joined(separator: " ")
    try train("CASE (range % 4) \(cases) END")
    try tool.write("a\n1\n2\n", to: "rows.csv")
    let outcome = try predict("rows.csv", "out.csv", ["--probabilities"])
    #expect(outcome.status == 0, "\(outcome.error)")
    let header = try tool.text(of: "out.csv").split(separator: "\n")[0]
    #expect(header.hasPrefix("a,prediction,p_,"))
    #expect(header.contains("p_a\u{2400}b"))
    #expect(header.contains("\"p_\"\"'\""))
  }

  @Test func `a thousand labels have a column each`() throws {
    let made = try tool.run([
      "train", "--query", "SELECT range AS a, 'l' || (range % 1000) AS y FROM range(3000)",
      "--target", "y", "--auto", "off", "--model-type", "xgboost", "--hyperparameter",
      "num_round=1", "--hyperparameter", "max_depth=1", "--output", "m.automl",
    ])
    #expect(made.status == 0, "\(made.error)")
    try tool.write("a\n1\n", to: "rows.csv")
    let outcome = try predict("rows.csv", "-", ["--probabilities"])
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(outcome.output.split(separator: "\n")[0].split(separator: ",").count == 1002)
  }

  @Test(arguments: [
    "csv", "csv.gz", "csv.zst", "tsv", "parquet", "parq", "json", "json.gz", "jsonl", "ndjson",
    "ndjson.zst",
  ])
  func `data is read by its extension, whatever a table is called`(ending: String) throws {
    let options = [
      "csv.gz": "FORMAT csv, COMPRESSION gzip", "csv.zst": "FORMAT csv, COMPRESSION zstd",
      "tsv": "FORMAT csv, DELIMITER '\t'", "parq": "FORMAT parquet",
      "json.gz": "FORMAT json, COMPRESSION gzip", "jsonl": "FORMAT json", "ndjson": "FORMAT json",
      "ndjson.zst": "FORMAT json, COMPRESSION zstd",
    ]
    let copy =
      "COPY (SELECT 3 AS a, 'b' AS b) TO 'rows.\(ending)'"
      + (options[ending].map { " (\($0))" } ?? "")
    let trap =
      "CREATE TABLE \"rows.\(ending)\" AS SELECT 8 AS a, 'trap' AS b; "
      + "CREATE VIEW \"row?.\(ending)\" AS SELECT 8 AS a, 'trap' AS b"
    let made = try tool.run(["sql", "-d", "x.duckdb", "-c", copy, "-c", trap])
    #expect(made.status == 0, "\(made.error)")
    for data in ["rows.\(ending)", "row?.\(ending)"] {
      let outcome = try predict(data, "-", ["-d", "x.duckdb"])
      #expect(outcome.output == "a,b,prediction\n3,b,Yes\n", "\(data): \(outcome.error)")
    }
  }

  @Test func `training data is read from the file too`() throws {
    let made = try tool.run([
      "sql", "-d", "x.duckdb", "-c",
      "COPY (SELECT range AS a, range * 2 AS y FROM range(40)) TO 'rows.csv'", "-c",
      "CREATE TABLE \"rows.csv\" AS SELECT 1 AS trap",
    ])
    #expect(made.status == 0, "\(made.error)")
    let train = [
      "train", "-d", "x.duckdb", "--target", "y", "--auto", "off", "--model-type",
      "linear_learner", "--data",
    ]
    let outcome = try tool.run(train + ["rows.csv"])
    #expect(outcome.status == 0, "\(outcome.error)")
    let missing = try tool.run(train + ["none.csv"])
    #expect(
      missing.error
        == "ERROR 58030: IO Error: No files found that match the pattern \"none.csv\"\n"
    )
  }

  @Test(arguments: ["rows", "rows.txt", "rows.gz", "", "a.csv/rows", ".csv.xlsx"])
  func `data without a format is refused by name`(name: String) throws {
    let outcome = try predict(name, "-")
    #expect(outcome.status == 1)
    #expect(
      outcome.error.hasPrefix(
        "ERROR 22023: \"\(name)\" has no extension that tells its format\nHint: Data has .csv,"
      )
    )
  }
}
