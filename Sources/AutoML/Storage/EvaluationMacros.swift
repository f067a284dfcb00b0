import DuckDB
import ModelSQL

/// The table functions of schema `automl` that judge models, or split rows to do so, a closed set; the raw
/// value is the name in SQL.
enum EvaluationFunction: String, CaseIterable {
  case evaluate
  case metrics
  case confusionMatrix = "confusion_matrix"
  case thresholds
  case rocCurve = "roc_curve"
  case precisionCurve = "pr_curve"
  case calibration
  case lift
  case compare
  case residuals
  case leaderboard
  case notices
  case featureInfo = "feature_info"
  case coefficients
  case unseen
  case splits
  case trainingInfo = "training_info"
  case drift
  case keyDrivers = "key_drivers"
  case dependence
  case importance
  case forecast
  case trainTestSplit = "train_test_split"

  /// The parameters in SQL, with their defaults.
  var parameters: String {
    switch self {
    case .evaluate, .confusionMatrix, .thresholds, .rocCurve, .precisionCurve, .calibration, .lift,
      .residuals, .drift:
      "model, data"
    case .metrics: "data, task := CAST(NULL AS VARCHAR)"
    case .forecast: "model, horizon := CAST(NULL AS VARCHAR)"
    case .dependence: "model, feature, data := CAST(NULL AS VARCHAR)"
    case .importance: "model, data := CAST(NULL AS VARCHAR)"
    case .keyDrivers:
      "data, metric := 'metric', is_test := 'is_test', min_support := 0.05, max_columns := 3"
    case .compare: "model, other, data"
    case .leaderboard, .notices, .featureInfo, .coefficients, .unseen, .splits, .trainingInfo:
      "model"
    case .trainTestSplit:
      "data, test_share, stratify := CAST(NULL AS VARCHAR), group_column := CAST(NULL AS VARCHAR),"
        + " time_column := CAST(NULL AS VARCHAR), seed := 0"
    }
  }

  /// The call of the function that writes the query, from its name up to its own arguments.
  fileprivate var callStart: String {
    self == .trainTestSplit ? "\(Self.splitWriter)(" : "\(Self.writer)('\(rawValue)', "
  }

  /// The arguments behind that: texts.
  fileprivate var arguments: String {
    let none = "CAST(NULL AS VARCHAR)"
    return switch self {
    case .evaluate, .confusionMatrix, .thresholds, .rocCurve, .precisionCurve, .calibration, .lift,
      .residuals, .drift:
      "model, data, \(none)"
    case .metrics: "data, task, \(none)"
    case .forecast: "model, CAST(horizon AS VARCHAR), \(none)"
    case .dependence: "model, feature, data"
    case .importance: "model, data, \(none)"
    case .keyDrivers:
      "data, CAST(system.main.to_json(system.main.list_value(metric, is_test,"
        + " CAST(min_support AS VARCHAR), CAST(max_columns AS VARCHAR))) AS VARCHAR), \(none)"
    case .compare: "model, other, data"
    case .leaderboard, .notices, .featureInfo, .coefficients, .unseen, .splits, .trainingInfo:
      "model, \(none), \(none)"
    case .trainTestSplit:
      "data, CAST(test_share AS VARCHAR), stratify, group_column, time_column,"
        + " CAST(seed AS VARCHAR)"
    }
  }

  /// The scalar functions that write the query of a call, when it is planned: of rows to split, and of all
  /// others.
  static let splitWriter = "__automl_split"
  static let writer = "__automl_evaluation"
}

/// The table functions as macros: each runs the query that is written for it, in the transaction and the
/// snapshot of who calls.
enum EvaluationMacros {
  /// Makes those that are not there yet, or are others.
  static func createIfNeeded(
    on connection: Connection,
    beside known: FunctionListing
  ) throws(DuckDBError) {
    let database = try connection.currentDatabase()
    let place = "\(quoted(database)).\(ModelStore.schemaName)"
    for function in EvaluationFunction.allCases {
      let start = function.callStart
      let definition = known.definition(of: function.rawValue, in: ModelStore.schemaName)
      if definition?.contains(start) ?? false { continue }
      try connection.execute(
        "CREATE OR REPLACE MACRO \(place).\(function.rawValue)(\(function.parameters)) AS TABLE"
          + " FROM system.main.query(system.main.\(start)\(function.arguments)))"
      )
    }
  }

  /// Whether a statement was refused because these are not there: the database has no models yet, or only
  /// models that were made before there were these.
  static func areMissing(for error: DuckDBError, in statement: String) -> Bool {
    guard error.message.hasPrefix("Catalog Error"),
      statement.lowercased().contains(ModelStore.schemaName)
    else { return false }
    return EvaluationFunction.allCases.contains {
      error.message.contains("Function with name \($0.rawValue) does not exist")
    }
  }
}
