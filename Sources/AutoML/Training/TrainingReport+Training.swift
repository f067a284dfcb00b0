import Learning
import Metering
import Models

extension TrainingReport {
  /// The report of a training, but for its times.
  init(plan: ModelPlan, task: TrainingTask, counts: RowCounts, trained: TrainedModel) {
    model = plan.names.displayName
    function = plan.names.functionText
    problemType = task.goal.problemTypeName
    problemReason = task.goal.target?.problemReason
    objective =
      plan.goal.target?.objective?.text ?? task.goal.defaultObjective(of: plan.training)
    metric = Metric(
      name: trained.metricName,
      validation: trained.validationMetric,
      standardError: trained.score?.standardError.finite,
      baseline: trained.score?.baseline.finite,
      training: trained.trainingMetric
    )
    validationScheme = trained.validationScheme
    classes = task.goal.target?.classCounts
    decision = task.goal.target?.decision(of: trained)
    calibration = trained.calibration.map { Calibration($0) }
    rows = counts.rowCount
    usedRows = task.rowCount
    sourceRows = counts.sourceRowCount
    columns = counts.columnCount
    cells = rows * columns
    sampled = counts.sourceRowCount > counts.rowCount
    price = CloudPrice.dollars(for: Cells(cells))
    seconds = Seconds()
    peakBytes = 0
    threads = 1
    seed = Int(truncatingIfNeeded: plan.seed)
    winner = Winner(
      family: trained.winner.family.rawValue,
      settings: trained.winner.texts
    )
    leaderboard = trained.leaderboard.map { scored in
      LeaderboardEntry(
        family: scored.candidate.family.rawValue,
        settings: scored.candidate.with(rounds: scored.rounds).texts,
        metric: scored.metric,
        seconds: scored.seconds
      )
    }
    let parts = LearnedParts(model: trained.model)
    importance = parts.importance?.firstOfReport
    coefficients = parts.coefficients(standardErrors: trained.standardErrors)?.firstOfReport
    clusters = parts.clusters(trained.clusterFit)?.firstOfReport
    for (cluster, means) in (trained.mixedMeans?.means ?? []).firstOfReport.enumerated() {
      clusters?[cluster].centroid += means
    }
    clustering = trained.clusterFit.map { Clustering($0) }
    learningCurve = LearningPoint.curve(of: trained.roundLosses)
    convergence = trained.linearFit.map { Convergence($0) }
    isComplete = trained.isComplete
    warnings = task.notices + task.warnings(about: trained)
  }
}

extension TrainingReport.Calibration {
  /// The report of a calibration.
  fileprivate init(_ found: ScoreCalibration) {
    self.init(
      slope: found.map.slope,
      shift: found.map.shift,
      logLossBefore: found.lossBefore,
      logLoss: found.loss
    )
  }
}

extension Candidate {
  /// The settings that are printed, by name; of one given twice the last.
  fileprivate var texts: [String: String] {
    Dictionary(shown.map { ($0.name, $0.text) }, uniquingKeysWith: { $1 })
  }
}
