import Models

/// The facts of its training that a model carries along: nothing that differs between two runs on
/// the same data.
struct ModelSummary: Codable, Equatable {
  var problemType: String
  var objective: String
  var metric: TrainingReport.Metric
  var rows: Int
  var columns: Int
  var seed: Int
  var winner: TrainingReport.Winner
}

extension ModelSummary {
  /// The part of a report that does not differ between two runs.
  init(_ report: TrainingReport) {
    problemType = report.problemType
    objective = report.objective
    metric = report.metric
    rows = report.rows
    columns = report.columns
    seed = report.seed
    winner = report.winner
  }
}
