import Learning
import ModelSQL

extension ModelPlan {
  /// Whether candidates compete.
  var isSearch: Bool {
    if case .search = training { true } else { false }
  }

  /// Whether a linear model will be trained.
  var mayBeLinear: Bool { training.families.contains(where: \.usesLinearAlgebra) }
}
