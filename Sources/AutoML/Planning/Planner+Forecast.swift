import Forecasting
import ModelSQL
import Models

/// The plan of a statement with MODEL_TYPE FORECAST.
extension Planner {
  /// The plan.
  ///
  /// - Throws: the first thing that is refused, at its clause.
  func forecastPlan(
    _ statement: CreateModel,
    _ source: Located<ModelSource>,
    _ file: DataFile?
  ) throws(PlanningError) -> Outcome {
    try refuseClausesOfPredictions(statement)
    guard let written = statement.target else { throw Self.missingForecastTarget(statement) }
    let own = ForecastSettingKeys(statement.settings)
    for setting in own.others where !setting.key.value.isOfForecasts {
      throw PlanningError(
        .settingOfOtherModels(key: setting.key.value.rawValue, models: "models that predict rows"),
        at: setting.key.range
      )
    }
    let settings = try CheckedSettings(own.others)
    let horizon = try Self.horizon(own.horizon, of: statement)
    let frequency = try Self.frequency(own.frequency)
    let columns = try Self.columns(own.percentiles)
    let metric = try Self.metric(statement.objective)
    guard let names = try resolveNames(statement) else {
      return .alreadyExists(name: statement.name.value.name)
    }
    let (query, found) = try resolveSource(source, file)
    var seen: Set<NameKey> = []
    for column in found where !seen.insert(NameKey(column.name)).inserted {
      throw PlanningError(.duplicateColumn(name: column.name), at: source.range)
    }
    let target = try resolveColumn(written, in: found)
    try checkForecastTarget(found[target], at: written.range)
    let time = try timeColumn(settings.timeColumn, in: found, besides: target, source.range)
    let rest = found.indices.filter { $0 != target && $0 != time }
    return .forecast(
      ForecastPlan(
        names: names,
        query: query,
        item: rest.first.map { found[$0] },
        time: found[time],
        target: found[target],
        covariates: try covariates(rest.dropFirst().map { found[$0] }, source.range),
        horizon: horizon,
        frequency: frequency,
        frequencyRange: own.frequency?.value.range ?? statement.modelType?.range,
        columns: columns,
        metric: metric,
        maxRuntime: settings.maxRuntime,
        seed: settings.seed,
        keptVersionCount: settings.keptVersionCount,
        randomParts: try catalog.randomParts(ofQuery: query),
        limitsCells: settings.maxCells != nil,
        shown: shownClauses(of: statement, source: source.value, file, settings: settings)
      )
    )
  }

  private static func missingForecastTarget(_ statement: CreateModel) -> PlanningError {
    PlanningError(
      .missingClause(clause: "TARGET", because: "it names the column to forecast"),
      at: statement.name.range
    )
  }

  /// Clauses that forecasts have no use for.
  private func refuseClausesOfPredictions(_ statement: CreateModel) throws(PlanningError) {
    if let auto = statement.auto, !auto.value {
      throw PlanningError(
        .clauseNotAllowed(
          clause: "AUTO OFF",
          because: "MODEL_TYPE FORECAST chooses among its methods for each series"
        ),
        at: auto.range
      )
    }
    let because =
      "MODEL_TYPE FORECAST makes no function: SELECT FORECAST(model) gives the forecasts"
    let clauses: [(String, Range<Int>?)] = [
      ("FUNCTION", statement.function?.range), ("RETURNS", statement.returns?.range),
      ("PROBLEM_TYPE", statement.problemType?.range),
      ("PREPROCESSORS", statement.preprocessors?.range),
    ]
    for case let (clause, range?) in clauses {
      let reason = clause == "FUNCTION" ? because : "MODEL_TYPE FORECAST has no use for it"
      throw PlanningError(.clauseNotAllowed(clause: clause, because: reason), at: range)
    }
    if let hyperparameters = statement.hyperparameters, !hyperparameters.value.exceptions.isEmpty {
      throw PlanningError(
        .clauseNotAllowed(
          clause: "HYPERPARAMETERS",
          because: "MODEL_TYPE FORECAST chooses them for each series"
        ),
        at: hyperparameters.range
      )
    }
  }

  private func checkForecastTarget(
    _ column: CatalogColumn,
    at range: Range<Int>
  ) throws(PlanningError) {
    switch column.targetKind {
    case .integer, .floating, .decimal: return
    case .boolean, .text, nil:
      throw PlanningError(
        .roleType(
          key: "TARGET",
          column: column.name,
          typeName: column.typeName,
          takes: "a number where MODEL_TYPE is FORECAST"
        ),
        at: range
      )
    }
  }

  /// The column of times: the one that TIME_COLUMN names, or else the only one that there is.
  private func timeColumn(
    _ name: Located<String>?,
    in columns: [CatalogColumn],
    besides target: Int,
    _ source: Range<Int>
  ) throws(PlanningError) -> Int {
    let isTime = { (index: Int) in
      index != target && (columns[index].kind == .date || columns[index].kind == .timestamp)
    }
    if let name {
      let index = try resolveColumn(name, in: columns)
      guard isTime(index) else {
        throw PlanningError(
          .roleType(
            key: "TIME_COLUMN",
            column: columns[index].name,
            typeName: columns[index].typeName,
            takes: "a date or a timestamp"
          ),
          at: name.range
        )
      }
      return index
    }
    let times = columns.indices.filter(isTime)
    guard let first = times.first else {
      throw PlanningError(
        .missingClause(
          clause: "a column of times",
          because: "FROM gives the id of a series, its times as DATE or TIMESTAMP, and the target;"
            + " text becomes one by CAST(column AS TIMESTAMP)"
        ),
        at: source
      )
    }
    guard times.count == 1 else {
      let names = times.map { "\"\(columns[$0].name)\"" }.joined(separator: ", ")
      throw PlanningError(
        .missingClause(
          clause: "TIME_COLUMN",
          because: "several columns are times (\(names)): SETTINGS (TIME_COLUMN '...') names one"
        ),
        at: source
      )
    }
    return first
  }

  /// Columns beyond series, time and target: numbers that are known of later periods too.
  private func covariates(
    _ columns: [CatalogColumn],
    _ source: Range<Int>
  ) throws(PlanningError) -> [CatalogColumn] {
    for column in columns where column.kind != .number && column.kind != .boolean {
      throw PlanningError(
        .roleType(
          key: "MODEL_TYPE FORECAST",
          column: column.name,
          typeName: column.typeName,
          takes: "numbers beside the id of a series, its time and the target"
        ),
        at: source
      )
    }
    return columns
  }
}

extension SettingKey {
  /// Whether it is of use where series are forecast.
  fileprivate var isOfForecasts: Bool {
    switch self {
    case .horizon, .frequency, .percentiles, .timeColumn, .maxCells, .maxRuntime, .seed,
      .keepVersions, .s3Bucket, .kmsKeyID, .tags, .s3GarbageCollect:
      true
    case .weightColumn, .groupColumn, .split, .splitColumn, .columnTypes, .validate,
      .positiveClass, .costFalsePositive, .costFalseNegative, .classWeights, .onUnseen, .treeLimit,
      .maxBatchRows, .modelID, .prompt, .suffix, .requestType, .responseType:
      false
    }
  }
}

/// The settings of a statement, those of forecasts apart from the others.
private struct ForecastSettingKeys {
  private(set) var horizon: Setting?
  private(set) var frequency: Setting?
  private(set) var percentiles: Setting?
  private(set) var others: [Setting] = []

  init(_ settings: [Setting]) {
    for setting in settings {
      switch setting.key.value {
      case .horizon: horizon = setting
      case .frequency: frequency = setting
      case .percentiles: percentiles = setting
      default: others.append(setting)
      }
    }
  }
}

extension Planner {
  /// The longest horizon.
  static let horizonLimit = 5_000

  fileprivate static func horizon(
    _ setting: Setting?,
    of statement: CreateModel
  ) throws(PlanningError) -> Int {
    guard let setting else {
      throw PlanningError(
        .missingClause(
          clause: "HORIZON",
          because: "SETTINGS (HORIZON n) says how many periods to forecast"
        ),
        at: statement.modelType?.range
      )
    }
    guard case .integer(let horizon) = setting.value.value, (1...horizonLimit).contains(horizon)
    else {
      throw PlanningError(
        .invalidSetting(
          key: "HORIZON",
          requirement: "a whole number from 1 to 5,000"
        ),
        at: setting.value.range
      )
    }
    return horizon
  }

  fileprivate static func frequency(_ setting: Setting?) throws(PlanningError) -> TimeFrequency? {
    guard let setting else { return nil }
    let text: String
    switch setting.value.value {
    case .text(let word), .word(let word): text = word
    case .integer(let number): text = "\(number)"
    }
    guard let frequency = TimeFrequency(text: text) else {
      throw PlanningError(
        .invalidSetting(
          key: "FREQUENCY",
          requirement: "one of " + TimeFrequency.allCases.map(\.rawValue).joined(separator: ", ")
        ),
        at: setting.value.range
      )
    }
    return frequency
  }

  fileprivate static func columns(_ setting: Setting?) throws(PlanningError) -> [ForecastColumn] {
    guard let setting else { return ForecastColumn.standard }
    guard case .text(let text) = setting.value.value, let columns = ForecastColumn.columns(text)
    else {
      throw PlanningError(
        .invalidSetting(
          key: "PERCENTILES",
          requirement: "up to five different ones of 0.01 to 0.99 and mean, such as '0.1,0.5,mean'"
        ),
        at: setting.value.range
      )
    }
    return columns
  }

  fileprivate static func metric(
    _ objective: Located<String>?
  ) throws(PlanningError) -> ForecastMetric {
    guard let objective else { return .averageWeightedQuantileLoss }
    guard let metric = ForecastMetric(text: objective.value) else {
      throw PlanningError(
        .unknownObjective(
          name: objective.value,
          suggestion: nearest(to: objective.value, in: ForecastMetric.allCases.map(\.rawValue))
        ),
        at: objective.range
      )
    }
    return metric
  }
}
