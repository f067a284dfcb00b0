import Learning
import ModelSQL

extension ModelPlan {
  /// Whether candidates compete.
  var isSearch: Bool {
    if case .search = training { true } else { false }
  }

  /// Whether a linear model will be trained.
  var mayBeLinear: Bool { training.families.contains(where: \.usesLinearAlgebra) }

  /// The problem that the statement asks for: PROBLEM_TYPE, or what the objective implies.
  var requestedProblem: ProblemType? { problemType ?? objective?.problem }

  /// Which clause `requestedProblem` comes from.
  var requestedBy: String { problemType == nil ? "OBJECTIVE" : "PROBLEM_TYPE" }
}
