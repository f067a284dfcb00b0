import Learning
import ModelSQL
import Models

/// Models that other programs have trained.
extension ImportedModel {
  init(_ foreign: ForeignModel, _ plan: ImportPlan) throws(PlanningError) {
    if let limit = plan.treeLimit {
      throw PlanningError(
        .settingOfOtherModels(key: SettingKey.treeLimit.rawValue, models: "XGBoost's trees"),
        at: limit.range
      )
    }
    let model = try Self.model(of: foreign, plan)
    let program = foreign.program.rawValue
    let trees = foreign.learner.ensemble?.trees.count
    self.init(
      model: model,
      summary: ModelSummary(
        model,
        objective: foreign.objective,
        winner: TrainingReport.Winner(
          family: model.learner.family.rawValue,
          settings: foreign.settings
        )
      ),
      description: (trees.map { "\(grouped($0)) trees" } ?? "a linear model")
        + " of \(program), \(foreign.objective)",
      notices: []
    )
  }

  /// The model with the types of its statement.
  static func model(
    of foreign: ForeignModel,
    _ plan: ImportPlan
  ) throws(PlanningError) -> Model {
    let (arguments, result) = try plan.writtenTypes()
    let names = argumentNames(of: foreign)
    try requireCount(arguments, names: names, plan)
    var inputs: [InputColumn] = []
    for (name, argument) in zip(names, arguments) {
      inputs.append(try input(name, argument, of: foreign, at: inputs.count, plan))
    }
    return Model(
      encoding: FeatureEncoding(inputs: inputs),
      predicted: try predicted(of: foreign, result),
      learner: foreign.learner,
      summary: ""
    )
  }

  private static func input(
    _ name: String,
    _ argument: CatalogColumn,
    of foreign: ForeignModel,
    at index: Int,
    _ plan: ImportPlan
  ) throws(PlanningError) -> InputColumn {
    guard let levels = foreign.features[index].levels else {
      guard let kind = argument.kind, kind == .number || kind == .boolean else {
        throw PlanningError(
          .imported(
            .argumentType(
              position: index + 1,
              typeName: argument.typeName,
              program: foreign.program.rawValue
            )
          ),
          at: plan.functionRange
        )
      }
      return InputColumn(name: name, kind: kind, typeName: argument.typeName)
    }
    if argument.kind == .text {
      return InputColumn(name: name, kind: .text, typeName: "VARCHAR", levels: levels)
    }
    let isNumbered = levels.allSatisfy { Int($0)?.description == $0 }
    guard isNumbered, argument.kind == .number, argument.targetKind == .integer else {
      throw PlanningError(
        .imported(
          .otherArgumentType(
            name: name,
            typeName: argument.typeName,
            takes: isNumbered
              ? "a whole number, or VARCHAR, for a category" : "VARCHAR, the name of a category"
          )
        ),
        at: plan.functionRange
      )
    }
    return InputColumn(name: name, kind: .category, typeName: argument.typeName, levels: levels)
  }

  /// The features' names where they can be the names of arguments, else `f0`, `f1` and so on as in XGBoost.
  private static func argumentNames(of foreign: ForeignModel) -> [String] {
    let names = foreign.features.map(\.name)
    let isUsable =
      !names.contains { $0.isEmpty || $0.utf8.contains(0) }
      && Set(names.map { NameKey($0) }).count == names.count
    return isUsable ? names : names.indices.map { "f\($0)" }
  }
}

/// The predictions of such models.
extension ImportedModel {
  /// A result that is a whole number, a boolean or a text is the class where the model has classes; any other
  /// is what the program's `predict` gives: a value, or the probability of class 1.
  private static func predicted(
    of foreign: ForeignModel,
    _ written: Located<CatalogColumn>
  ) throws(PlanningError) -> PredictedColumn {
    let result = written.value
    let classCount = foreign.classLabels.count
    let isNumber = result.targetKind == .floating || result.targetKind == .decimal
    let hasClasses = classCount > 0 && (!isNumber || foreign.learner.outputCount > 1)
    let doesFit =
      switch result.targetKind {
      case nil: false
      case .boolean: classCount == 2
      case .text: classCount > 0
      case .integer, .floating, .decimal: true
      }
    guard doesFit else {
      throw PlanningError(
        .imported(
          .resultType(
            typeName: result.typeName,
            predicts: classCount > 0 ? "\(classCount) classes" : "numbers"
          )
        ),
        at: written.range
      )
    }
    return PredictedColumn(
      name: "prediction",
      typeName: result.typeName,
      values: hasClasses ? .classes(labels(of: foreign, result)) : .number
    )
  }

  /// The classes' labels as values of a type: where they are none of it, the classes' numbers.
  private static func labels(of foreign: ForeignModel, _ result: CatalogColumn) -> [String] {
    if result.targetKind == .boolean { return ["f", "t"] }
    let labels = foreign.classLabels
    let isFit =
      result.targetKind == .text || labels.allSatisfy { Int32($0)?.description == $0 }
    return isFit ? labels : ForeignModel.numbered(labels.count)
  }
}
