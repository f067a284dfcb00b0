import Learning
import ModelSQL
import Models

/// The rows of a plan made ready to learn from: the goal, and the features that are worth it.
struct TrainingTask {
  /// The use that the model is to be of, with the target's values.
  let goal: Goal<PreparedTarget>
  /// The weight of each row, by which predictions are judged; nil when all count once.
  let weights: [Double]?
  /// The weight of each row in training, times its class's; nil when all count once.
  let trainingWeights: [Double]?
  /// The encoding of the function's arguments.
  let encoding: FeatureEncoding
  /// The change of the features that the encoding makes; nil where they stay.
  let preprocessing: Preprocessing?
  /// The function's arguments for each row, or for some, before encoding.
  let inputs: [FeatureColumn]
  /// The texts of the codes of each input of free text, by its index.
  let texts: [Int: WordTable]
  /// The features of the same rows, as learners see them.
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

extension TrainingTask {
  /// The traits of the features.
  var traits: [FeatureTrait] { encoding.traits(after: preprocessing) }

  /// The number of scores that a model gives for a row.
  var outputCount: Int {
    switch goal {
    case .predict(let target): target.task.outputCount
    case .cluster(let settings): settings.clusterCount
    }
  }
}
