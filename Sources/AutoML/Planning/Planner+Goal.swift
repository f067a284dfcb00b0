import Learning
import ModelSQL

/// The goal of a statement: what its MODEL_TYPE is for, and the clauses that go with it.
extension Planner {
  /// Refuses clauses that a statement's goal has no use for, and names the one that it lacks.
  func checkGoal(of statement: CreateModel) throws(PlanningError) {
    guard let type = statement.modelType, type.value.family?.findsClusters == true else {
      guard statement.target == nil else { return }
      throw Self.missingTarget(of: statement)
    }
    let clauses = [
      ("TARGET", statement.target?.range), ("PROBLEM_TYPE", statement.problemType?.range),
      ("OBJECTIVE", statement.objective?.range),
    ]
    let reason =
      "MODEL_TYPE \(type.value.rawValue) finds groups of like rows, and predicts no column"
    for case let (clause, range?) in clauses {
      throw PlanningError(.clauseNotAllowed(clause: clause, because: reason), at: range)
    }
    guard statement.auto?.value == false else {
      throw PlanningError(
        .missingClause(
          clause: "AUTO OFF",
          because: "MODEL_TYPE \(type.value.rawValue) is trained once, with the K that "
            + "HYPERPARAMETERS DEFAULT EXCEPT (K '...') gives"
        ),
        at: type.range
      )
    }
    for setting in statement.settings where setting.key.value.isOfTargets {
      throw PlanningError(
        .settingOfOtherModels(
          key: setting.key.value.rawValue,
          models: "models that predict a column"
        ),
        at: setting.key.range
      )
    }
  }

  /// The goal of a statement.
  ///
  /// - Throws: when the target is not there, or of a type that does not fit the problem.
  func goal(
    of statement: CreateModel,
    _ training: ModelPlan.Training,
    _ columns: [CatalogColumn],
    _ objective: ObjectiveName?,
    _ settings: CheckedSettings
  ) throws(PlanningError) -> Goal<TargetPlan> {
    if case .fixed(.clusters(let clusters)) = training {
      return .cluster(clusters)
    }
    guard let target = statement.target else { throw Self.missingTarget(of: statement) }
    let index = try resolveColumn(target, in: columns)
    let plan = TargetPlan(
      index: index,
      column: columns[index],
      range: target.range,
      problemType: statement.problemType?.value,
      objective: objective,
      formerObjective: statement.objective.map(\.value).flatMap(ObjectiveName.formerName),
      objectiveRange: statement.objective?.range,
      splitsByTime: settings.splitsByTime?.value ?? false,
      validates: settings.validates?.value ?? false,
      positiveClass: settings.positiveClass,
      costs: settings.costs,
      classWeights: settings.classWeights
    )
    return .predict(plan)
  }

  private static func missingTarget(of statement: CreateModel) -> PlanningError {
    PlanningError(
      .missingClause(clause: "TARGET", because: "it names the column to predict"),
      at: statement.name.range
    )
  }

  /// Checks the target's type, and it against PROBLEM_TYPE and OBJECTIVE; the rest is seen from the data.
  func check(_ target: TargetPlan, problemAt range: Range<Int>?) throws(PlanningError) {
    let column = target.column
    let isNumeric = column.targetKind != .boolean && column.targetKind != .text
    func notNumeric(at range: Range<Int>?) -> PlanningError {
      PlanningError(
        .targetNotNumeric(column: column.name, typeName: column.typeName),
        at: range
      )
    }
    if target.problemType == .regression, !isNumeric { throw notNumeric(at: range) }
    guard let objective = target.objective else { return }
    if let problem = target.problemType, !objective.fits(problem) {
      throw PlanningError(
        .objectiveOfOtherProblem(objective: objective, problem: problem),
        at: target.objectiveRange
      )
    }
    if objective.fits(.regression), !isNumeric { throw notNumeric(at: target.objectiveRange) }
  }
}

extension SettingKey {
  /// Whether it is of use only where a column is predicted.
  fileprivate var isOfTargets: Bool {
    switch self {
    case .groupColumn, .split, .splitColumn, .timeColumn, .validate, .positiveClass,
      .costFalsePositive, .costFalseNegative, .classWeights:
      true
    case .maxCells, .maxRuntime, .seed, .keepVersions, .weightColumn, .columnTypes, .onUnseen,
      .treeLimit,
      .s3Bucket, .kmsKeyID, .tags,
      .s3GarbageCollect, .horizon, .frequency, .percentiles, .maxBatchRows, .modelID, .prompt,
      .suffix, .requestType, .responseType:
      false
    }
  }
}
