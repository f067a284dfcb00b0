import Models

extension CandidateTrainer {
  /// Trains a forest; where no rows are validated on, those trained on are scored by the trees without them,
  /// if that is asked for.
  func trainForest(
    _ settings: ForestSettings,
    _ rows: [UInt32]?,
    _ validationRows: [UInt32]?,
    outOfBag: OutOfBagRows,
    _ threadCount: Int,
    _ monitor: TrainingMonitor
  ) throws(LearningError) -> TrainedCandidate {
    guard let binned else { preconditionFailure("nothing was binned") }
    let fit = try RandomForest.train(
      binned: binned,
      target: data.target,
      weights: data.weights,
      rows: rows,
      validationRows: validationRows,
      task: task,
      settings: settings,
      seed: seed,
      outOfBag: outOfBag,
      threadCount: threadCount,
      monitor: monitor
    )
    let link = RandomForest.link(for: task)
    var predictions = fit.validationScores
    predictions.apply { link.apply(to: &$0) }
    return TrainedCandidate(
      learner: Learner(.trees(fit.ensemble), link: link),
      validationPredictions: predictions,
      rounds: nil,
      outOfBag: fit.outOfBag.map { outOfBag in
        var scores = outOfBag.scores
        link.apply(to: &scores)
        return OutOfBagPredictions(rows: outOfBag.rows, predictions: scores)
      },
      wasStopped: fit.wasStopped
    )
  }
}
