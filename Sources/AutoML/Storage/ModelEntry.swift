import Learning
import ModelSQL

/// One row of `automl.models`: a model and everything that is shown of it.
struct ModelEntry: Equatable {
  /// The model's schema.
  var schemaName: String
  /// The model's name.
  var modelName: String
  /// The function's schema.
  var functionSchema: String
  /// The function's name.
  var functionName: String
  /// The operating system's user who made it.
  var owner: String
  /// When it was made, as SHOW MODEL prints it: `Tue, 14.06.2022 17:15:52`.
  var createdAt: String
  /// What SHOW MODEL prints beyond the report: JSON of `ShownModel`.
  var shown: String
  /// The training's report: JSON of `TrainingReport`.
  var report: String
}

/// What SHOW MODEL prints of the statement.
struct ShownModel: Codable, Equatable {
  var clauses: ShownClauses
  var target: String
  /// The columns of WEIGHT_COLUMN and GROUP_COLUMN.
  var weight: String?
  var group: String?
  var parameters: [String]
  var parameterTypes: [String]
  var isSearch: Bool
  var isClassification: Bool
  var maxRuntime: Int
  /// The file that the model is from; nil where it was trained here.
  var origin: String?
}

extension ModelEntry {
  /// What a transaction that changes the model claims.
  var claims: [String] {
    ModelNames(
      schemaName: schemaName,
      modelName: modelName,
      functionSchema: functionSchema,
      functionName: functionName,
      replacesModel: true
    ).claims
  }

  /// The entry of a model that was just made; the store dates it.
  init(names: ModelNames, shown: ShownModel, report: TrainingReport, owner: String) {
    schemaName = names.schemaName
    modelName = names.modelName
    functionSchema = names.functionSchema
    functionName = names.functionName
    self.owner = owner
    createdAt = ""
    self.shown = JSON.text(shown)
    self.report = JSON.text(report)
  }

  /// The entry of a model that was just trained.
  init(plan: ModelPlan, report: TrainingReport, owner: String) {
    self.init(
      names: plan.names,
      shown: ShownModel(
        clauses: plan.shown,
        target: plan.target.name,
        weight: plan.roles.weight.map { plan.columns[$0.index].name },
        group: plan.roles.group.map { plan.columns[$0.index].name },
        parameters: plan.inputs.map(\.name),
        parameterTypes: plan.inputs.map(\.shortTypeName),
        isSearch: plan.isSearch,
        isClassification: report.problemType.hasSuffix("Classification"),
        maxRuntime: plan.maxRuntime
      ),
      report: report,
      owner: owner
    )
  }
}
