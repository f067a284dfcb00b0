import Learning
import ModelSQL

/// The words of a statement that would fit its target.
extension DataError {
  /// The error with what the statement of a target can say instead.
  func advised(for target: TargetPlan) -> DataError {
    guard case .notTwoClasses(let column, let count, _) = cause else { return self }
    return DataError(
      cause: .notTwoClasses(column: column, count: count, instead: target.insteadOfTwoClasses)
    )
  }
}

extension TargetPlan {
  /// The advice where two classes were asked for, and there are more.
  fileprivate var insteadOfTwoClasses: String {
    let isAmount = column.targetKind == .floating || column.targetKind == .decimal
    let problem = isAmount ? ProblemType.regression : .multiclassClassification
    let type = problemType == nil ? nil : "PROBLEM_TYPE \(problem.rawValue)"
    let names = objective.map { "OBJECTIVE \(alternatives($0.others(for: problem)))" }
    let clauses = [type, names].compactMap(\.self).joined(separator: " with ")
    return isAmount ? "\(clauses) is for numbers." : "\(clauses) takes more than two."
  }

  /// The error of an objective of classes where the target's values are taken as numbers; nil where it fits.
  func objectiveError(for problem: ProblemType) -> DataError? {
    guard let objective, problemType == nil, !objective.fits(problem), problem == .regression else {
      return nil
    }
    return DataError(
      cause: .objectiveOfClasses(
        objective: objective.text,
        column: column.name,
        instead: "OBJECTIVE \(alternatives(objective.others(for: .regression))) is for numbers;"
          + " PROBLEM_TYPE MULTICLASS_CLASSIFICATION takes its values as classes."
      )
    )
  }
}

/// Names in single quotes, with `or` before the last.
func alternatives(_ names: [String]) -> String {
  let quoted = names.map { "'\($0)'" }
  guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
  return quoted.dropLast().joined(separator: ", ") + " or " + last
}
