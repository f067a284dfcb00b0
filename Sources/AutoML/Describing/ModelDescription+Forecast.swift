/// The part of SHOW MODEL that is of forecasts.
extension ModelDescription {
  func forecast(_ shown: ShownModel, _ report: TrainingReport) -> [DescriptionRow] {
    var rows = DescriptionRow.heading("RESULT:")
    rows += heldOut(report)
    rows += trainingData(shown, report)
    rows += DescriptionRow.heading("PARAMETERS:")
    rows += settings(shown, report)
    rows += methods(report)
    rows += forecastCalls()
    return rows
  }

  private func heldOut(_ report: TrainingReport) -> [DescriptionRow] {
    let value = report.metric.validation.map { significant($0) }
    let rows: [DescriptionRow?] = [
      DescriptionRow(report.metric.name, value),
      DescriptionRow("Validated On", report.validationScheme),
      DescriptionRow("Inside Bounds", report.winner.settings["coverage"]),
    ]
    return rows.compactMap(\.self)
  }

  private func settings(_ shown: ShownModel, _ report: TrainingReport) -> [DescriptionRow] {
    let settings = report.winner.settings
    let rows: [DescriptionRow?] = [
      DescriptionRow("Model Type", report.winner.family),
      DescriptionRow("Problem Type", report.problemType),
      DescriptionRow("Objective", report.objective),
      DescriptionRow("Series", settings["series"]),
      DescriptionRow("Frequency", settings["frequency"]),
      DescriptionRow("Horizon", settings["horizon"]),
      DescriptionRow("IAM Role", shown.clauses.iamRole),
      DescriptionRow("S3 Bucket", shown.clauses.s3Bucket),
      DescriptionRow("Max Runtime", "\(shown.maxRuntime)"),
    ]
    return rows.compactMap(\.self)
  }

  private func methods(_ report: TrainingReport) -> [DescriptionRow] {
    guard !report.leaderboard.isEmpty else { return [] }
    return DescriptionRow.heading("RELATIVE ERRORS OF METHODS:")
      + report.leaderboard.map { DescriptionRow($0.family, significant($0.metric)) }
  }

  private func forecastCalls() -> [DescriptionRow] {
    let create = "CREATE TABLE forecasts AS SELECT FORECAST(\(entry.names.reference));"
    let select = "SELECT * FROM automl.forecast(\(nameLiteral));"
    return DescriptionRow.heading("NEXT:")
      + [DescriptionRow("Example", create, .sql), DescriptionRow("", select, .sql)]
  }
}
