import ModelSQL
import Models

/// A CREATE MODEL of a model behind an endpoint, whose names, types and settings were checked.
///
/// Nothing is asked of the endpoint.
struct RemotePlan: Equatable {
  /// The model's and the function's names.
  var names: ModelNames
  /// The endpoint, and the model on it.
  var endpoint: SageMakerEndpoint
  /// The most rows of a request; nil where it is not written.
  var maxBatchRows: Int?
  /// The function's arguments, in order.
  var arguments: [CatalogColumn]
  /// The type of the function's values.
  var result: Located<CatalogColumn>
  /// The number of versions of the model that are kept.
  var keptVersionCount: Int
  /// The clauses that SHOW MODEL repeats of the statement.
  var shown: ShownClauses
}

extension Planner {
  /// The plan of a statement with SAGEMAKER.
  ///
  /// - Throws: the first thing that is refused, at its clause.
  func remotePlan(
    _ statement: CreateModel,
    _ endpoint: Located<SageMakerEndpoint>
  ) throws(PlanningError) -> Outcome {
    try refuseTrainingClauses(ofRemote: statement)
    guard let function = statement.function, let types = function.value.argumentTypes else {
      throw PlanningError(
        .missingClause(
          clause: statement.function == nil ? "FUNCTION" : "the list of types after FUNCTION",
          because: "a remote model is called as FUNCTION name (DOUBLE, ...) RETURNS type says"
        ),
        at: statement.function?.range ?? endpoint.range
      )
    }
    guard let returns = statement.returns else {
      throw PlanningError(
        .missingClause(
          clause: "RETURNS",
          because: "an endpoint does not say what type its answers are to have"
        ),
        at: function.range
      )
    }
    guard !endpoint.value.endpoint.isEmpty else {
      throw PlanningError(
        .invalidSetting(key: "SAGEMAKER", requirement: "the name of an endpoint"),
        at: endpoint.range
      )
    }
    guard let names = try resolveNames(statement) else {
      return .alreadyExists(name: statement.name.value.name)
    }
    var arguments: [CatalogColumn] = []
    for (index, type) in types.enumerated() {
      let column = try column(ofType: type, at: function.range)
      arguments.append(column.renamed("x\(index + 1)"))
    }
    let isBatchSize = { (setting: Setting) in setting.key.value == .maxBatchRows }
    let settings = try CheckedSettings(statement.settings.filter { !isBatchSize($0) })
    return .remote(
      RemotePlan(
        names: names,
        endpoint: endpoint.value,
        maxBatchRows: try statement.settings.first(where: isBatchSize).map(Self.batchSize),
        arguments: arguments,
        result: Located(try column(ofType: returns.value, at: returns.range), at: returns.range),
        keptVersionCount: settings.keptVersionCount,
        shown: shownClauses(of: statement, source: .artefact(""), settings: settings)
      )
    )
  }

  private static func batchSize(_ setting: Setting) throws(PlanningError) -> Int {
    guard case .integer(let count) = setting.value.value, (1...Int(Int32.max)).contains(count)
    else {
      throw PlanningError(
        .invalidSetting(
          key: setting.key.value.rawValue,
          requirement: "a number of rows, from 1 to \(Int32.max)"
        ),
        at: setting.value.range
      )
    }
    return count
  }

  /// Clauses and settings of a training.
  private func refuseTrainingClauses(ofRemote statement: CreateModel) throws(PlanningError) {
    let given: [(clause: String, range: Range<Int>?)] = [
      ("FROM", statement.source?.range), ("TARGET", statement.target?.range),
      ("AUTO", statement.auto?.range), ("MODEL_TYPE", statement.modelType?.range),
      ("PROBLEM_TYPE", statement.problemType?.range), ("OBJECTIVE", statement.objective?.range),
      ("PREPROCESSORS", statement.preprocessors?.range),
      ("HYPERPARAMETERS", statement.hyperparameters?.range),
    ]
    for (clause, range) in given {
      guard let range else { continue }
      throw PlanningError(
        .clauseNotAllowed(
          clause: clause,
          because: "SAGEMAKER names an endpoint that has a model already, and nothing is trained"
        ),
        at: range
      )
    }
    let known: [SettingKey] = [
      .s3Bucket, .tags, .kmsKeyID, .s3GarbageCollect, .maxBatchRows, .keepVersions,
    ]
    for setting in statement.settings where !known.contains(setting.key.value) {
      throw PlanningError(
        .settingOfOtherModels(
          key: setting.key.value.rawValue,
          models: "models that are trained here"
        ),
        at: setting.key.range
      )
    }
  }
}

extension CatalogColumn {
  /// The same column under another name.
  fileprivate func renamed(_ name: String) -> CatalogColumn {
    CatalogColumn(
      name: name,
      typeName: typeName,
      shortTypeName: shortTypeName,
      kind: kind,
      targetKind: targetKind
    )
  }
}

extension Planner {
  /// The plan of a function that is declared by itself.
  ///
  /// - Throws: where a type is none of the engine's.
  func remotePlan(
    of function: RemoteFunction,
    names: ModelNames
  ) throws(PlanningError) -> RemotePlan {
    var arguments: [CatalogColumn] = []
    for argument in function.arguments {
      let column = try column(ofType: argument.type.value, at: argument.type.range)
      arguments.append(column.renamed(argument.name))
    }
    let returns = function.returns
    return RemotePlan(
      names: names,
      endpoint: SageMakerEndpoint(endpoint: function.endpoint.value),
      maxBatchRows: function.maxBatchRows?.value,
      arguments: arguments,
      result: Located(try column(ofType: returns.value, at: returns.range), at: returns.range),
      keptVersionCount: CheckedSettings.defaultKeptVersionCount,
      shown: ShownClauses(query: "", iamRole: nil, s3Bucket: nil, kmsKey: nil)
    )
  }
}
