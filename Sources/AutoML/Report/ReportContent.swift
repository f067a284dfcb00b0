import Models

/// All that a page tells of a model.
struct ReportContent {
  /// The model as it is stored.
  let entry: ModelEntry
  /// The parts of its statement; nil where they cannot be read.
  let shown: ShownModel?
  /// The report of its training.
  let report: TrainingReport
  /// The model itself.
  let model: Model
  /// The importance of its inputs; nil where it is not known.
  let explanation: ModelExplanation?
  /// The rows of `automl.feature_info`.
  let features: ReportRows
  /// The costs of wrong decisions that its statement has.
  let costs: ReportCosts?
  /// The statement that makes a model of the file that the page is of; nil of a model of a database.
  let importing: String?
  /// Its inputs' effects.
  var dependence: DependenceReport?
  /// The file that it is held against.
  var data: ReportData?

  /// The model's name as a text of SQL, as the table functions take it.
  var nameLiteral: String { literal(entry.names.modelText) }

  /// A class of the report as predictions have it.
  func printed(_ label: String) -> String {
    guard let index = model.labels.firstIndex(of: label) else { return label }
    return model.printedLabels[index]
  }

  /// The place of a table function's rows.
  func place(_ function: EvaluationFunction) -> String {
    let isJudged: Bool
    switch function {
    case .leaderboard, .notices, .featureInfo, .coefficients, .splits, .trainingInfo:
      isJudged = false
    default: isJudged = true
    }
    let rows = isJudged ? ", 'SELECT ... FROM ...'" : ""
    return "FROM automl.\(function.rawValue)(\(nameLiteral)\(rows))"
  }
}

/// A file, and what was found when a model was held against it.
struct ReportData {
  /// The file, as it was named.
  let name: String
  /// Rows of it.
  let rowCount: Int
  /// The rows of `automl.evaluate`; nil where the model is not judged.
  var metrics: ReportRows?
  /// The reports on predicted classes.
  var classes: ReportClasses?
  /// The reports on predicted numbers.
  var residuals: ReportResiduals?
  /// The rows of `automl.drift`; nil where the model has no profile.
  var drift: ReportRows?
}

/// The rows of the table functions on predicted classes.
struct ReportClasses {
  /// The rows of the confusion matrix that are not 0.
  let confusion: ReportRows
  /// The curves; nil where there are too many classes for them.
  let curves: Curves?
  /// The rows of `automl.thresholds`; nil where there are not two classes.
  let thresholds: ReportRows?

  /// The curves of some classes, or of the positive one of two.
  struct Curves {
    let roc: ReportRows
    let precision: ReportRows
    let calibration: ReportRows
  }

  /// The most classes of which curves are computed.
  static let curveLimit = 30
}

/// Predicted numbers beside the actual ones.
struct ReportResiduals {
  /// Actual and predicted number of some rows.
  let points: [ChartPoint]
  /// The least residual of the histogram, the width of a bar, and the rows of each.
  let start: Double
  let width: Double
  let counts: [Int]
  /// Rows beyond its ends.
  let beyond: Int

  /// The most rows that are drawn.
  static let pointLimit = 1_000
}

/// The costs of COST_FALSE_POSITIVE and COST_FALSE_NEGATIVE.
struct ReportCosts: Equatable {
  let falsePositive: Double
  let falseNegative: Double
}

/// The effects of the strongest inputs on what is predicted.
struct DependenceReport {
  /// The effect of one input.
  struct Input {
    /// The values that it was given.
    enum Steps {
      case numbers([Double], ChartAxis.Moment?)
      case levels([String])
    }

    let name: String
    let steps: Steps
    /// For each output the prediction at each step.
    let outputs: [[Double]]
  }

  /// The inputs, the strongest first.
  let inputs: [Input]
  /// The name of each output: a class, or nothing.
  let outputNames: [String]
  /// The words for what is predicted.
  let predicted: String
  /// Rows of the data over which the predictions are means; nil where there is no data.
  let rowCount: Int?

  /// The most inputs, and outputs, that are shown.
  static let inputLimit = 6
  static let outputLimit = 4
}
