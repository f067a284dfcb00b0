/// The output of SHOW MODEL: two columns, in Redshift's order, with rows of ours after them.
struct ModelDescription {
  /// The model.
  let entry: ModelEntry

  /// Key and value, line by line.
  var rows: [[String?]] {
    guard let shown = JSON.value(ShownModel.self, from: entry.shown),
      let report = JSON.value(TrainingReport.self, from: entry.report)
    else { return identity }
    return identity + result(report) + trainingData(shown) + parameters(shown, report)
      + hyperparameters(report) + leaderboard(report) + learned(report) + warnings(report)
  }

  private var identity: [[String?]] {
    [
      ["Model Name", entry.modelName], ["Schema Name", entry.schemaName],
      ["Owner", entry.owner], ["Creation Time", entry.createdAt], ["Model State", "READY"],
      ["Model Version", "\(entry.version)"],
    ]
  }

  private func result(_ report: TrainingReport) -> [[String?]] {
    var rows: [[String?]] = []
    if !report.isComplete { rows.append(["Training Job Status", "MaxAutoMLJobRuntimeReached"]) }
    if let value = report.metric.validation {
      rows.append(["validation:\(report.metric.name)", fixed(value, digits: 6)])
    }
    rows += validation(of: report)
    if let training = report.metric.training {
      rows.append(["train:\(report.metric.name)", fixed(training, digits: 6)])
    }
    // Nothing was trained for a model from outside.
    guard report.cells > 0 else { return rows }
    let cells = "\(grouped(report.cells)) cells"
    rows.append(
      [
        "Estimated Cost",
        "0.00 USD here; the cloud would ask \(fixed(report.price, digits: 2)) USD for \(cells)",
      ])
    return rows
  }

  private func validation(of report: TrainingReport) -> [[String?]] {
    let metric = report.metric
    return [
      ("  Standard Error", metric.standardError.map(significant)),
      ("  Baseline", metric.baseline.map { fixed($0, digits: 6) }),
      ("  Validated On", report.validationScheme),
      ("  Positive Class", report.decision?.positiveClass),
      ("  Threshold", report.decision.map { significant($0.threshold) }),
      ("  Precision", report.decision?.precision.map(significant)),
      ("  Recall", report.decision?.recall.map(significant)),
    ].compactMap { key, value in value.map { [key, $0] } }
  }

  private func trainingData(_ shown: ShownModel) -> [[String?]] {
    if let origin = shown.origin {
      return [["Model File", origin]].prepending(Self.heading("SOURCE:"))
    }
    return training(shown)
  }

  private func training(_ shown: ShownModel) -> [[String?]] {
    lines("Query", shown.clauses.query.split(whereSeparator: \.isNewline).map { String($0) })
      .prepending(Self.heading("TRAINING DATA:"))
      + [
        ("Target Column", shown.target), ("Weight Column", shown.weight),
        ("Group Column", shown.group),
      ]
      .compactMap { key, column in column.map { [key, $0] } }
  }

  private func parameters(_ shown: ShownModel, _ report: TrainingReport) -> [[String?]] {
    let functions =
      [entry.functionName]
      + (shown.isClassification ? ProbabilityFunction.names(for: entry.functionName) : [])
    var rows: [[String?]] = [
      ["Model Type", report.winner.family], ["Problem Type", report.problemType],
      ["Objective", report.objective],
    ]
    rows += lines("Function Name", functions)
    rows.append(["Function Parameters", shown.parameters.joined(separator: " ")])
    rows.append(["Function Parameter Types", shown.parameterTypes.joined(separator: " ")])
    if let role = shown.clauses.iamRole { rows.append(["IAM Role", role]) }
    if let bucket = shown.clauses.s3Bucket { rows.append(["S3 Bucket", bucket]) }
    if let key = shown.clauses.kmsKey { rows.append(["KMS Key", key]) }
    if shown.origin == nil { rows.append(["Max Runtime", "\(shown.maxRuntime)"]) }
    return rows.prepending(Self.heading("PARAMETERS:"))
  }

  private func hyperparameters(_ report: TrainingReport) -> [[String?]] {
    let settings = report.winner.settings.sorted { $0.key < $1.key }
    guard !settings.isEmpty else { return [] }
    return settings.map { [$0.key, $0.value] }.prepending(Self.heading("HYPERPARAMETERS:"))
  }

  private func leaderboard(_ report: TrainingReport) -> [[String?]] {
    guard !report.leaderboard.isEmpty else { return [] }
    return report.leaderboard.map { entry in
      let settings = entry.settings.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      return [
        entry.family,
        ([fixed(entry.metric, digits: 6)] + settings).joined(separator: ", "),
      ]
    }.prepending(Self.heading("LEADERBOARD:"))
  }

  private func warnings(_ report: TrainingReport) -> [[String?]] {
    guard !report.warnings.isEmpty else { return [] }
    return lines("Notice", report.warnings).prepending(Self.heading("NOTICES:"))
  }

  /// One row a line; only the first has the key.
  private func lines(_ key: String, _ values: [String]) -> [[String?]] {
    values.enumerated().map { [$0.offset == 0 ? key : "", $0.element] }
  }

  static func heading(_ title: String) -> [[String?]] { [["", ""], [title, ""]] }
}

extension [[String?]] {
  fileprivate func prepending(_ rows: [[String?]]) -> [[String?]] { rows + self }
}
