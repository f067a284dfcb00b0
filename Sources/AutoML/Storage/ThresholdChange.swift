import Learning
import Models

/// Another threshold for a model of two classes: what it predicts changes, its probabilities do not.
struct ThresholdChange {
  /// The version that is in use.
  let entry: ModelEntry
  /// Its model.
  let model: Model
  /// The probability of the positive class above which it is to be predicted, 0 to 1.
  let threshold: Double

  /// Whether the version in use was made so: it is changed, and keeps its number.
  var replacesVersion: Bool {
    JSON.value(TrainingReport.self, from: entry.report)?.warnings.contains {
      $0.hasPrefix(Self.noticeOpening)
    } ?? false
  }

  /// The version with the other threshold, for its owner.
  ///
  /// - Throws: where the model cannot be called.
  func finished(explanation: String, owner: String) throws(ModelError) -> FinishedModel {
    var changed = model
    changed.threshold = threshold
    changed.summary = summary
    let archive = ModelArchive.bytes(of: changed)
    var entry = entry
    entry.owner = owner
    entry.report = report
    return FinishedModel(
      names: entry.names,
      entry: entry,
      explanation: explanation,
      archive: archive,
      function: PredictionFunction(
        try ModelPredictor(changed, checksum: ModelArchive.checksumText(archive)),
        name: entry.functionName,
        checksum: ModelArchive.checksumText(archive)
      ),
      record: nil
    )
  }

  private var summary: String {
    guard var summary = JSON.value(ModelSummary.self, from: model.summary) else {
      return model.summary
    }
    summary.metric = summary.metric.atUnknownThreshold
    return JSON.text(summary)
  }

  private var report: String {
    guard var report = JSON.value(TrainingReport.self, from: entry.report) else {
      return entry.report
    }
    report.metric = report.metric.atUnknownThreshold
    report.decision = TrainingReport.Decision(
      positiveClass: report.decision?.positiveClass ?? model.labels.last ?? "",
      threshold: threshold,
      precision: nil,
      recall: nil,
      curve: report.decision?.curve
    )
    // Of one threshold only is told.
    report.warnings.removeAll { $0.hasPrefix(Self.noticeOpening) }
    report.warnings.append(
      Self.noticeOpening + "\(significant(threshold)): precision and recall at it are not known, "
        + "leaderboard and other notices are of the training"
    )
    return JSON.text(report)
  }

  private static let noticeOpening = "ALTER MODEL has set the threshold to "
}

extension TrainingReport.Metric {
  /// The metric without the figures that hang on the threshold.
  fileprivate var atUnknownThreshold: Self {
    // The names of others are not those of `Metric`: `error`, `f1_binary`.
    switch Metric(rawValue: name) {
    case .areaUnderROC, .logLoss, .meanSquaredError: self
    case .accuracy, .f1, .f1Macro, nil: Self(name: name, validation: nil, training: nil)
    }
  }
}
