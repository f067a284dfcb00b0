package import LinearAlgebra
import Models

/// Predictions of rows by trees that were grown without them.
package struct OutOfBagPredictions: Sendable {
  /// The rows, ascending: nearly all of those trained on.
  package let rows: [UInt32]
  /// A row for each, a column for each output.
  package let predictions: Matrix
}

extension OutOfBagPredictions {
  /// The worth of a forest on rows that it has not seen, as far as those trained on tell it.
  ///
  /// - Parameters:
  ///   - data: the rows that the forest was trained on.
  ///   - settings: the task and the metric; `split` has the units that trees drew as wholes.
  ///   - monitor: asked while the errors of numbers are looked at.
  /// - Returns: nil where there are too few rows.
  /// - Throws: `interrupted` when the monitor aborts.
  /// - Complexity: O(draws x rows).
  package func score(
    on data: TrainingData,
    settings: SearchSettings,
    monitor: SearchMonitor
  ) throws(LearningError) -> ValidatedScore? {
    let all = Array(0..<UInt32(data.rowCount))
    let fold = Fold(trainingRows: all, validationRows: rows)
    let heldOut = HeldOutRows(of: [fold], in: data, units: settings.split.units)
    let scoring = SearchScoring(
      task: settings.task,
      metric: settings.metric,
      costs: settings.costs,
      rows: heldOut,
      seed: settings.seed,
      threadCount: settings.threadCount
    )
    let score = scoring.score(
      of: [HeldOutPredictions(predictions)],
      baseline: try baseline(on: data, settings, heldOut)
    )
    return try score.map { score throws(LearningError) in
      ValidatedScore(
        score: score,
        spread: try spread(on: data, settings, heldOut, monitor),
        foldCount: 1
      )
    }
  }

  /// The metric of the model that sees no feature.
  private func baseline(
    on data: TrainingData,
    _ settings: SearchSettings,
    _ heldOut: HeldOutRows
  ) throws(LearningError) -> Double {
    let trainer = try CandidateTrainer(
      data: data,
      task: settings.task,
      binCount: nil,
      seed: settings.seed,
      threadCount: 1
    )
    let trained = try trainer.train(
      .baseline,
      validationRows: rows,
      threadCount: 1,
      monitor: TrainingMonitor()
    )
    guard let predictions = trained.validationPredictions else { return .nan }
    return CandidateScore(settings.metric, of: predictions, rows: heldOut)
      .best(heldOut.weights).sums.value(of: settings.metric)
  }

  private func spread(
    on data: TrainingData,
    _ settings: SearchSettings,
    _ heldOut: HeldOutRows,
    _ monitor: SearchMonitor
  ) throws(LearningError) -> PredictionSpread? {
    guard settings.task == .regression else { return nil }
    do throws(LearningError) {
      return try PredictionSpread.fitting(
        errors: zip(heldOut.target, predictions.values).map { $0 - $1 },
        rows: rows,
        in: data.features,
        seed: settings.seed,
        threadCount: settings.threadCount,
        monitor: TrainingMonitor(
          shouldStop: { monitor.shouldAbort() || monitor.shouldFinish(0) }
        )
      )
    } catch {
      guard error == .interrupted, !monitor.shouldAbort() else { throw error }
      return nil
    }
  }
}
