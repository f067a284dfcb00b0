import DuckDB
import Learning
import ModelSQL
import Models

/// A model of a file as one that predicts here.
struct ImportedModel {
  /// The model; one of XGBoost has no summary yet.
  let model: Model
  /// The facts of its training, as far as they are known.
  let summary: ModelSummary
  /// The file, in words that follow "Import:".
  let description: String
  /// Sentences that the user should read.
  let notices: [String]
}

extension ImportedModel {
  /// Joins a file's model with its statement.
  ///
  /// - Throws: where one does not fit the other, or the statement lacks what the file does not say.
  init(_ content: ModelFile.Content, plan: ImportPlan) throws(PlanningError) {
    switch content {
    case .automl(let model): try self.init(model, plan)
    case .xgboost(let file): try self.init(file, plan)
    case .foreign(let model): try self.init(model, plan)
    }
  }

  /// The name of the problem in reports.
  static func problemName(of model: Model) -> String {
    let problem: ProblemType =
      switch model.labels.count {
      case 0: .regression
      case 2: .binaryClassification
      default: .multiclassClassification
      }
    return problem.reportName
  }
}

extension ImportedModel {
  private init(_ model: Model, _ plan: ImportPlan) throws(PlanningError) {
    if let limit = plan.treeLimit {
      throw PlanningError(
        .settingOfOtherModels(key: SettingKey.treeLimit.rawValue, models: "XGBoost's files"),
        at: limit.range
      )
    }
    try Self.check(model, plan)
    let family = model.learner.family.rawValue
    let known = JSON.value(ModelSummary.self, from: model.summary)
    let summary =
      known
      ?? ModelSummary(
        model,
        objective: "",
        winner: TrainingReport.Winner(family: family, settings: [:])
      )
    self.init(
      model: model,
      summary: summary,
      description: "a model of automl, \(family), \(summary.problemType)",
      notices: []
    )
  }

  /// Holds a model that knows its types against those that are written.
  private static func check(_ model: Model, _ plan: ImportPlan) throws(PlanningError) {
    let signature: FunctionSignature
    do throws(ModelError) { signature = try FunctionSignature(model) } catch {
      throw PlanningError(.modelFile(.automl(name: plan.path.value, error)), at: plan.path.range)
    }
    if let arguments = plan.arguments {
      try requireCount(arguments, names: model.encoding.inputs.map(\.name), plan)
      for (input, argument) in zip(model.encoding.inputs, arguments) {
        let kind = LogicalType(plainName: input.typeName)?.inputKind
        guard argument.kind != kind else { continue }
        throw PlanningError(
          .imported(
            .otherArgumentType(
              name: input.name,
              typeName: argument.typeName,
              takes: input.typeName
            )
          ),
          at: plan.functionRange
        )
      }
    }
    let predicted = signature.returnType.description
    if let result = plan.result, result.value.typeName != predicted {
      throw PlanningError(
        .imported(.resultType(typeName: result.value.typeName, predicts: predicted)),
        at: result.range
      )
    }
  }

  static func requireCount(
    _ arguments: [CatalogColumn],
    names: [String],
    _ plan: ImportPlan
  ) throws(PlanningError) {
    guard names.count == arguments.count else {
      throw PlanningError(
        .imported(.argumentCount(given: arguments.count, names: names)),
        at: plan.functionRange
      )
    }
  }
}

/// Models of XGBoost.
extension ImportedModel {
  private init(_ whole: XGBoostModel, _ plan: ImportPlan) throws(PlanningError) {
    let (file, notices) = try Self.rounds(of: whole, plan)
    let model: Model
    if let own = Self.ownModel(of: file) {
      try Self.check(own, plan)
      model = own
    } else {
      model = try Self.model(of: ForeignModel(file), plan)
    }
    var settings = ["num_round": "\(file.roundCount)"]
    if file.parallelTreeCount > 1 { settings["num_parallel_tree"] = "\(file.parallelTreeCount)" }
    let (used, all) = (file.ensemble.trees.count, whole.ensemble.trees.count)
    let trees = used == all ? grouped(all) : "\(grouped(used)) of \(grouped(all))"
    self.init(
      model: model,
      summary: ModelSummary(
        model,
        objective: file.objective.name,
        winner: TrainingReport.Winner(
          family: model.learner.family.rawValue,
          settings: file.objective.parameters.merging(settings) { $1 }
        )
      ),
      description: "\(trees) trees of XGBoost, \(file.objective.name)",
      notices: notices
    )
  }

  /// The rounds that predict: those that NTREE_LIMIT says, else those up to the best one where the training
  /// was stopped early, else all.
  private static func rounds(
    of file: XGBoostModel,
    _ plan: ImportPlan
  ) throws(PlanningError) -> (XGBoostModel, notices: [String]) {
    let all = file.roundCount
    if let limit = plan.treeLimit {
      guard limit.value >= 1, limit.value <= all else {
        throw PlanningError(
          .imported(.treeLimit(given: limit.value, roundCount: all)),
          at: limit.range
        )
      }
      let notice =
        "the first \(limit.value) of the file's \(all) rounds of trees predict (NTREE_LIMIT)"
      return (file.prefix(roundCount: limit.value), limit.value < all ? [notice] : [])
    }
    guard let best = file.bestRoundCount, best < all else { return (file, []) }
    let notice =
      "the training was stopped early: the first \(best) of the file's \(all) rounds of trees predict "
      + "(best_iteration \(best - 1)); SETTINGS (NTREE_LIMIT \(all)) takes them all"
    return (file.prefix(roundCount: best), [notice])
  }

  /// The model that was exported here; nil for files of others.
  private static func ownModel(of file: XGBoostModel) -> Model? {
    file.attributes[ExportedSignature.attribute]
      .flatMap { JSON.value(ExportedSignature.self, from: $0) }?.model(of: file)
  }
}

extension ForeignModel {
  /// The model of a file of XGBoost, its classes labelled as in an export of ours where it is one.
  fileprivate init(_ file: XGBoostModel) {
    let names = file.featureNames
    let classCount = file.objective.classCount(outputCount: file.ensemble.outputCount)
    self.init(
      program: .xgboost,
      objective: file.objective.name,
      features: (0..<file.ensemble.featureCount).map { feature in
        let levels = file.levels.isEmpty ? [] : file.levels[feature]
        return ForeignFeature(
          name: names.isEmpty ? "" : names[feature],
          levels: levels.isEmpty ? nil : levels
        )
      },
      learner: Learner(.trees(file.ensemble), link: file.objective.link),
      classLabels: classCount.map { Self.labels(of: file, $0) } ?? []
    )
  }

  /// The labels of the attribute that an export of ours has, where they fit; else the classes' numbers.
  private static func labels(of file: XGBoostModel, _ classCount: Int) -> [String] {
    guard
      let labels = file.attributes[XGBoostExport.classesAttribute]
        .flatMap({ JSON.value([String].self, from: $0) }),
      labels.count == classCount, Set(labels.map { Array($0.utf8) }).count == classCount
    else { return numbered(classCount) }
    return labels
  }
}

extension ModelSummary {
  /// The facts of a training elsewhere.
  init(_ model: Model, objective: String, winner: TrainingReport.Winner) {
    problemType = ImportedModel.problemName(of: model)
    self.objective = objective
    metric = TrainingReport.Metric(name: objective, validation: nil, training: nil)
    (rows, columns, seed) = (0, 0, 0)
    self.winner = winner
  }
}
