import Learning

/// The lines of SHOW MODEL about what a model is worth.
extension ModelDescription {
  func result(_ report: TrainingReport) -> [DescriptionRow] {
    let metric = report.metric
    var rows: [DescriptionRow] = []
    if !report.isComplete {
      rows.append(DescriptionRow("Training Job Status", "MaxAutoMLJobRuntimeReached"))
    }
    if let value = metric.validation {
      rows.append(DescriptionRow("validation:\(metric.name)", sixDigits(value)))
    }
    rows += validation(of: report)
    if let training = metric.training {
      rows.append(DescriptionRow("train:\(metric.name)", sixDigits(training)))
    }
    // Nothing was trained for a model from outside.
    guard report.cells > 0 else { return rows }
    let cells = "\(grouped(report.cells)) cells"
    return rows + [
      DescriptionRow(
        "Estimated Cost",
        "0.00 USD here; the cloud would ask \(fixed(report.price, digits: 2)) USD for \(cells)"
      )
    ]
  }

  /// Six digits after the point, as Redshift has them, as far as a number has such digits.
  private func sixDigits(_ value: Double) -> String {
    value.magnitude < 1e15 ? fixed(value, digits: 6) : significant(value)
  }

  private func validation(of report: TrainingReport) -> [DescriptionRow] {
    let metric = report.metric
    let decision = report.decision
    return [
      DescriptionRow("  Standard Error", metric.standardError.map(short)),
      DescriptionRow("  95 % Interval", interval(of: metric)),
      DescriptionRow("  Baseline", metric.baseline.map { "\(short($0)) without any column" }),
      DescriptionRow("  Gain", gain(of: metric)),
      DescriptionRow("  Typical Error", typicalError(report)),
      DescriptionRow("  Validated On", metric.validation.flatMap { _ in report.validationScheme }),
      DescriptionRow("  Positive Class", decision?.positiveClass),
      DescriptionRow("  Threshold", decision.map { short($0.threshold) }),
      DescriptionRow("  Precision", decision?.precision.map(short)),
      DescriptionRow("  Recall", decision?.recall.map(short)),
      DescriptionRow("  Calibration", report.calibration.map(text(of:))),
    ].compactMap(\.self)
  }

  private func text(of calibration: TrainingReport.Calibration) -> String {
    let shift = calibration.shift
    let added =
      shift == 0 ? "" : ", \(shift < 0 ? "less" : "plus") \(short(shift.magnitude))"
    return "scores times \(short(calibration.slope))\(added): log loss "
      + "\(short(calibration.logLoss)), was \(short(calibration.logLossBefore))"
  }

  /// Standard errors on either side that a value lies within in 95 of 100 cases.
  private static let reach = 1.96

  private func interval(of metric: TrainingReport.Metric) -> String? {
    guard let value = metric.validation, let error = metric.standardError else { return nil }
    let low = max(value - Self.reach * error, 0)
    let high = value + Self.reach * error
    let isShare = metric.isHigherBetter || ["error", "merror"].contains(metric.name)
    return "\(short(low)) to \(short(isShare ? min(high, 1) : high))"
  }

  /// The share of the baseline's error that the model takes away.
  private func gain(of metric: TrainingReport.Metric) -> String? {
    guard let value = metric.validation, let baseline = metric.baseline else { return nil }
    let (error, most) = metric.isHigherBetter ? (1 - value, 1 - baseline) : (value, baseline)
    guard most > 0, error.isFinite else { return nil }
    let share = 1 - error / most
    return share > 0 ? "\(percent(share)) of the baseline's error is gone" : "none"
  }

  private func typicalError(_ report: TrainingReport) -> String? {
    guard report.metric.name == Metric.meanSquaredError.rawValue else { return nil }
    return report.metric.validation.map { "\(short($0.squareRoot())), the root of the mse" }
  }

  /// Every other point of the curve, and the threshold in use.
  func thresholds(_ report: TrainingReport) -> [DescriptionRow] {
    guard let decision = report.decision, let curve = decision.curve, !curve.isEmpty else {
      return []
    }
    var points = curve.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    let isInUse = { (point: TrainingReport.DecisionPoint) in point.threshold == decision.threshold }
    if let precision = decision.precision, let recall = decision.recall, precision + recall > 0,
      !points.contains(where: isInUse)
    {
      points.append(
        TrainingReport.DecisionPoint(
          threshold: decision.threshold,
          precision: precision,
          recall: recall,
          f1: 2 * precision * recall / (precision + recall)
        )
      )
      points.sort { $0.threshold < $1.threshold }
    }
    return DescriptionRow.heading("THRESHOLDS:", "precision   recall       F1")
      + points.map { point in
        let numbers = [point.precision, point.recall, point.f1]
          .map { ScreenText.padded(fixed($0, digits: 4), to: 9, right: true) }
        return DescriptionRow(
          "above \(short(point.threshold))",
          numbers.joined() + (isInUse(point) ? "  in use" : "")
        )
      }
  }

  /// So many candidates are printed.
  private static let candidateLimit = 5

  func leaderboard(_ report: TrainingReport) -> [DescriptionRow] {
    guard !report.leaderboard.isEmpty else { return [] }
    let shown = report.leaderboard.prefix(Self.candidateLimit).map { entry in
      let settings = entry.settings.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
      return DescriptionRow(
        entry.family,
        ([short(entry.metric)] + settings).joined(separator: ", ")
      )
    }
    return DescriptionRow.heading("LEADERBOARD:", "\(report.metric.name) on the rows that chose")
      + [DescriptionRow("  Why the First", reason(report))].compactMap(\.self) + shown
      + rest(report.leaderboard.count - shown.count, "FROM automl.leaderboard(\(nameLiteral))")
  }

  /// By how much the winner is better than the next one, in standard errors of its own score.
  private func reason(_ report: TrainingReport) -> String? {
    guard report.leaderboard.count > 1, let error = report.metric.standardError, error > 0 else {
      return nil
    }
    let difference = (report.leaderboard[0].metric - report.leaderboard[1].metric).magnitude
    guard difference.isFinite else { return nil }
    if difference == 0 { return "as good as the second, and tried before it" }
    let count = difference / error
    let meaning =
      switch count {
      case ..<1: "the two are as good as each other"
      case ..<2: "it may be chance"
      default: "it is clearly better"
      }
    return "better than the second by \(short(difference)), \(fixed(count, digits: 1)) standard "
      + "errors: \(meaning)"
  }
}

extension TrainingReport.Metric {
  /// Whether a higher value is a better one: the losses have no more than these names.
  var isHigherBetter: Bool {
    !["mse", "rmse", "mae", "error", "merror", "logloss", "mlogloss"].contains(name)
  }
}
