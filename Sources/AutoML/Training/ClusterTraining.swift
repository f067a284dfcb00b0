import Learning
import Models

/// Trains a model that tells the cluster of a row.
struct ClusterTraining {
  /// The seed of every choice.
  let seed: UInt64
  /// The rows.
  let task: TrainingTask
  /// The number of clusters, and how they are found.
  let settings: ClusterSettings
  /// Threads to use.
  let threadCount: Int
  /// Told and asked while training.
  let monitor: SearchMonitor

  /// The trained model.
  ///
  /// - Throws: `interrupted` when the monitor aborts; that there are fewer different rows than clusters.
  func run() throws(LearningError) -> TrainedModel {
    let start = monitor.seconds()
    let scalings = scalings
    var settings = settings
    if settings.choosesCount {
      settings = settings.choosing(
        try ClusterLearner.chosenCount(
          task.features,
          scalings: scalings,
          settings: settings,
          seed: seed,
          threadCount: threadCount,
          monitor: monitor.alone { "\(Family.clusters.rawValue), k \($0) of \($1)" }
        )
      )
    }
    let fit = try ClusterLearner.fit(
      task.features,
      weights: task.weights,
      scalings: scalings,
      settings: settings,
      seed: seed,
      threadCount: threadCount,
      monitor: monitor.alone { "\(Family.clusters.rawValue), step \($0) of \($1) at most" }
    )
    if monitor.shouldAbort() { throw .interrupted }
    var model = Model(
      encoding: task.encoding,
      predicted: PredictedColumn(
        name: "cluster",
        typeName: "INTEGER",
        values: .clusters(count: fit.model.clusterCount)
      ),
      learner: Learner(.clusters(fit.model), link: .identity),
      summary: ""
    )
    model.preprocessing = task.preprocessing
    return TrainedModel(
      model: model,
      winner: .clusters(settings.showing("feature_dim", "\(task.features.columns.count)")),
      leaderboard: [],
      metricName: ClusterFit.metricName,
      validationMetric: nil,
      score: nil,
      validationScheme: nil,
      trainingMetric: fit.meanSquaredDistance,
      isComplete: !fit.wasStopped,
      linearFit: nil,
      standardErrors: nil,
      prepareSeconds: 0,
      trainSeconds: monitor.seconds() - start,
      clusterFit: fit,
      mixedMeans: MixedColumnMeans(of: model, task)
    )
  }

  /// For each feature the unit that it counts in: that of the column it is made of.
  private var scalings: [ClusterScaling] {
    task.traits.map { settings.scalings[task.encoding.inputs[$0.input].name] ?? .none }
  }
}
