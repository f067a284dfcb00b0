import Learning
import ModelSQL
import Models

/// A CREATE MODEL whose names, types and settings were checked: everything that is known before a row is read.
struct ModelPlan: Equatable {
  /// How the model is trained.
  enum Training: Equatable {
    /// AUTO ON: candidates of these families compete.
    case search([Family])
    /// AUTO OFF: one candidate, as given.
    case fixed(Candidate)
  }

  /// The model's and the function's names.
  var names: ModelNames
  /// What the engine runs to get the rows.
  var query: String
  /// The columns of the result, target included, in order.
  var columns: [CatalogColumn]
  /// Which of `columns` is the target.
  var targetIndex: Int
  /// Which of `columns` are no arguments of the function.
  var roles = ColumnRoles()
  /// How the model is trained.
  var training: Training
  /// PROBLEM_TYPE, where it was given.
  var problemType: ProblemType?
  /// OBJECTIVE, where it was given.
  var objective: ObjectiveName?
  /// Where OBJECTIVE, PROBLEM_TYPE and TARGET stand, for errors that only the data shows.
  var objectiveRange: Range<Int>?
  /// Where TARGET stands.
  var targetRange: Range<Int>?
  /// The most cells to train on; nil takes all.
  var maxCells: Int?
  /// The most seconds to train for.
  var maxRuntime: Int
  /// The seed of every random choice.
  var seed: UInt64
  /// How many versions of the model are kept.
  var keptVersionCount = CheckedSettings.defaultKeptVersionCount
  /// What makes the query give other rows each time.
  var randomParts: [String]
  /// What SHOW MODEL repeats of the statement.
  var shown: ShownClauses

  /// What is not as it seems to be asked for.
  var remarks: [String] {
    let random = randomParts.map {
      "FROM has \($0): another run may train on other rows, and give another model"
    }
    return random + hyperparameterRemarks
  }

  /// What of the hyperparameters is done otherwise than asked for.
  private var hyperparameterRemarks: [String] {
    guard case .fixed(let candidate) = training, candidate.family == .xgboost else { return [] }
    let pairs = candidate.settings.map { (key: $0.key, value: $0.value) }
    return (try? TreeSettings(hyperparameters: pairs))?.remarks ?? []
  }

  /// The target column.
  var target: CatalogColumn { columns[targetIndex] }
  /// Which of `columns` are the function's arguments.
  var inputIndices: [Int] {
    columns.indices.filter { $0 != targetIndex && !roles.indices.contains($0) }
  }
  /// The function's arguments.
  var inputs: [CatalogColumn] { inputIndices.map { columns[$0] } }
}

/// What a statement makes is called.
struct ModelNames: Equatable {
  /// The model's schema.
  var schemaName: String
  /// The model's name.
  var modelName: String
  /// The function's schema.
  var functionSchema: String
  /// The function's name.
  var functionName: String
  /// Whether a model of that name exists and is to be replaced.
  var replacesModel: Bool

  /// What a transaction that makes the model claims.
  var claims: [String] {
    ["model \(schemaName).\(modelName)", "function \(functionSchema).\(functionName)"]
  }

  /// The model's name as the user writes it: without the default schema.
  var displayName: String {
    schemaName == "main" ? modelName : "\(schemaName).\(modelName)"
  }
}

/// Clauses that train nothing here and are shown again.
struct ShownClauses: Equatable, Codable {
  /// The FROM query, as SHOW MODEL prints it.
  var query: String
  /// The IAM role.
  var iamRole: String?
  /// The S3 bucket.
  var s3Bucket: String?
  /// The KMS key.
  var kmsKey: String?
}

/// An OBJECTIVE: a metric that a search decides by, or a loss that boosted trees are trained with.
enum ObjectiveName: Equatable {
  case metric(Metric)
  case loss(String)

  /// What users write.
  static let metricNames: [(name: String, metric: Metric)] = [
    ("MSE", .meanSquaredError), ("Accuracy", .accuracy), ("F1", .f1), ("F1_Macro", .f1Macro),
    ("AUC", .areaUnderROC),
  ]
  /// XGBoost's names.
  static let lossNames = [
    "reg:squarederror", "reg:squaredlogerror", "reg:logistic", "reg:pseudohubererror",
    "reg:tweedie", "binary:logistic", "binary:hinge", "multi:softmax", "multi:softprob",
    "count:poisson", "reg:gamma", "reg:absoluteerror", "reg:quantileerror", "rank:pairwise",
    "rank:ndcg",
  ]
  /// Every name.
  static var all: [String] { metricNames.map(\.name) + lossNames }

  /// The objective of a name in any case; `F1Macro` is `F1_Macro`.
  init?(_ text: String) {
    let name = text.lowercased()
    let plain = name.filter { $0 != "_" }
    if let found = Self.metricNames.first(where: {
      $0.name.lowercased().filter { $0 != "_" } == plain
    }) {
      self = .metric(found.metric)
    } else if Self.lossNames.contains(name) {
      self = .loss(name)
    } else {
      return nil
    }
  }

  /// The name as SHOW MODEL prints it.
  var text: String {
    switch self {
    case .metric(let metric):
      Self.metricNames.first { $0.metric == metric }?.name ?? metric.rawValue
    case .loss(let name): name
    }
  }
}
