/// The report of a training: the object that `automl train --json` prints.
public struct TrainingReport: Codable, Sendable, Equatable {
  /// A metric's name and value.
  public struct Metric: Codable, Sendable, Equatable {
    /// The metric's name, such as `f1_binary`.
    public var name: String
    /// Its value on rows that were not trained on; nil where nothing was held out.
    public var validation: Double?
    /// The standard error of `validation`; nil where it is not known.
    public var standardError: Double?
    /// The value of the model that sees no column, on the same rows as `validation`; nil where it
    /// is not known.
    public var baseline: Double?
    /// Its value on the rows trained on; nil where some were held out.
    public var training: Double?

    enum CodingKeys: String, CodingKey {
      case name, validation, baseline, training
      case standardError = "standard_error"
    }

    /// Writes a value that is not there as null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(name, forKey: .name)
      try container.encode(validation, forKey: .validation)
      try container.encode(standardError, forKey: .standardError)
      try container.encode(baseline, forKey: .baseline)
      try container.encode(training, forKey: .training)
    }
  }
  /// A class of the target.
  public struct ClassCount: Codable, Sendable, Equatable {
    /// The label.
    public var label: String
    /// Rows that have it.
    public var rows: Int
    /// The weight of each of them in training; nil where CLASS_WEIGHTS is not given.
    public var weight: Double?

    enum CodingKeys: String, CodingKey { case label, rows, weight }
  }
  /// The rule by which two classes are told apart.
  public struct Decision: Codable, Sendable, Equatable {
    /// The class that F1, precision and recall are of.
    public var positiveClass: String
    /// The probability of that class above which it is predicted.
    public var threshold: Double
    /// Of the held-out rows predicted to be of the class the share that is; nil where none is, or
    /// none was held out.
    public var precision: Double?
    /// Of the held-out rows of the class the share that is predicted to be; nil where none was held out.
    public var recall: Double?
    /// The same at other thresholds, ascending; nil where none was held out.
    public var curve: [DecisionPoint]?

    enum CodingKeys: String, CodingKey {
      case positiveClass = "positive_class"
      case threshold, precision, recall, curve
    }
  }
  /// A change of a classifier's scores that makes its probabilities fit the held-out rows.
  public struct Calibration: Codable, Sendable, Equatable {
    /// The factor of all scores, above 0: below 1 where probabilities were too sure.
    public var slope: Double
    /// The number added to the score of two classes after that; 0 for more classes.
    public var shift: Double
    /// The mean of `-log(p)` of the right class before, over held-out rows.
    public var logLossBefore: Double
    /// The same after, each row changed as the others ask for.
    public var logLoss: Double

    enum CodingKeys: String, CodingKey {
      case slope, shift
      case logLossBefore = "log_loss_before"
      case logLoss = "log_loss"
    }
  }
  /// A threshold between two classes, and its results on the held-out rows.
  public struct DecisionPoint: Codable, Sendable, Equatable {
    /// The probability of the positive class above which it is predicted.
    public var threshold: Double
    /// Of the rows predicted to be of the class the share that is.
    public var precision: Double
    /// Of the rows of the class the share that is predicted to be.
    public var recall: Double
    /// The harmonic mean of both.
    public var f1: Double

    enum CodingKeys: String, CodingKey { case threshold, precision, recall, f1 }
  }
  /// Seconds of each stage.
  public struct Seconds: Codable, Sendable, Equatable {
    /// Reading the rows from the engine.
    public var extract = 0.0
    /// Encoding and binning.
    public var prepare = 0.0
    /// Searching and training.
    public var train = 0.0
    /// Compiling and storing.
    public var compile = 0.0
    /// All of it, by the clock on the wall.
    public var total = 0.0

    enum CodingKeys: String, CodingKey { case extract, prepare, train, compile, total }
  }
  /// An algorithm with its settings.
  public struct Winner: Codable, Sendable, Equatable {
    /// `baseline`, `linear_learner`, `xgboost` or `kmeans`.
    public var family: String
    /// The settings that differ from candidate to candidate.
    public var settings: [String: String]

    enum CodingKeys: String, CodingKey { case family, settings }
  }
  /// One line of the leaderboard.
  public struct LeaderboardEntry: Codable, Sendable, Equatable {
    /// `baseline`, `linear_learner` or `xgboost`.
    public var family: String
    /// The settings tried.
    public var settings: [String: String]
    /// The metric on rows not trained on.
    public var metric: Double
    /// Seconds it took to train and validate.
    public var seconds: Double

    enum CodingKeys: String, CodingKey { case family, settings, metric, seconds }
  }

  /// The model's name, with its schema where it has one.
  public var model: String
  /// The function that predicts, with its schema where it has one; nil where it is not known.
  public var function: String?
  /// `Regression`, `BinaryClassification`, `MulticlassClassification`, `Ranking` or `Clustering`.
  public var problemType: String
  /// Why it is that problem; nil where it is not known.
  public var problemReason: String?
  /// The objective.
  public var objective: String
  /// The objective's metric.
  public var metric: Metric
  /// The rows that validated, such as `5 folds`; nil where none was held out.
  public var validationScheme: String?
  /// The classes in the order of their labels; nil where the target is a number.
  public var classes: [ClassCount]?
  /// The rule by which two classes are told apart; nil where there are not two.
  public var decision: Decision?
  /// The change of probabilities that held-out rows asked for; nil where there is none.
  public var calibration: Calibration?
  /// Rows read, or sampled of them.
  public var rows: Int
  /// The rows among them that were trained on: with a target, and a weight; nil where it is not known.
  public var usedRows: Int?
  /// Rows of the FROM result; nil where it is not known.
  public var sourceRows: Int?
  /// Columns of the FROM result, target included.
  public var columns: Int
  /// `rows * columns`.
  public var cells: Int
  /// Whether MAX_CELLS made a sample of the rows.
  public var sampled: Bool
  /// The price that the cloud would ask for these cells, in US dollars.
  public var price: Double
  /// Where the time went.
  public var seconds: Seconds
  /// The most memory the process held, in bytes.
  public var peakBytes: Int
  /// Threads used.
  public var threads: Int
  /// The seed of every random choice.
  public var seed: Int
  /// The candidate that won.
  public var winner: Winner
  /// Everything tried, best first.
  public var leaderboard: [LeaderboardEntry]
  /// The importance of each feature to boosted trees, most gain first, 1,000 at most; nil for other
  /// models.
  public var importance: [FeatureImportance]?
  /// A linear model's numbers in the units of the columns, 1,000 at most; nil for other models.
  public var coefficients: [Coefficient]?
  /// The clusters, the largest first, 1,000 at most; nil for other models.
  public var clusters: [Cluster]?
  /// The measures of how well clusters hold their rows together; nil for other models.
  public var clustering: Clustering?
  /// A linear model's numbers, all that its predictions are made of; nil for other models, and in reports
  /// that do not come from a stored model.
  public var linearModel: LinearModelParts?
  /// The loss of rows held out after each round of boosting, 200 rounds at most; nil where none was watched.
  public var learningCurve: [LearningPoint]?
  /// The convergence of a linear model's fit; nil for other models.
  public var convergence: Convergence?
  /// Whether the search ran to its end: one that a clock or the user cut short cannot be repeated
  /// byte for byte.
  public var isComplete: Bool
  /// Sentences that the user should read: on sampling, suspicious columns, a search cut short.
  public var warnings: [String]

  enum CodingKeys: String, CodingKey {
    case model, function
    case problemType = "problem_type"
    case problemReason = "problem_reason"
    case usedRows = "used_rows"
    case sourceRows = "source_rows"
    case linearModel = "linear_model"
    case learningCurve = "learning_curve"
    case validationScheme = "validation"
    case objective, metric, classes, decision, calibration, rows, columns, cells, sampled, price,
      seconds
    case peakBytes = "peak_bytes"
    case threads, seed, winner, leaderboard, importance, coefficients, clusters, clustering,
      convergence
    case isComplete = "complete"
    case warnings
  }
}
