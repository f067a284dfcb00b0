import Benchmark
@testable import ModelSQL

/// Text to statements.
func modelSQLBenchmarks() {
  Benchmark(
    "ModelSQL/parse a CREATE MODEL",
    configuration: .init(scalingFactor: .kilo)
  ) { benchmark in
    var parsed: Statement?
    for _ in benchmark.scaledIterations { parsed = try Parser.parse(createModel) }
    benchmark.stopMeasurement()
    guard case .createModel(let model) = parsed else { preconditionFailure("not a CREATE MODEL") }
    precondition(model.name.value.name == "customer_churn" && model.settings.count == 3)
  }

  measure(
    "ModelSQL/split a script of 1 MB",
    input: {
      (0..<statementCount).map { index in
        "INSERT INTO t VALUES (\(index), 'it''s; text', \"a;b\", $$;$$); -- a comment; and no end\n"
      }.joined()
    }
  ) { benchmark, text in
    var script = Script(text)
    var count = 0
    while try script.next() != nil { count += 1 }
    benchmark.stopMeasurement()
    precondition(count == statementCount, "\(count) statements")
  }
}

private let statementCount = 13_000

private let createModel = """
  CREATE MODEL demo_ml.customer_churn
  FROM (SELECT state, area_code, total_charge / account_length AS average_daily_spend,
               cust_serv_calls / account_length AS average_daily_cases, churn
        FROM customer_activity WHERE record_date < '2020-01-01')
  TARGET churn FUNCTION predict_customer_churn
  IAM_ROLE default
  PROBLEM_TYPE BINARY_CLASSIFICATION OBJECTIVE 'F1'
  SETTINGS (S3_BUCKET 'bucket', MAX_RUNTIME 60, MAX_CELLS 500000)
  """
