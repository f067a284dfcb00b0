import Learning
import ModelSQL
import Models

extension Planner {
  private static func family(of type: Located<ModelType>) -> Family {
    guard let family = type.value.family else {
      preconditionFailure("forecasts have a plan of their own")
    }
    return family
  }

  /// Clauses of a model from outside.
  func refuseImportClauses(of statement: CreateModel, _ file: DataFile?) throws(PlanningError) {
    let trained =
      file.map {
        "\(literal($0.path)) is taken as data"
          + (Self.isJSONDocument($0.path) ? ", for there is a TARGET: " : ": ")
          + "its types come from the file; only models from outside have them given"
      } ?? "its types come from the SELECT; only models from outside have them given"
    if let returns = statement.returns {
      throw PlanningError(.clauseNotAllowed(clause: "RETURNS", because: trained), at: returns.range)
    }
    if let function = statement.function, function.value.argumentTypes != nil {
      throw PlanningError(
        .clauseNotAllowed(clause: "a list of types", because: trained),
        at: function.range
      )
    }
  }

  /// The objective, checked against the names that exist.
  func objectiveName(_ statement: CreateModel) throws(PlanningError) -> ObjectiveName? {
    guard let objective = statement.objective else { return nil }
    guard let name = ObjectiveName(objective.value) else {
      throw PlanningError(
        .unknownObjective(
          name: objective.value,
          suggestion: nearest(to: objective.value, in: ObjectiveName.all)
        ),
        at: objective.range
      )
    }
    return name
  }

  /// The way to train the model, from AUTO, MODEL_TYPE, PREPROCESSORS and HYPERPARAMETERS.
  static func training(
    of statement: CreateModel,
    objective: ObjectiveName?
  ) throws(PlanningError) -> ModelPlan.Training {
    try checkPreprocessors(of: statement)
    guard statement.auto?.value == false else {
      return .search(try searchFamilies(statement, objective: objective))
    }
    guard let type = statement.modelType else {
      throw PlanningError(
        .missingClause(clause: "MODEL_TYPE", because: "AUTO OFF trains the one that it names"),
        at: statement.auto?.range
      )
    }
    return .fixed(
      try candidate(
        family(of: type),
        objective: objective,
        at: statement.objective?.range,
        statement.hyperparameters?.value.exceptions ?? []
      )
    )
  }

  /// The one candidate of AUTO OFF, its hyperparameters checked; what is refused is shown at its place.
  private static func candidate(
    _ family: Family,
    objective: ObjectiveName?,
    at range: Range<Int>?,
    _ exceptions: [Hyperparameter]
  ) throws(PlanningError) -> Candidate {
    if case .metric(let metric)? = objective {
      throw PlanningError(
        .clauseNotAllowed(
          clause: "OBJECTIVE '\(metric.rawValue)'",
          because: "it decides between candidates, and AUTO OFF has one; give a loss such as "
            + "'reg:squarederror' or 'binary:logistic'"
        ),
        at: range
      )
    }
    let loss = objective?.loss
    if let loss, let reason = family.refusal(of: loss) {
      throw PlanningError(
        .clauseNotAllowed(clause: "OBJECTIVE '\(loss.rawValue)'", because: reason),
        at: range
      )
    }
    do throws(LearningError) {
      return try Candidate(
        family,
        hyperparameters: exceptions.map { (key: $0.key.value, value: $0.value.value) },
        objective: loss
      )
    } catch {
      throw PlanningError(.learning(error), at: place(of: error, in: exceptions))
    }
  }

  private static func searchFamilies(
    _ statement: CreateModel,
    objective: ObjectiveName?
  ) throws(PlanningError) -> [Family] {
    if let hyperparameters = statement.hyperparameters, !hyperparameters.value.exceptions.isEmpty {
      throw PlanningError(
        .clauseNotAllowed(
          clause: "HYPERPARAMETERS DEFAULT EXCEPT",
          because: "AUTO ON chooses them; with AUTO OFF you do"
        ),
        at: hyperparameters.range
      )
    }
    if let loss = objective?.loss {
      throw PlanningError(
        .clauseNotAllowed(
          clause: "OBJECTIVE '\(loss.rawValue)'",
          because: "it is a loss, which AUTO OFF takes; AUTO ON takes MSE, Accuracy, F1, F1_Macro "
            + "or AUC"
        ),
        at: statement.objective?.range
      )
    }
    guard let type = statement.modelType else {
      // Networks take a while: they are tried where the statement says how long a search may take.
      let givesTime = statement.settings.contains { $0.key.value == .maxRuntime }
      return Family.predicting + (givesTime ? [.neural] : [])
    }
    return [.baseline, family(of: type)]
  }

  private static func place(
    of error: LearningError,
    in exceptions: [Hyperparameter]
  ) -> Range<Int>? {
    switch error {
    case .unknownHyperparameter(let key, _):
      exceptions.last { $0.key.value == key }?.key.range
    case .invalidHyperparameter(let key, let value, _):
      (exceptions.last { $0.key.value == key && $0.value.value == value }
        ?? exceptions.last { $0.key.value == key })?.value.range
    default: nil
    }
  }
}

/// SETTINGS with their ranges checked.
struct CheckedSettings {
  /// The most cells to train on; nil takes all.
  private(set) var maxCells: Int?
  /// The most seconds to train for.
  private(set) var maxRuntime = CheckedSettings.defaultMaxRuntime
  /// The seed of every random choice.
  private(set) var seed: UInt64 = 0
  /// The number of versions of the model that are kept.
  private(set) var keptVersionCount = CheckedSettings.defaultKeptVersionCount
  /// The column that says how often each row counts.
  private(set) var weightColumn: Located<String>?
  /// The column that says which rows are ranked together.
  private(set) var groupColumn: Located<String>?
  /// Whether rows are held out after those trained on.
  private(set) var splitsByTime: Located<Bool>?
  /// The column whose rows of one value stay together.
  private(set) var splitColumn: Located<String>?
  /// The column that says when a row is from.
  private(set) var timeColumn: Located<String>?
  /// The types that columns are taken as, unread.
  private(set) var columnTypes: Located<String>?
  /// Whether AUTO OFF holds rows out for a score.
  private(set) var validates: Located<Bool>?
  /// The class that F1, precision and recall are of.
  private(set) var positiveClass: Located<String>?
  /// The costs of wrong decisions.
  private(set) var costs: DecisionCosts?
  /// The weights of rows in training by their class.
  private(set) var classWeights: Located<ClassWeights>?
  /// The answer for a level that training did not see.
  private(set) var unseenRule = UnseenRule.missing
  /// Shown again, and not needed here.
  private(set) var s3Bucket: String?
  /// Shown again, and not needed here.
  private(set) var kmsKey: String?

  /// Redshift's defaults.
  static let defaultMaxRuntime = 5_400
  /// Ours: the model in use, and two to go back to.
  static let defaultKeptVersionCount = 3

  /// Checks each setting.
  ///
  /// - Throws: when a value is out of range, or a setting belongs to models of another kind.
  init(_ settings: [Setting]) throws(PlanningError) {
    var (falsePositive, falseNegative): (Double?, Double?)
    for setting in settings {
      let key = setting.key.value.rawValue
      switch setting.key.value {
      case .maxCells: maxCells = try Self.positive(setting)
      case .maxRuntime: maxRuntime = try Self.positive(setting)
      case .seed: seed = UInt64(try Self.integer(setting, atLeast: 0))
      case .keepVersions: keptVersionCount = try Self.positive(setting)
      case .weightColumn:
        weightColumn = Located(try Self.text(setting), at: setting.value.range)
      case .groupColumn: groupColumn = Located(try Self.text(setting), at: setting.value.range)
      case .split:
        splitsByTime = Located(setting.value.value == .word("TIME"), at: setting.value.range)
      case .splitColumn: splitColumn = Located(try Self.text(setting), at: setting.value.range)
      case .timeColumn: timeColumn = Located(try Self.text(setting), at: setting.value.range)
      case .columnTypes: columnTypes = Located(try Self.text(setting), at: setting.value.range)
      case .validate:
        validates = Located(setting.value.value == .word("ON"), at: setting.value.range)
      case .positiveClass:
        positiveClass = Located(try Self.text(setting), at: setting.value.range)
      case .costFalsePositive: falsePositive = try Self.cost(setting)
      case .costFalseNegative: falseNegative = try Self.cost(setting)
      case .classWeights: classWeights = try Self.classWeights(setting)
      case .onUnseen: unseenRule = try Self.unseenRule(setting)
      case .s3Bucket: s3Bucket = try Self.text(setting)
      case .kmsKeyID: kmsKey = try Self.text(setting)
      case .tags: _ = try Self.text(setting)
      case .s3GarbageCollect:
        guard setting.value.value == .word("ON") || setting.value.value == .word("OFF") else {
          throw PlanningError(
            .invalidSetting(key: key, requirement: "ON or OFF"),
            at: setting.value.range
          )
        }
      case .treeLimit: throw Self.refusal(setting, of: "models from files")
      case .horizon, .frequency, .percentiles: throw Self.refusal(setting, of: "FORECAST models")
      case .maxBatchRows: throw Self.refusal(setting, of: "remote models")
      case .modelID, .prompt, .suffix, .requestType, .responseType:
        throw Self.refusal(setting, of: "external models")
      }
    }
    if falsePositive != nil || falseNegative != nil {
      costs = DecisionCosts(falsePositive: falsePositive ?? 1, falseNegative: falseNegative ?? 1)
    }
    try checkSplit()
  }

  private static func refusal(_ setting: Setting, of models: String) -> PlanningError {
    PlanningError(
      .settingOfOtherModels(key: setting.key.value.rawValue, models: models),
      at: setting.key.range
    )
  }

  /// A column of times says by itself that rows are held out by it.
  private mutating func checkSplit() throws(PlanningError) {
    if splitsByTime == nil, let timeColumn {
      splitsByTime = Located(true, at: timeColumn.range)
    }
    if let splitColumn, splitsByTime?.value == true {
      throw PlanningError(.splitTwice, at: splitColumn.range)
    }
    if let splitsByTime, splitsByTime.value, timeColumn == nil {
      throw PlanningError(.splitWithoutTime, at: splitsByTime.range)
    }
  }

  private static func cost(_ setting: Setting) throws(PlanningError) -> Double {
    guard case .text(let text) = setting.value.value, let cost = Double(text), cost > 0,
      cost.isFinite
    else {
      throw PlanningError(
        .invalidSetting(key: setting.key.value.rawValue, requirement: "a number above 0"),
        at: setting.value.range
      )
    }
    return cost
  }

  private static func unseenRule(_ setting: Setting) throws(PlanningError) -> UnseenRule {
    guard case .text(let text) = setting.value.value,
      let rule = UnseenRule(name: text.lowercased())
    else {
      throw PlanningError(
        .invalidSetting(
          key: setting.key.value.rawValue,
          requirement: "'missing', 'null' or 'error'"
        ),
        at: setting.value.range
      )
    }
    return rule
  }

  private static func classWeights(
    _ setting: Setting
  ) throws(PlanningError) -> Located<ClassWeights> {
    let range = setting.value.range
    return Located(try ClassWeights(try text(setting), at: range), at: range)
  }

  private static func positive(_ setting: Setting) throws(PlanningError) -> Int {
    try integer(setting, atLeast: 1)
  }

  private static func integer(
    _ setting: Setting,
    atLeast least: Int
  ) throws(PlanningError) -> Int {
    let number: Int? =
      switch setting.value.value {
      case .integer(let value): value
      case .text(let text): Int(text)
      case .word: nil
      }
    guard let number, number >= least else {
      throw PlanningError(
        .invalidSetting(
          key: setting.key.value.rawValue,
          requirement: "a whole number of \(least) or more"
        ),
        at: setting.value.range
      )
    }
    return number
  }

  private static func text(_ setting: Setting) throws(PlanningError) -> String {
    guard case .text(let text) = setting.value.value else {
      throw PlanningError(
        .invalidSetting(key: setting.key.value.rawValue, requirement: "a string in quotes"),
        at: setting.value.range
      )
    }
    return text
  }
}
