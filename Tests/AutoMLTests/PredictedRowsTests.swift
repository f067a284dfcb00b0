import AutoML
import Testing

/// Predictions in memory as the SQL function gives them.
@Suite struct PredictedRowsTests {
  private let session: Session

  init() throws {
    session = try Session(configuration: SessionConfiguration(threadCount: 2))
    try session.execute(
      """
      CREATE TABLE t AS SELECT (range % 50)::DOUBLE AS a, chr((65 + range % 3)::INT) AS c,
        (range % 50 * 1.37)::DECIMAL(9,1) AS y,
        CASE WHEN range % 50 > 20 THEN 'yes' ELSE 'no' END AS k FROM range(400);
      """
    )
  }

  private let columns = [
    Column("a", .doubles([1.26, 30, .nan])), Column("c", .texts(["A", "Z", "B"])),
  ]

  /// Trains a model, and gives the predictions of the rows above.
  private func rows(_ model: String) throws -> PredictedRows {
    try session.execute("CREATE MODEL m FROM \(model)")
    return try session.predictor(ofModelNamed: "m")
      .predictedRows(of: columns, withProbabilities: true)
  }

  @Test func `numbers have the target's type`() throws {
    let rows = try rows(
      "(SELECT a, c, y FROM t) TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER"
    )
    let sql = try session.query(
      "SELECT f(a, c) FROM (VALUES (1.26::DOUBLE, 'A'), (30, 'Z'), (NULL, 'B')) v(a, c)"
    )
    #expect(sql.columns.first?.values == .doubles(numbers(rows)) && rows.count == 3)
    #expect(numbers(rows).allSatisfy { ($0 * 10).rounded() / 10 == $0 })
  }

  private func numbers(_ rows: PredictedRows) -> [Double] {
    if case .numbers(let numbers) = rows.values { numbers } else { [] }
  }

  @Test func `clusters are the function's`() throws {
    let rows = try rows(
      "(SELECT a, c FROM t) FUNCTION f AUTO OFF MODEL_TYPE KMEANS "
        + "PREPROCESSORS '[{\"ColumnSet\": [\"c\"], \"Transformers\": [\"OneHotEncoder\"]}]' "
        + "HYPERPARAMETERS DEFAULT EXCEPT (K '3')"
    )
    let sql = try session.query(
      "SELECT f(a, c)::DOUBLE FROM (VALUES (1.26, 'A'), (30, 'Z')) v(a, c)"
    )
    #expect(sql.columns.first?.values == .doubles(Array(numbers(rows).prefix(2))))
  }

  @Test func `ON_UNSEEN is kept`() throws {
    let model = "(SELECT a, c, k FROM t) TARGET k FUNCTION f AUTO OFF MODEL_TYPE XGBOOST "
    let rows = try rows(model + "SETTINGS (ON_UNSEEN 'null')")
    #expect(rows.missingRows == [1])
    guard case .classes(let classes, let probabilities) = rows.values else {
      Issue.record("\(rows.values)")
      return
    }
    #expect(classes.count == 3 && probabilities.map(\.count) == [3, 3])
    try session.execute("CREATE OR REPLACE MODEL m FROM \(model) SETTINGS (ON_UNSEEN 'error')")
    let error = #expect(throws: AutoMLError.self) {
      try session.predictor(ofModelNamed: "m").predictedRows(of: columns)
    }
    #expect(error?.message.hasPrefix("row 2, column \"c\": the value 'Z' is one that") == true)
  }

  @Test func `inputs read texts as the engine does`() throws {
    try session.execute(
      """
      CREATE MODEL m FROM (SELECT a, c, DATE '2026-01-01' + a::INT AS d, TIME '10:00' AS t,
        TIMESTAMP '2026-01-01 10:00' + to_hours(a::INT) AS s, a > 3 AS b, k FROM t) TARGET k
        FUNCTION f AUTO OFF MODEL_TYPE XGBOOST;
      """
    )
    let inputs = try session.predictor(ofModelNamed: "m").inputs
    #expect(inputs.map(\.kind) == [.number, .text, .date, .time, .timestamp, .boolean])
    let texts = ["-1.5e3", "x", "2026-01-31", "01:00:01.5", "1970-01-01 00:01", "TRUE"]
    let numbers: [Double?] = [-1_500, nil, 20_484, 3_601.5, 60, 1]
    #expect(zip(inputs, texts).map { $0.number(ofText: $1) } == numbers)
    #expect(inputs.map { $0.number(ofText: "none") } == Array(repeating: nil, count: 6))
    #expect(inputs[2].column(ofNumbers: [20_484]) == Column("d", .dates([20_484])))
    #expect(inputs[4].column(ofNumbers: [60]) == Column("s", .timestamps([60_000_000])))
    #expect(inputs[5].column(ofNumbers: [1, .nan]).isNull(1))
  }
}
