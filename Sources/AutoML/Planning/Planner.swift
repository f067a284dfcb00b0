import Learning
import ModelSQL
import Models

/// Turns a CREATE MODEL into a plan: resolves names and types, checks settings, reads no row.
struct Planner {
  /// The outcomes of planning a statement.
  enum Outcome {
    /// A model is to be trained.
    case train(ModelPlan)
    /// Series are to be forecast.
    case forecast(ForecastPlan)
    /// A model from outside is to be read.
    case load(ImportPlan)
    /// A model is behind an endpoint.
    case remote(RemotePlan)
    /// IF NOT EXISTS, and it does.
    case alreadyExists(name: String)
  }

  /// The engine's names and types.
  let catalog: any Catalog

  /// The plan of a statement.
  ///
  /// - Throws: the first thing that is refused, at its clause.
  func plan(_ statement: CreateModel) throws(PlanningError) -> Outcome {
    if let endpoint = statement.sagemaker { return try remotePlan(statement, endpoint) }
    guard let source = statement.source else {
      throw PlanningError(
        .missingClause(clause: "FROM", because: "a model is trained on a table or a SELECT"),
        at: statement.name.range
      )
    }
    let file = Self.dataFile(source.value, of: statement)
    if file == nil, case .artefact(let path) = source.value {
      return try importPlan(statement, path: Located(path, at: source.range))
    }
    try refuseImportClauses(of: statement, file)
    if statement.modelType?.value == .forecast {
      return try forecastPlan(statement, source, file)
    }
    try checkGoal(of: statement)
    let settings = try CheckedSettings(statement.settings)
    let objective = try objectiveName(statement)
    let training = try Self.training(of: statement, objective: objective)
    try Self.checkGroups(statement, objective, settings)
    guard let names = try resolveNames(statement) else {
      return .alreadyExists(name: statement.name.value.name)
    }
    let (query, columns) = try resolveSource(source, file)
    let stated = try goal(of: statement, training, columns, objective, settings)
    let roles = try resolveRoles(settings, in: columns, targetIndex: stated.target?.index)
    let givenTypes = try resolveColumnTypes(settings.columnTypes, in: columns, stated, roles)
    let preprocessors = try preprocessors(of: statement, columns, stated, roles, givenTypes)
    let goal = stated.scaled(columns, preprocessors, statement.preprocessors?.value)
    let columnTypes = givenTypes.merging(preprocessors?.columnTypes ?? [:]) { given, _ in given }
    try checkTypes(columns, goal, roles, columnTypes, source)
    if let target = goal.target { try check(target, problemAt: statement.problemType?.range) }
    let plan = ModelPlan(
      names: names,
      query: query,
      columns: columns,
      goal: goal,
      roles: roles,
      columnTypes: columnTypes,
      preprocessors: preprocessors,
      training: training,
      maxCells: settings.maxCells,
      maxRuntime: settings.maxRuntime,
      seed: settings.seed,
      keptVersionCount: settings.keptVersionCount,
      unseenRule: settings.unseenRule,
      randomParts: try catalog.randomParts(ofQuery: query),
      shown: shownClauses(of: statement, source: source.value, file, settings: settings)
    )
    return .train(plan)
  }

  /// The model's and the function's names, which must be free; nil where the model exists and IF NOT
  /// EXISTS is written.
  func resolveNames(_ statement: CreateModel) throws(PlanningError) -> ModelNames? {
    let schema = try resolveSchema(statement.name)
    let name = statement.name.value.name
    let exists = try catalog.hasModel(schema, name)
    if exists, statement.ifNotExists { return nil }
    if exists, !statement.replaces {
      throw PlanningError(.modelExists(name: name), at: statement.name.range)
    }
    let function = try resolveFunction(statement, modelSchema: schema)
    return ModelNames(
      schemaName: schema,
      modelName: name,
      functionSchema: function.schema,
      functionName: function.name,
      replacesModel: exists
    )
  }

  /// The schema that a name is in: the one written, which must exist, or the default one; for Redshift's
  /// `public` it is `main`, unless there is one of that name.
  func resolveSchema(_ name: Located<ObjectName>) throws(PlanningError) -> String {
    guard let schema = name.value.schema else { return try catalog.defaultSchema() }
    let schemas = try catalog.schemaNames()
    guard let found = schemas.first(where: { isSameName($0, schema) }) else {
      if isSameName(schema, PublicSchema.name) { return PublicSchema.substitute }
      throw PlanningError(
        .unknownSchema(name: schema, suggestion: nearest(to: schema, in: schemas)),
        at: name.range
      )
    }
    return found
  }

  private func resolveFunction(
    _ statement: CreateModel,
    modelSchema: String
  ) throws(PlanningError) -> (schema: String, name: String) {
    let model = statement.name.value.name
    let name = statement.function?.value.name ?? ObjectName(name: "predict_\(model)")
    let range = statement.function?.range ?? statement.name.range
    let schema =
      name.schema == nil ? modelSchema : try resolveSchema(Located(name, at: range))
    for function in ModelFunctions.names(for: name.name) {
      switch try catalog.functionOwner(schema, function) {
      case nil: continue
      case .model(let ownerSchema, let owner)?:
        let isOwn = isSameName(owner, model) && isSameName(ownerSchema, modelSchema)
        if statement.replaces, isOwn { continue }
        throw PlanningError(
          .functionExists(name: function, owner: "model \"\(owner)\""),
          at: range
        )
      case .engine?:
        throw PlanningError(.functionExists(name: function, owner: "the database"), at: range)
      }
    }
    return (schema, name.name)
  }

  /// Which column a clause or setting names.
  func resolveColumn(
    _ name: Located<String>,
    in columns: [CatalogColumn]
  ) throws(PlanningError) -> Int {
    let index = columns.firstIndex { isSameName($0.name, name.value) }
    guard let index else {
      let names = columns.map(\.name)
      throw PlanningError(
        .unknownColumn(
          name: name.value,
          suggestion: nearest(to: name.value, in: names),
          columns: names
        ),
        at: name.range
      )
    }
    return index
  }

  func shownClauses(
    of statement: CreateModel,
    source: ModelSource,
    _ file: DataFile? = nil,
    settings: CheckedSettings
  ) -> ShownClauses {
    let query =
      switch source {
      case .query(let text): text
      case .table(let name): "SELECT *\nFROM \(quoted(name))"
      case .artefact(let text): file == nil ? text : "SELECT *\nFROM \(literal(text))"
      }
    let role: String? =
      switch statement.iamRole?.value {
      case nil: nil
      case .default?: "default"
      case .arn(let arn)?: arn
      }
    return ShownClauses(
      query: query,
      iamRole: role,
      s3Bucket: settings.s3Bucket,
      kmsKey: settings.kmsKey
    )
  }
}

/// The functions beside a classifier's, which give its probabilities.
enum ProbabilityFunction {
  /// Redshift's documents name the first, its SHOW MODEL the second: both are made.
  static func names(for function: String) -> [String] {
    ["\(function)_probabilities", "\(function)_prob"]
  }
}

/// The functions beside a model's that tell more of its predictions; see `FunctionBinding` for when they
/// are made.
enum ExplanationFunction: String, CaseIterable {
  /// The contributions of each input.
  case explain
  /// The inputs that contribute most, as text.
  case reasons
  /// The values that the truth is between, of a regression.
  case interval
  /// The distance to the centroid of the row's cluster.
  case distance
  /// The distances to all centroids.
  case distances

  /// The name beside a model's function.
  func name(for function: String) -> String { "\(function)_\(rawValue)" }

  /// All of these names.
  static func names(for function: String) -> [String] {
    allCases.map { $0.name(for: function) }
  }

  /// The argument behind the model's own: its name and its type; nil where it is a label, or there is none.
  var furtherArgument: (name: String, typeName: String)? {
    switch self {
    case .explain, .distance, .distances: nil
    case .reasons: ("n", "BIGINT")
    case .interval: ("level", "DOUBLE")
    }
  }

  /// The function of a name beside a model's function; nil for any other.
  init?(_ name: String, beside function: String) {
    guard let found = Self.allCases.first(where: { isSameName($0.name(for: function), name) })
    else { return nil }
    self = found
  }
}

/// All functions that a model may have.
enum ModelFunctions {
  /// Its own, and those beside it.
  static func names(for function: String) -> [String] {
    [function] + ProbabilityFunction.names(for: function)
      + ExplanationFunction.names(for: function)
  }
}
