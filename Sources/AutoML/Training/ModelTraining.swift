import Learning
import LinearAlgebra
import Models

/// A trained model and how it was found.
struct TrainedModel {
  /// The model, complete but for its summary.
  let model: Model
  /// The candidate that won, with its settings.
  let winner: Candidate
  /// Everything tried to its end, best first.
  let leaderboard: [ScoredCandidate]
  /// The metric's name, without `validation:` or `train:`.
  let metricName: String
  /// The metric on rows not trained on; nil where none were held out.
  let validationMetric: Double?
  /// The worth of a search's winner on new rows, and its error.
  let score: SearchScore?
  /// The rows that validated, in words; nil where none did.
  let validationScheme: String?
  /// The metric on the rows trained on; nil where some were held out.
  let trainingMetric: Double?
  /// Whether every candidate was tried to its end and the winner trained on all rows.
  let isComplete: Bool
  /// The loss of rows that were held out after each round of boosting, where it was watched.
  var roundLosses: [Double] = []
  /// The outcome of a linear model's fit; nil for other models.
  let linearFit: LinearFit?
  /// The standard errors of a linear model's numbers, where these are defined.
  let standardErrors: LinearStandardErrors?
  /// Seconds for encoding and binning.
  let prepareSeconds: Double
  /// Seconds for training alone.
  let trainSeconds: Double
  /// The change of scores that held-out rows asked for, which the model has in it; nil where there is none.
  var calibration: ScoreCalibration?
  /// Predictions of the rows that a search held out, by models that had not seen them; nil where none were.
  var heldOutPredictions: Matrix?
  /// The clusters that were found, and how well they hold together; nil for other models.
  var clusterFit: ClusterFit?
  /// The means of columns that clusters see mixed only; nil where there are none.
  var mixedMeans: MixedColumnMeans?
  /// Sentences that the user should read about the rows that validated.
  var notices: [String] = []
}

/// Trains what a plan asks for on its rows.
struct ModelTraining {
  /// The plan of the model to train.
  let plan: ModelPlan
  /// The rows.
  let task: TrainingTask
  /// The features of all rows, where boosted trees alone are trained.
  let bins: BinnedMatrix?
  /// Threads to use.
  let threadCount: Int
  /// Told and asked while training.
  let monitor: SearchMonitor

  /// The trained model.
  ///
  /// - Throws: `interrupted` when the monitor aborts; what a learner refuses.
  func run() throws(LearningError) -> TrainedModel {
    switch task.goal {
    case .predict(let target):
      try TargetTraining(
        plan: plan,
        task: task,
        target: target,
        bins: bins,
        threadCount: threadCount,
        monitor: monitor
      ).run()
    case .cluster(let settings):
      try ClusterTraining(
        seed: plan.seed,
        task: task,
        settings: settings,
        threadCount: threadCount,
        monitor: monitor
      ).run()
    }
  }
}
