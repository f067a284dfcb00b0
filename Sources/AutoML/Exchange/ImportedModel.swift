import Learning
import ModelSQL
import Models

/// A model of XGBoost as one that predicts here: with the arguments and the result that its
/// statement gives it.
struct ImportedModel {
  /// The model, complete but for its summary.
  let model: Model
  /// The problem in SQL's words.
  let problemType: ProblemType

  /// Joins a file's model with the statement's types.
  ///
  /// A result that is a whole number, a boolean or a text is the class where the model has classes; any other
  /// is what XGBoost's `predict` gives: a value, or the probability of class 1.
  ///
  /// - Throws: when the number of arguments is another, or the result has a type that does not fit.
  init(_ file: XGBoostModel, plan: ImportPlan) throws(PlanningError) {
    let names = Self.argumentNames(of: file)
    guard names.count == plan.arguments.count else {
      throw PlanningError(
        .importedArgumentCount(given: plan.arguments.count, features: names),
        at: plan.functionRange
      )
    }
    let inputs = zip(names, plan.arguments).map { name, argument in
      InputColumn(name: name, kind: argument.kind ?? .number, typeName: argument.typeName)
    }
    let predicted = try Self.predicted(of: file, plan: plan)
    model = Model(
      encoding: FeatureEncoding(inputs: inputs),
      predicted: predicted,
      learner: Learner(.trees(file.ensemble), link: file.objective.link),
      summary: ""
    )
    problemType =
      switch predicted.values {
      case .number, .clusters: .regression
      case .classes(let labels):
        labels.count == 2 ? .binaryClassification : .multiclassClassification
      }
  }

  /// The features' names where they can be the names of arguments, else `f0`, `f1` and so on as in XGBoost.
  private static func argumentNames(of file: XGBoostModel) -> [String] {
    let names = file.featureNames
    let isUsable =
      !names.isEmpty && !names.contains { $0.isEmpty || $0.utf8.contains(0) }
      && Set(names.map { NameKey($0) }).count == names.count
    return isUsable ? names : (0..<file.ensemble.featureCount).map { "f\($0)" }
  }

  private static func predicted(
    of file: XGBoostModel,
    plan: ImportPlan
  ) throws(PlanningError) -> PredictedColumn {
    let result = plan.result
    let classCount: Int? =
      switch file.objective.link {
      case .softmax: file.ensemble.outputCount
      case .logistic, .sign:
        Objective.Kind(rawValue: file.objective.name)?.problem == .twoClasses ? 2 : nil
      case .identity, .exponential: nil
      }
    let isNumber = result.targetKind == .floating || result.targetKind == .decimal
    let hasClasses = classCount != nil && (!isNumber || file.objective.link == .softmax)
    let doesFit =
      switch result.targetKind {
      case nil: false
      case .boolean: classCount == 2
      case .text: classCount != nil
      case .integer, .floating, .decimal: true
      }
    guard doesFit else {
      throw PlanningError(
        .importedResultType(
          typeName: result.typeName,
          predicts: classCount.map { "\($0) classes" } ?? "numbers"
        ),
        at: plan.resultRange
      )
    }
    guard hasClasses, let classCount else {
      return PredictedColumn(name: "prediction", typeName: result.typeName, values: .number)
    }
    let labels = result.targetKind == .boolean ? ["f", "t"] : (0..<classCount).map { "\($0)" }
    return PredictedColumn(name: "prediction", typeName: result.typeName, values: .classes(labels))
  }
}
