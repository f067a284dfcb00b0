import TestSupport
import Testing

@testable import AutoML

/// The price that the cloud would ask, told alike before a training, after it and in the ledger.
@Suite struct TrainingPriceTests {
  /// 2,000 rows of 4 columns, or 1,000 of them; a million cells are 20 dollars.
  @Test(arguments: [
    ("", 8_000, 0.16, "8,000"), ("SETTINGS (MAX_CELLS 4000)", 4_000, 0.08, "4,000"),
  ])
  func `cells that are trained on have one price`(
    settings: String,
    cells: Int,
    price: Double,
    text: String
  ) throws {
    let session = try Session(configuration: SessionConfiguration(threadCount: 1))
    _ = try session.scriptRows(
      "CREATE TABLE t AS SELECT range % 37 AS a, range % 5 AS b, range % 3 AS c, "
        + "range % 37 > 17 AS y FROM range(2000);"
    )
    let create =
      "CREATE MODEL m FROM t TARGET y FUNCTION f AUTO OFF MODEL_TYPE LINEAR_LEARNER \(settings)"
    let plan = try session.scriptRows("EXPLAIN \(create)").joined().map { "\($0)" }
    #expect(plan.contains { $0.contains("the cloud would ask \(price) USD") })
    let report = try session.report(of: create)
    #expect(report?.cells == cells)
    #expect(report?.price == price)
    // Lines are broken where a screen ends.
    let shown = try session.scriptRows("SHOW MODEL m").map {
      "\($0)".replacing("\\n", with: " ")
    }
    #expect(
      shown.contains {
        $0.contains("0.00 USD here; the cloud would ask \(price) USD for \(text) cells")
      }
    )
    let line = try session.scriptRows(
      "SELECT cells, training_price_usd, prediction_price_usd FROM automl.usage"
    )
    #expect(line == [[.integer(Int64(cells)), .real(price), .real(0)]])
  }
}
