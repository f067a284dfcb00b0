import AutoML
import Foundation
import Testing

@testable import AutoMLTool

@Suite struct TrainingReportTextTests {
  private static func report() throws -> TrainingReport {
    let json = """
      {"model": "demo.churn", "function": "demo.predict_churn", "problem_type": "BinaryClassification",
       "objective": "F1", "metric": {"name": "f1", "validation": 0.62314}, "rows": 7043, "columns": 20,
       "cells": 140860, "sampled": false, "price": 2.8172,
       "seconds": {"extract": 0.05, "prepare": 0.1, "train": 1.234, "compile": 0.01, "total": 1.4},
       "peak_bytes": 123456789, "threads": 2, "seed": 42,
       "winner": {"family": "xgboost", "settings": {"max_depth": "6", "eta": "0.1"}},
       "leaderboard": [
         {"family": "xgboost", "settings": {"max_depth": "6", "eta": "0.1"}, "metric": 0.62314,
          "seconds": 0.8},
         {"family": "linear_learner", "settings": {"l2": "1"}, "metric": 0.601, "seconds": 0.1},
         {"family": "baseline", "settings": {}, "metric": 0, "seconds": 0}],
       "complete": true,
       "warnings": ["column customer_id looks like an id", "column plan is constant"]}
      """
    return try JSONDecoder().decode(TrainingReport.self, from: Data(json.utf8))
  }

  @Test func `people read aligned lines and a table`() throws {
    try Golden.expect(TrainingReportText.full(Self.report()), equals: "report.txt")
    try Golden.expect(TrainingReportText.summary(of: Self.report()), equals: "report-summary.txt")
  }

  @Test func `programs read one object, which decodes to the same report`() throws {
    var report = try Self.report()
    let text = try TrainingReportText.json(report)
    try Golden.expect(text, equals: "report.json")
    #expect(try JSONDecoder().decode(TrainingReport.self, from: Data(text.utf8)) == report)
    for value in [Double.infinity, -.infinity, .nan] {
      report.metric.validation = value
      #expect(try TrainingReportText.json(report).contains(#""validation" : null"#))
    }
  }

  @Test func `a training without validation or search says so`() throws {
    var report = try Self.report()
    report.metric.validation = nil
    report.leaderboard = []
    report.warnings = []
    report.isComplete = false
    report.sampled = true
    try Golden.expect(TrainingReportText.full(report), equals: "report-auto-off.txt")
  }

  @Test func `a warning that was told already is not repeated`() throws {
    let text = try TrainingReportText.full(
      Self.report(),
      toldNotices: ["column plan is constant"]
    )
    #expect(text.contains("customer_id") && !text.contains("constant"))
  }
}
