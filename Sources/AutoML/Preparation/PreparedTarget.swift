import Learning
import ModelSQL
import Models

/// The target of a plan with its values: the problem, the classes, and which rows are held out.
struct PreparedTarget {
  /// The statement's words on it.
  let asked: TargetPlan
  /// The kind of learning.
  let task: LearningTask
  /// The problem in SQL's words.
  let problemType: ProblemType
  /// Why it is that problem, for the user.
  let problemReason: String
  /// The metric that decides between candidates, and is reported.
  let metric: Metric
  /// The target, with its classes.
  let column: PredictedColumn
  /// Each row's class or value.
  let values: [Double]
  /// The weight of each class in training; nil where all count the same.
  let classWeights: [Double]?
  /// For each row the code of the group that it is ranked in; nil where nothing is ranked.
  let groups: [UInt32]?
  /// Which rows are held out, as far as the statement says.
  let split: RowSplit
}

extension PreparedTarget {
  /// The target of a plan in rows that all have one, of which each counts as often as `weights` say.
  ///
  /// - Throws: when it cannot be predicted.
  init(
    _ target: TargetPlan,
    of plan: ModelPlan,
    rows table: ExtractedTable,
    weights: [Double]?
  ) throws(DataError) {
    asked = target
    let column = table.columns[target.index]
    let decision = try ProblemInference(
      column: target.column,
      values: column.values,
      levels: column.levels,
      positiveClass: target.positiveClass?.value,
      isSearch: plan.isSearch
    ).decide(requested: target.requestedProblem, by: target.requestedBy)
    if let error = target.objectiveError(for: decision.problemType) { throw error }
    try Self.checkClassCount(plan, target, decision)
    classWeights = try Self.classWeights(target, decision, rowWeights: weights)
    groups = try Self.groups(plan, table)
    split = Self.split(plan, target, table)
    self.column = Self.column(decision, isRanked: groups != nil)
    values = decision.values
    problemType = decision.problemType
    problemReason = decision.reason
    task = Self.learningTask(decision)
    metric = Self.metric(target.objective, decision.problemType)
  }

  /// The strength of a column that stands beside the target in these rows; nil takes all.
  func columnStrength(in rows: [Int]?) -> SingleColumnStrength {
    SingleColumnStrength(
      target: rows.map { $0.map { values[$0] } } ?? values,
      classCount: column.classCount
    )
  }

  /// A rank's score is no relevance: rounding it to the target's type would lose the order.
  private static func column(
    _ decision: ProblemInference.Decision,
    isRanked: Bool
  ) -> PredictedColumn {
    guard isRanked else { return decision.target }
    return PredictedColumn(name: decision.target.name, typeName: "DOUBLE", values: .number)
  }

  private static func learningTask(_ decision: ProblemInference.Decision) -> LearningTask {
    switch decision.problemType {
    case .regression: .regression
    case .binaryClassification: .binary
    case .multiclassClassification:
      .multiclass(classCount: decision.target.classCount ?? 0)
    }
  }

  private static func metric(_ objective: ObjectiveName?, _ problem: ProblemType) -> Metric {
    if case .metric(let metric)? = objective { return metric }
    return switch problem {
    case .regression: .meanSquaredError
    case .binaryClassification: .f1
    case .multiclassClassification: .accuracy
    }
  }

  /// NUM_CLASS, where it was given, bounds integer labels as XGBoost has it.
  private static func checkClassCount(
    _ plan: ModelPlan,
    _ target: TargetPlan,
    _ decision: ProblemInference.Decision
  ) throws(DataError) {
    guard case .fixed(let candidate) = plan.training, target.column.targetKind == .integer,
      case .classes(let labels) = decision.target.values,
      let classCount = candidate.classCount
    else { return }
    if let label = labels.first(where: { !(0..<classCount).contains(Int($0) ?? -1) }) {
      throw DataError(
        cause: .labelOutOfRange(
          column: target.column.name,
          label: label,
          classCount: classCount
        )
      )
    }
  }
}
