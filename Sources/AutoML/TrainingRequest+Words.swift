extension TrainingRequest {
  /// The problem that a target is: PROBLEM_TYPE.
  public enum ProblemType: String, Sendable, CaseIterable {
    /// A number.
    case regression = "REGRESSION"
    /// One of two classes.
    case binaryClassification = "BINARY_CLASSIFICATION"
    /// One of several classes.
    case multiclassClassification = "MULTICLASS_CLASSIFICATION"
  }

  /// The family of models to train: MODEL_TYPE.
  public enum ModelType: String, Sendable, CaseIterable {
    /// Gradient-boosted trees.
    case xgboost = "XGBOOST"
    /// Logistic or linear regression.
    case linearLearner = "LINEAR_LEARNER"
    /// A multilayer perceptron.
    case mlp = "MLP"
    /// Trees of drawn rows, averaged.
    case randomForest = "RANDOM_FOREST"
    /// Groups of like rows; without a target, with `auto` off, and the hyperparameter `k`.
    case kmeans = "KMEANS"
    /// The values of series in the periods to come, as many as `horizon`.
    case forecast = "FORECAST"
  }

  /// The value to make as good as can be: OBJECTIVE.
  ///
  /// A search decides by a metric, the first five; one candidate (`auto` off) is trained to lose as little as
  /// can be by one of the others.
  public enum Objective: String, Sendable, CaseIterable {
    /// The mean squared error.
    case meanSquaredError = "MSE"
    /// The share of right classes.
    case accuracy = "Accuracy"
    /// The harmonic mean of precision and recall of the positive class.
    case f1 = "F1"
    /// The mean over the classes of F1.
    case f1Macro = "F1_Macro"
    /// The area under the ROC curve.
    case areaUnderROC = "AUC"
    /// Half the squared error.
    case squaredError = "reg:squarederror"
    /// Half the squared error of `log(value + 1)`.
    case squaredLogError = "reg:squaredlogerror"
    /// The logistic loss of a share from 0 to 1.
    case logisticRegression = "reg:logistic"
    /// A loss like squares near 0 and like amounts far away.
    case pseudoHuber = "reg:pseudohubererror"
    /// The deviance of sums of gamma-distributed amounts, many of them 0.
    case tweedie = "reg:tweedie"
    /// The logistic loss of two classes.
    case binaryLogistic = "binary:logistic"
    /// The hinge loss of two classes, without probabilities.
    case hinge = "binary:hinge"
    /// The logistic loss of several classes.
    case softmax = "multi:softmax"
    /// The same, by its other name.
    case softprob = "multi:softprob"
    /// The deviance of counts.
    case poisson = "count:poisson"
    /// The deviance of gamma-distributed amounts.
    case gamma = "reg:gamma"
    /// The absolute error.
    case absoluteError = "reg:absoluteerror"
    /// The error of a quantile.
    case quantile = "reg:quantileerror"
    /// Wrongly ordered pairs of a group.
    case rankPairwise = "rank:pairwise"
    /// The normalised discounted cumulative gain of a group.
    case rankNDCG = "rank:ndcg"

    /// The objective of a name, in any case of its letters; XGBoost's former names are known too.
    public init?(_ name: String) {
      guard let known = ObjectiveName(name) else { return nil }
      self.init(rawValue: known.text)
    }
  }
}

/// A word of the dialect, in any case of its letters.
extension RawRepresentable where Self: CaseIterable, RawValue == String {
  /// The word that a text is; nil for any other.
  package init?(word text: String) {
    let wanted = text.lowercased()
    guard let found = Self.allCases.first(where: { $0.rawValue.lowercased() == wanted }) else {
      return nil
    }
    self = found
  }
}
