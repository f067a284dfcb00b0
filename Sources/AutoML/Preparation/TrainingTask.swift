import Learning
import ModelSQL
import Models

/// The findings in a plan's data: the problem, the classes, the features worth learning from.
struct TrainingTask {
  /// The kind of learning.
  let task: LearningTask
  /// The problem in SQL's words.
  let problemType: ProblemType
  /// Why it is that problem, for the user.
  let problemReason: String
  /// The metric that decides between candidates, and is reported.
  let metric: Metric
  /// The target, with its classes.
  let target: TargetColumn
  /// Each row's class or value.
  let targetValues: [Double]
  /// The weight of each row; nil when all count once.
  let weights: [Double]?
  /// For each row the code of the group that it is ranked in; nil where nothing is ranked.
  let groups: [UInt32]?
  /// Which rows are held out, as far as the statement says.
  let split: RowSplit
  /// The encoding of the function's arguments.
  let encoding: FeatureEncoding
  /// The function's arguments for each row, or for some, before encoding.
  let inputs: [FeatureColumn]
  /// The features of the same rows.
  let features: FeatureTable
  /// For each feature the moments of its rows, as far as they are known.
  let featureMoments: [ColumnMoments?]
  /// Which rows these are; nil where they are all.
  let featureRows: [Int]?
  /// Rows of FROM that were kept for training.
  let rowCount: Int
  /// Sentences that the user should read.
  let notices: [String]
}
