package import LinearAlgebra
package import Models

/// The settings of a search: its goal, and its bounds.
package struct SearchSettings: Sendable {
  /// The kind of learning.
  package let task: LearningTask
  /// The metric that decides.
  package let metric: Metric
  /// The candidates, in the order in which they are tried, in groups that are trained together.
  package let candidates: [[Candidate]]
  /// Which rows are held out.
  package let split: RowSplit
  /// The costs of wrong decisions between two classes; nil where the metric decides.
  package let costs: DecisionCosts?
  /// The seed of the split, of row and of column sampling.
  package let seed: UInt64
  /// Threads to use.
  package let threadCount: Int

  /// A search.
  package init(
    task: LearningTask,
    metric: Metric,
    candidates: [[Candidate]],
    split: RowSplit = .drawn(units: nil),
    costs: DecisionCosts? = nil,
    seed: UInt64,
    threadCount: Int
  ) {
    self.task = task
    self.metric = metric
    self.candidates = candidates
    self.split = split
    self.costs = costs
    self.seed = seed
    self.threadCount = threadCount
  }
}

/// The findings of a search.
package struct SearchOutcome: Sendable {
  /// Everything tried to its end, best first; of two alike the one tried first.
  package let leaderboard: [ScoredCandidate]
  /// The worth of the winner on new rows; nil where no row was held out.
  package let score: SearchScore?
  /// The change of scores that the held-out rows asked for, which `winner` has in it; nil where there is
  /// none.
  package let calibration: ScoreCalibration?
  /// The best one's predictions of the rows held out, by the folds' models, recalibrated; nil where there
  /// are none.
  package let heldOutPredictions: Matrix?
  /// The errors of a regression's predictions of them; nil where there are too few.
  package let spread: PredictionSpread?
  /// The folds that held them out.
  package let foldCount: Int
  /// The best one, trained on all rows unless `isRefit` is false.
  package let winner: TrainedCandidate
  /// Whether the winner was trained on all rows, not only on those outside the holdout.
  package let isRefit: Bool
  /// Whether every candidate was tried to its end.
  package let isComplete: Bool
  /// Seconds for bins, and for all training after them.
  package let prepareSeconds: Double
  /// Seconds for all training.
  package let trainSeconds: Double
}

/// The worth of one candidate on rows that it was not trained on.
package struct ValidatedScore: Sendable {
  /// Its score.
  package let score: SearchScore
  /// The errors of a regression's predictions; nil where there are too few.
  package let spread: PredictionSpread?
  /// The folds that held the rows out.
  package let foldCount: Int
}
