import Learning
import ModelSQL
import Models

/// What the data shows of a plan: the problem, the classes, the features worth learning from.
struct TrainingTask {
  /// What is to be learnt.
  let task: LearningTask
  /// The problem in SQL's words.
  let problemType: ProblemType
  /// Why it is that problem, for the user.
  let problemReason: String
  /// What decides between candidates, and is reported.
  let metric: Metric
  /// The target, with its classes.
  let target: TargetColumn
  /// Each row's class or value.
  let targetValues: [Double]
  /// How often each row counts; nil when all count once.
  let weights: [Double]?
  /// For each row the code of the group that it is ranked in; nil where nothing is ranked.
  let groups: [UInt32]?
  /// Which rows are held out, as far as the statement says.
  let split: RowSplit
  /// How the function's arguments are encoded.
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
  /// What the user should know.
  let notices: [String]
}
