import LinearAlgebra
import Models

extension CandidateSearch {
  /// Adds what a candidate came to on all folds.
  mutating func keep(
    _ candidate: Candidate,
    _ trained: [TrainedCandidate],
    seconds: Double
  ) {
    let predictions = Matrix(joining: trained.compactMap(\.validationPredictions))
    let metric = value(of: settings.metric, predictions)
    let result = ScoredCandidate(
      candidate: candidate,
      metric: metric,
      loss: settings.task == .regression ? metric : value(of: .logLoss, predictions),
      rounds: Self.meanRounds(of: trained),
      roundLosses: Self.meanLosses(of: trained),
      seconds: seconds,
      predictions: HeldOutPredictions(predictions)
    )
    let isBest = scored.allSatisfy { result.isBetter(than: $0, by: settings.metric) }
    if folds.count == 1, isBest { bestOfHoldout = trained.first }
    scored.append(result)
    letGoOfPredictions()
  }

  /// The metric of all held-out rows.
  private func value(of metric: Metric, _ predictions: Matrix) -> Double {
    CandidateScore(metric, of: predictions, rows: heldOut).best(heldOut.weights).sums
      .value(of: metric)
  }

  private static func meanRounds(of trained: [TrainedCandidate]) -> Int? {
    let rounds = trained.compactMap(\.rounds)
    guard !rounds.isEmpty else { return nil }
    return max(1, Int((Double(rounds.reduce(0, +)) / Double(rounds.count)).rounded()))
  }

  /// The mean of the folds' losses after each round that all of them trained.
  private static func meanLosses(of trained: [TrainedCandidate]) -> [Double] {
    (0..<(trained.map(\.validationLosses.count).min() ?? 0)).map { round in
      trained.reduce(0) { $0 + $1.validationLosses[round] } / Double(trained.count)
    }
  }

  /// Drops the predictions of the worst candidates until the others' take no more room than there is.
  private mutating func letGoOfPredictions() {
    var byteCount = scored.reduce(0) { $0 + ($1.predictions?.byteCount ?? 0) }
    var worst = scored.indices.sorted {
      scored[$1].isBetter(than: scored[$0], by: settings.metric)
    }[...]
    while byteCount > HeldOutPredictions.byteLimit, worst.count > 1, let index = worst.popFirst() {
      byteCount -= scored[index].predictions?.byteCount ?? 0
      scored[index].predictions = nil
    }
  }

  /// The change of a candidate's scores that its held-out predictions ask for; nil where there is none.
  ///
  /// The shares of a forest are no sums of log-odds, and stay as they are.
  func calibration(of candidate: ScoredCandidate) -> ScoreCalibration? {
    guard settings.task != .regression,
      ![.baseline, .forest].contains(candidate.candidate.family),
      let predictions = candidate.predictions
    else { return nil }
    return ScoreCalibration(of: predictions.matrix, rows: heldOut)
  }

  /// The worth of the best candidate, with the threshold that goes with it; `map` is what its scores are
  /// changed by, `gain` what training on all rows adds.
  func score(
    calibrated map: ScoreMap? = nil,
    gain: Double = 0
  ) throws(LearningError) -> SearchScore? {
    guard !folds.isEmpty else { return nil }
    var predictions = leaderboard.compactMap(\.predictions)
    if let map, let best = predictions.first {
      predictions[0] = HeldOutPredictions(map.predictions(best.matrix))
    }
    return SearchScoring(
      task: settings.task,
      metric: settings.metric,
      costs: settings.costs,
      rows: heldOut,
      seed: settings.seed,
      threadCount: settings.threadCount
    ).score(
      of: predictions,
      baseline: try baselineMetric(),
      gain: gain
    )
  }

  /// The errors of a regression's predictions of the rows held out; nil where there are too few, or no time.
  ///
  /// They are as much smaller as `gain` says that the squared error of the model of all rows is.
  func spread(
    of candidate: ScoredCandidate,
    gain: Double
  ) throws(LearningError) -> PredictionSpread? {
    guard settings.task == .regression, data.groups == nil,
      let predictions = candidate.predictions?.matrix.values
    else { return nil }
    let (monitor, reserve) = (monitor, refitReserve)
    let share = candidate.metric > 0 ? 1 + gain / candidate.metric : 1
    do throws(LearningError) {
      return try PredictionSpread.fitting(
        errors: zip(heldOut.target, predictions).map { $0 - $1 },
        rows: heldOut.rows,
        in: data.features,
        seed: settings.seed,
        threadCount: settings.threadCount,
        monitor: TrainingMonitor(
          shouldStop: { monitor.shouldAbort() || monitor.shouldFinish(reserve) }
        )
      )?.scaled(by: min(max(share, 0.25), 1).squareRoot())
    } catch {
      guard error == .interrupted, !monitor.shouldAbort() else { throw error }
      return nil
    }
  }

  private func baselineMetric() throws(LearningError) -> Double {
    var predictions: [Matrix] = []
    for (trainer, fold) in zip(foldTrainers, folds) {
      let trained = try trainer.train(
        .baseline,
        rows: fold.trainingRows,
        validationRows: fold.validationRows,
        threadCount: 1,
        monitor: TrainingMonitor()
      )
      if let predicted = trained.validationPredictions { predictions.append(predicted) }
    }
    return value(of: settings.metric, Matrix(joining: predictions))
  }
}
