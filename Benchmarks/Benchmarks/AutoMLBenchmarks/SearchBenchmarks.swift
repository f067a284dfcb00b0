@testable import AutoML
import Benchmark

/// The whole of CREATE MODEL with its defaults: planning, extraction, search, refit, storing.
func searchBenchmarks() {
  measure(
    "Search/CREATE MODEL on telco_churn with defaults",
    configuration: .init(warmupIterations: 0, maxDuration: .seconds(10), maxIterations: 5),
    input: {
      let session = try Session()
      try session.rows(
        of: """
          CREATE TABLE telco AS
          SELECT * EXCLUDE (customer_id) FROM read_csv('\(Inputs.telcoChurn)')
          """
      )
      return session
    }
  ) { benchmark, session in
    try session.rows(of: "CREATE OR REPLACE MODEL churn FROM telco TARGET churn FUNCTION is_lost")
    benchmark.stopMeasurement()
    let report = try session.report(ofModelNamed: "churn")
    precondition(report.isComplete && report.leaderboard.count > 2 && report.rows == 7_043)
    // Saying of everybody that they stay is right for 73.5 % of the customers.
    let inputs = try session.rows(of: "SELECT column_name FROM (DESCRIBE telco)")
      .compactMap { $0[0] }.filter { $0 != "churn" }.joined(separator: ", ")
    let right = try session.number(of: "SELECT avg((is_lost(\(inputs)) = churn)::INT) FROM telco")
    precondition(right > 0.78, "right for \(right)")
  }
}
