import Learning
import ModelSQL

/// The use that a model is to be of: what its function answers.
///
/// A statement has the goal with what it says of the target (`TargetPlan`), rows have it with the
/// target's values (`PreparedTarget`).
enum Goal<Target> {
  /// Predict one column from the others.
  case predict(Target)
  /// Find groups of rows that are like each other.
  case cluster(ClusterSettings)

  /// The column to predict; nil where there is none.
  var target: Target? {
    switch self {
    case .predict(let target): target
    case .cluster: nil
    }
  }
}

extension Goal: Equatable where Target: Equatable {}

/// The column to predict, and all that a statement says of it.
struct TargetPlan: Equatable {
  /// Which of the plan's columns it is.
  var index: Int
  /// The column.
  var column: CatalogColumn
  /// Where TARGET stands.
  var range: Range<Int>
  /// PROBLEM_TYPE, where it was given.
  var problemType: ProblemType?
  /// OBJECTIVE, where it was given.
  var objective: ObjectiveName?
  /// The name of OBJECTIVE as it was written, where XGBoost has another one for it now.
  var formerObjective: String?
  /// Where OBJECTIVE stands, for errors that only the data shows.
  var objectiveRange: Range<Int>?
  /// Whether rows are held out after those trained on, by the time column.
  var splitsByTime = false
  /// Whether AUTO OFF holds rows out for a score.
  var validates = false
  /// POSITIVE_CLASS, where it was given.
  var positiveClass: Located<String>?
  /// The costs of wrong decisions, where they were given.
  var costs: DecisionCosts?
  /// CLASS_WEIGHTS, where it was given.
  var classWeights: Located<ClassWeights>?

  /// The problem that the statement asks for: PROBLEM_TYPE, or what the objective implies.
  var requestedProblem: ProblemType? { problemType ?? objective?.problem }

  /// Which clause `requestedProblem` comes from.
  var requestedBy: String { problemType == nil ? "OBJECTIVE" : "PROBLEM_TYPE" }
}
