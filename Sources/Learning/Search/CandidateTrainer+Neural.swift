import LinearAlgebra
import Models

extension CandidateTrainer {
  /// Trains a network; with `rounds` and `validationRows`, or where its settings ask for it, the epoch that
  /// does best on those is kept.
  ///
  /// Without `validationRows` it ends after the epoch nearest to `rounds` that it may be left at.
  func trainNetwork(
    _ settings: NeuralSettings,
    _ rows: [UInt32]?,
    _ validationRows: [UInt32]?,
    _ rounds: Int?,
    _ threadCount: Int,
    _ monitor: TrainingMonitor
  ) throws(LearningError) -> TrainedCandidate {
    let stopsEarly = validationRows != nil && (rounds != nil || settings.stopsEarly)
    let fit = try NetworkLearner.train(
      data: data,
      rows: rows,
      validationRows: stopsEarly ? validationRows : nil,
      task: task,
      settings: settings,
      lastEpoch: validationRows == nil ? rounds.map(settings.rest) : nil,
      seed: seed,
      threadCount: threadCount,
      monitor: monitor
    )
    let learner = Learner(.neural(fit.model), link: fit.link)
    return TrainedCandidate(
      learner: learner,
      validationPredictions: validationRows.map {
        CompiledLearner(learner).predictions(of: data.features.gathered($0))
      },
      rounds: stopsEarly || rounds != nil ? fit.epoch : nil,
      validationLosses: fit.validationLosses,
      wasStopped: fit.wasStopped
    )
  }
}
