import Foundation
import Testing

@testable import AutoMLTool

/// A file is read as the types that the model was trained on, and written as it is.
@Suite struct PredictTypesTests {
  private let tool: ToolProcess

  /// A model of text that looks like numbers, a number, a date and a boolean; `yes` where the code is 007 or
  /// the day is in the first quarter.
  init() throws {
    tool = try ToolProcess()
    var rows = "code,amount,day,ok,y\n"
    for index in 0..<300 {
      let code = ["007", "7", "1e5", "1.10"][index % 4]
      let (day, month) = (index % 28 + 1, index / 4 % 12 + 1)
      let answer = code == "007" || month <= 3 ? "yes" : "no"
      rows += "\(code),\(index % 9).50,\(index == 0 ? 31 : day)/\(month)/2024,"
      rows += "\(index % 3 == 0 ? "t" : "f"),\(answer)\n"
    }
    try tool.write(rows, to: "train.csv")
    let outcome = try tool.run([
      "train", "--data", "train.csv", "--target", "y", "--auto", "off", "--model-type", "xgboost",
      "--output", "m.automl",
    ])
    #expect(outcome.status == 0, "\(outcome.error)")
  }

  private func predict(_ data: String, _ output: String, _ more: [String] = []) throws
    -> ToolProcess.Outcome
  {
    try tool.run(["predict", "--model", "m.automl", "--data", data, "--output", output] + more)
  }

  /// Columns that nothing guesses right: each on its own looks like numbers or booleans.
  private static let rows = """
    note,code,amount,day,ok,more
    1.10,007,7.50,2024-12-31,t,Yes
    2.0,7,1e0,2024-11-30,,"a ""b"", c"
    ,7,,2024-11-01,F,NULL
    "",007,+3,2024-10-01,no,No

    """

  @Test func `columns of a file are written letter by letter, and text stays text`() throws {
    try tool.write(Self.rows, to: "rows.csv")
    let answers = ["prediction", "yes", "no", "no", "yes"]
    let lines = Self.rows.split(separator: "\n")
    let expected = zip(lines, answers).map { "\($0),\($1)\n" }.joined()
    let printed = try predict("rows.csv", "-")
    #expect(printed.output == expected, "\(printed.error)")
    let written = try predict("rows.csv", "out.csv")
    #expect(written.status == 0, "\(written.error)")
    #expect(try tool.text(of: "out.csv") == expected)
  }

  @Test(arguments: ["json", "ndjson", "parquet"])
  func `a file with types has a CSV's columns as text, and is scored alike`(format: String) throws {
    try tool.write(Self.rows, to: "rows.csv")
    let outcome = try predict("rows.csv", "out.\(format)")
    #expect(outcome.status == 0, "\(outcome.error)")
    let again = try predict("out.\(format)", "-", ["--prediction-column", "again"])
    let lines = Self.rows.split(separator: "\n")
    let answers = ["prediction,again", "yes,yes", "no,no", "no,no", "yes,yes"]
    #expect(
      again.output == zip(lines, answers).map { "\($0),\($1)\n" }.joined(),
      "\(again.error)"
    )
    guard format == "json" else { return }
    let json = try JSONSerialization.jsonObject(with: Data(tool.text(of: "out.json").utf8))
    let first = try #require((json as? [[String: Any]])?.first)
    #expect(first["amount"] as? String == "7.50" && first["note"] as? String == "1.10")
  }

  @Test(arguments: [
    (0, "amount", "row 1: '7,5' is no number", "007,\"7,5\",2024-01-01,t"),
    (3000, "amount", "row 3001: 'true' is no number", "007,true,2024-01-01,t"),
    (1, "day", "row 2: '2024-02-30' is no date", "007,1,2024-02-30,t"),
    (2, "ok", "row 3: 'maybe' is no boolean", "007,1,2024-01-01,maybe"),
  ])
  func `a value that cannot be converted is named, and nothing is written`(
    before: Int,
    column: String,
    place: String,
    row: String
  ) throws {
    let good = String(repeating: "7,1,2024-01-01,t\n", count: before)
    try tool.write("code,amount,day,ok\n\(good)\(row)\n", to: "rows.csv")
    for output in ["out.csv", "out.json", "out.parquet", "-"] {
      let outcome = try predict("rows.csv", output)
      #expect(outcome.status == 1)
      #expect(outcome.output.isEmpty)
      #expect(
        outcome.error.hasPrefix("ERROR 22018: \"rows.csv\", column \"\(column)\", \(place)\n"),
        "\(outcome.error)"
      )
      #expect(try !tool.fileNames.contains { $0.hasPrefix("out.") })
    }
  }

  /// Predictions of a file in which all but the dates of column `day` says no.
  private func predictions(ofDays days: [String], _ more: [String] = []) throws
    -> ToolProcess.Outcome
  {
    let rows = days.map { "7,1,\($0),t\n" }.joined()
    try tool.write("code,amount,day,ok\n\(rows)", to: "rows.csv")
    return try predict("rows.csv", "-", more)
  }

  @Test(arguments: [
    ["2024-02-03", "2024-12-31"], ["3/2/2024", "31/12/2024"], ["2/3/2024", "12/31/2024"],
    ["03.02.2024", "31.12.2024"], ["02-03-2024", "12-31-2024"], ["2024.02.03", "2024.12.31"],
    ["02/02/2024", "12/12/2024"], ["02/03/24", "12/31/24"],
  ])
  func `dates are read in the one order that fits all of them`(days: [String]) throws {
    let outcome = try predictions(ofDays: days)
    #expect(
      outcome.output
        == "code,amount,day,ok,prediction\n7,1,\(days[0]),t,yes\n7,1,\(days[1]),t,no\n",
      "\(outcome.error)"
    )
  }

  @Test func `dates that two orders fit are refused, and read as it is said`() throws {
    let days = ["03/02/2024", "02/12/2024"]
    let refused = try predictions(ofDays: days)
    #expect(refused.status == 1 && refused.output.isEmpty)
    #expect(
      refused.error == """
        ERROR 22000: "rows.csv", column "day": the dates could be %d/%m/%Y or %m/%d/%Y
        Hint: Write them as 2026-01-31, or say which it is: automl predict --date-format FORMAT.

        """
    )
    let dayFirst = try predictions(ofDays: days, ["--date-format", "%d/%m/%Y"])
    #expect(dayFirst.output.contains("03/02/2024,t,yes\n7,1,02/12/2024,t,no\n"))
    let monthFirst = try predictions(
      ofDays: ["05/02/2024", "02/05/2024"],
      ["--date-format", "%m/%d/%Y"]
    )
    #expect(monthFirst.output.contains("05/02/2024,t,no\n7,1,02/05/2024,t,yes\n"))
    // Years of two digits are not those of the first century.
    #expect(try predictions(ofDays: ["10/11/12"]).error.contains("%y/%m/%d or %d/%m/%y"))
  }

  @Test func `timestamps and UUIDs are read too`() throws {
    let made = try tool.run([
      "train", "--query",
      """
      SELECT TIMESTAMP '2024-01-01 00:00:00' + INTERVAL (i) HOUR AS at,
        IF(i % 3 = 0, uuid '00112233-4455-6677-8899-aabbccddeeff',
          uuid '10112233-4455-6677-8899-aabbccddeeff') AS u, i > 4400 AS y
      FROM range(8784) t(i)
      """,
      "--target", "y", "--auto", "off", "--model-type", "xgboost", "--output", "t.automl",
    ])
    #expect(made.status == 0, "\(made.error)")
    func predict(_ row: String) throws -> ToolProcess.Outcome {
      try tool.write("at,u\n\(row)\n", to: "rows.csv")
      return try tool.run(["predict", "--model", "t.automl", "--data", "rows.csv", "--output", "-"])
    }
    for (row, answer) in [
      ("2024-12-31T10:00:00,00112233-4455-6677-8899-AABBCCDDEEFF", "true"),
      ("31/12/2024 10:00:00,", "true"), ("1/31/2024 10:00:00 PM,", "false"), (",", "false"),
    ] {
      #expect(try predict(row).output == "at,u,prediction\n\(row),\(answer)\n")
    }
    #expect(try predict("today,").error.contains("column \"at\", row 1: 'today' is no timestamp"))
    #expect(try predict(",x").error.contains("column \"u\", row 1: 'x' is no UUID"))
  }

  @Test func `labels are those of the training file`() throws {
    try tool.write("code,amount,day,ok\n007,1,2024-12-31,t\n", to: "rows.csv")
    let outcome = try predict("rows.csv", "-", ["--probabilities"])
    #expect(outcome.output.hasPrefix("code,amount,day,ok,prediction,p_no,p_yes\n"))
    #expect(outcome.output.contains(",t,yes,"))
  }

  @Test func `JSON is read as it is written`() throws {
    let rows = #"""
      {"code":"007","amount":7,"day":"2024-12-31","ok":true,"id":12345678901234567890123,"at":"2024-01-01"}
      {"code":7,"amount":1.5,"day":"2024-12-30","ok":null,"id":NaN,"at":"01:02:03"}

      """#
    try tool.write(rows, to: "rows.ndjson")
    let outcome = try predict("rows.ndjson", "out.ndjson")
    #expect(outcome.status == 0, "\(outcome.error)")
    let lines = try tool.text(of: "out.ndjson").split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].contains(#""day":"2024-12-31","ok":true,"id":12345678901234567890123,"at":"#))
    #expect(lines[0].hasSuffix(#""prediction":"yes"}"#) && lines[1].hasSuffix(#""no"}"#))
    #expect(lines[1].contains(#""id":null,"at":"01:02:03""#))
  }

  @Test func `keys of JSON that differ in case keep their values`() throws {
    let row = #"{"code":"007","amount":7,"day":"2024-12-31","ok":true,"k":1,"K":"x","it's":2}"#
    try tool.write(row + "\n", to: "rows.ndjson")
    let outcome = try predict("rows.ndjson", "-")
    #expect(
      outcome.output == """
        code,amount,day,ok,k,K_1,it's,prediction
        007,7,2024-12-31,true,1,x,2,yes

        """,
      "\(outcome.error)"
    )
  }

  @Test func `numbers that JSON has not are null in JSON, inside values too`() throws {
    let made = try tool.run([
      "sql", "-c",
      """
      COPY (SELECT '7' AS code, 'nan'::DOUBLE AS amount, DATE '2024-12-31' AS day, true AS ok,
        ['inf'::FLOAT, 1.5] AS l, {'a': {'b': '-inf'::DOUBLE}, 'c': 'x'} AS s,
        MAP {'k': ['nan'::DOUBLE]} AS m, NULL::STRUCT(a DOUBLE) AS n)
      TO 'rows.parquet' (FORMAT parquet)
      """,
    ])
    #expect(made.status == 0, "\(made.error)")
    let outcome = try predict("rows.parquet", "out.ndjson")
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(
      try tool.text(of: "out.ndjson") == """
        {"code":"7","amount":null,"day":"2024-12-31","ok":true,"l":[null,1.5],\
        "s":{"a":{"b":null},"c":"x"},"m":{"k":[null]},"n":null,"prediction":"no"}

        """
    )
  }
}
