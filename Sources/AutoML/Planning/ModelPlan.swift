import Learning
import ModelSQL
import Models

/// A CREATE MODEL whose names, types and settings were checked: everything that is known before a
/// row is read.
struct ModelPlan: Equatable {
  /// The ways to train a model.
  enum Training: Equatable {
    /// AUTO ON: candidates of these families compete.
    case search([Family])
    /// AUTO OFF: one candidate, as given.
    case fixed(Candidate)

    /// The families that are trained.
    var families: [Family] {
      switch self {
      case .search(let families): families
      case .fixed(let candidate): [candidate.family]
      }
    }
  }

  /// The model's and the function's names.
  var names: ModelNames
  /// The query that gives the rows.
  var query: String
  /// The columns of the result, target included, in order.
  var columns: [CatalogColumn]
  /// The use that the model is to be of.
  var goal: Goal<TargetPlan>
  /// Which of `columns` are no arguments of the function.
  var roles = ColumnRoles()
  /// The types that COLUMN_TYPES and PREPROCESSORS take columns as, by the columns' indices.
  var columnTypes: [Int: ColumnType] = [:]
  /// The ways that PREPROCESSORS gives columns into the model; nil where it gives none.
  var preprocessors: PreprocessorPlan?
  /// The way to train the model.
  var training: Training
  /// The most cells to train on; nil takes all.
  var maxCells: Int?
  /// The most seconds to train for.
  var maxRuntime: Int
  /// The seed of every random choice.
  var seed: UInt64
  /// The number of versions of the model that are kept.
  var keptVersionCount = CheckedSettings.defaultKeptVersionCount
  /// The function's answer for a level that training did not see.
  var unseenRule = UnseenRule.missing
  /// The parts of the query that give other rows each time.
  var randomParts: [String]
  /// The clauses that SHOW MODEL repeats of the statement.
  var shown: ShownClauses

  /// Sentences on what is not as it seems to be asked for.
  var remarks: [String] {
    var remarks = randomParts.map {
      "FROM has \($0): another run may train on other rows, and give another model"
    }
    if let former = goal.target?.formerObjective, let objective = goal.target?.objective {
      remarks.append("objective '\(former)' is called '\(objective.text)' now")
    }
    remarks += preprocessors?.remarks ?? []
    guard case .fixed(let candidate) = training else { return remarks }
    if let target = goal.target, target.costs != nil, !target.validates || candidate.wantsHoldout {
      remarks.append(
        "the costs of wrong decisions change nothing: AUTO OFF needs SETTINGS (VALIDATE on), and no early "
          + "stopping, to choose a threshold"
      )
    }
    return remarks + candidate.remarks
  }

  /// Which of `columns` are the function's arguments.
  var inputIndices: [Int] {
    columns.indices.filter { $0 != goal.target?.index && !roles.indices.contains($0) }
  }
  /// The function's arguments.
  var inputs: [CatalogColumn] { inputIndices.map { columns[$0] } }
}

/// The names of what a statement makes.
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

  /// The names that a transaction claims to make the model.
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
