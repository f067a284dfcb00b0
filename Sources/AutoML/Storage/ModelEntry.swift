import DuckDB
import Learning
import ModelSQL
import Models

/// One version of a model, without its bytes: a row of `automl.models`, or of `automl.other_versions`.
struct ModelEntry: Equatable {
  /// Where a model is from.
  enum Kind: String {
    /// Trained here.
    case trained
    /// Read from a file.
    case imported
    /// Forecasts of series, which have no function.
    case forecast
    /// Behind an endpoint.
    case remote
  }

  /// The model's schema.
  var schemaName: String
  /// The model's name.
  var modelName: String
  /// Which version this is, from 1.
  var version = 1
  /// Where it is from.
  var kind: Kind
  /// The problem that it solves, as SHOW MODEL prints it.
  var goal: String
  /// The function's schema.
  var functionSchema: String
  /// The function's name.
  var functionName: String
  /// The operating system's user who made it.
  var owner: String
  /// When it was made, as SHOW MODEL prints it: `Tue, 14.06.2022 17:15:52`; set by the store.
  var createdAt = ""
  /// Seconds that the training took.
  var seconds = 0.0
  /// The seed of every random choice.
  var seed = 0
  /// The statement that made it, in canonical SQL; nil where it is not known.
  var statement: String?
  /// The number of versions that are kept, this one among them.
  var keptVersionCount = CheckedSettings.defaultKeptVersionCount
  /// Rows and columns that were read.
  var rowCount = 0
  var columnCount = 0
  /// A hash of the rows that were read, whatever their order; nil where it is not known.
  var fingerprint: String?
  /// The checksum of its bytes, in hexadecimal digits; nil where it is not known.
  var checksum: String?
  /// The part of SHOW MODEL beyond the report: JSON of `ShownModel`.
  var shown: String
  /// The training's report: JSON of `TrainingReport`.
  var report: String
}

/// The parts of the statement that SHOW MODEL prints.
struct ShownModel: Codable, Equatable {
  var clauses: ShownClauses
  /// The column to predict; nil where there is none.
  var target: String?
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
  /// The endpoint that has the model; nil where it is here.
  var remote: Remote?

  /// A model behind an endpoint.
  struct Remote: Codable, Equatable {
    var endpoint: String
    /// The model on it, where it has several.
    var targetModel: String?
    var maxBatchRows: Int?
    var returnType: String
  }
}

extension ModelEntry {
  /// The names of the model and of its function.
  var names: ModelNames {
    ModelNames(
      schemaName: schemaName,
      modelName: modelName,
      functionSchema: functionSchema,
      functionName: functionName,
      replacesModel: true
    )
  }

  /// Refuses a model behind an endpoint, of which nothing is here but its function.
  func requireHere() throws(AutoMLError) {
    guard kind == .remote else { return }
    throw AutoMLError(
      sqlState: SQLState.featureNotSupported,
      message:
        "model \"\(modelName)\" is behind an endpoint: nothing of it is here but its function"
    )
  }

  /// The place of its function.
  var functionPlace: FunctionPlace {
    FunctionPlace(schema: functionSchema, function: functionName, checksum: checksum)
  }

  /// The entry of a model that was just made; the store dates it, and gives it its version.
  init(kind: Kind, names: ModelNames, shown: ShownModel, report: TrainingReport, owner: String) {
    self.init(kind: kind, names: names, shown: shown, owner: owner)
    goal = report.problemType
    seconds = report.seconds.total
    seed = report.seed
    rowCount = report.rows
    columnCount = report.columns
    self.report = JSON.text(report)
  }

  /// The entry of a model that nothing was trained for; the store dates it, and gives it its version.
  init(kind: Kind, names: ModelNames, shown: ShownModel, owner: String) {
    schemaName = names.schemaName
    modelName = names.modelName
    functionSchema = names.functionSchema
    functionName = names.functionName
    self.kind = kind
    goal = ""
    self.owner = owner
    self.shown = JSON.text(shown)
    report = "{}"
  }

  /// The entry of a model that was just trained.
  init(plan: ModelPlan, report: TrainingReport, owner: String) {
    self.init(
      kind: .trained,
      names: plan.names,
      shown: ShownModel(
        clauses: plan.shown,
        target: plan.goal.target?.column.name,
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
