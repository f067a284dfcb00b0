import ModelSQL

extension ProblemType {
  /// The problem type as SHOW MODEL prints it.
  var reportName: String {
    switch self {
    case .regression: "Regression"
    case .binaryClassification: "BinaryClassification"
    case .multiclassClassification: "MulticlassClassification"
    }
  }
}
