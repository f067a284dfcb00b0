import ModelSQL
import Models

/// A CREATE MODEL of a model from outside, whose names, types and settings were checked: everything that is
/// known before the file is read.
struct ImportPlan: Equatable {
  /// The model's and the function's names.
  var names: ModelNames
  /// The file.
  var path: Located<String>
  /// Where FUNCTION stands; nil where it is not written.
  var functionRange: Range<Int>?
  /// The types of the function's arguments; nil where they are not written.
  var arguments: [CatalogColumn]?
  /// The type of the function's result; nil where it is not written.
  var result: Located<CatalogColumn>?
  /// The rounds of trees that are to predict; nil where it is not written.
  var treeLimit: Located<Int>?
  /// The number of versions of the model that are kept.
  var keptVersionCount: Int
  /// The clauses that SHOW MODEL repeats of the statement.
  var shown: ShownClauses
}

extension ImportPlan {
  /// The types of arguments and result, which a file that does not tell them needs.
  ///
  /// - Throws: where one is missing, with the clause to write.
  func writtenTypes() throws(PlanningError) -> (
    arguments: [CatalogColumn], result: Located<CatalogColumn>
  ) {
    guard let functionRange, let arguments else {
      throw PlanningError(
        .missingClause(
          clause: functionRange == nil ? "FUNCTION" : "the list of types after FUNCTION",
          because:
            "\(Planner.assumption(path.value)), which is called as FUNCTION name (DOUBLE, ...)"
            + " RETURNS type says"
        ),
        at: functionRange ?? path.range
      )
    }
    guard let result else {
      throw PlanningError(
        .missingClause(
          clause: "RETURNS",
          because:
            "\(Planner.assumption(path.value)), which does not say what type its predictions are"
            + " to have"
        ),
        at: functionRange
      )
    }
    return (arguments, result)
  }
}

extension Planner {
  /// The plan of a statement whose FROM is a file.
  ///
  /// - Throws: the first thing that is refused, at its clause.
  func importPlan(
    _ statement: CreateModel,
    path: Located<String>
  ) throws(PlanningError) -> Outcome {
    try refuseTrainingClauses(of: statement, path: path.value)
    guard let names = try resolveNames(statement) else {
      return .alreadyExists(name: statement.name.value.name)
    }
    var arguments: [CatalogColumn]?
    if let function = statement.function, let types = function.value.argumentTypes {
      var columns: [CatalogColumn] = []
      for type in types { columns.append(try column(ofType: type, at: function.range)) }
      arguments = columns
    }
    var result: Located<CatalogColumn>?
    if let returns = statement.returns {
      result = Located(try column(ofType: returns.value, at: returns.range), at: returns.range)
    }
    let isTreeLimit = { (setting: Setting) in setting.key.value == .treeLimit }
    let settings = try CheckedSettings(statement.settings.filter { !isTreeLimit($0) })
    return .load(
      ImportPlan(
        names: names,
        path: path,
        functionRange: statement.function?.range,
        arguments: arguments,
        result: result,
        treeLimit: statement.settings.first(where: isTreeLimit).flatMap { setting in
          guard case .integer(let count) = setting.value.value else { return nil }
          return Located(count, at: setting.value.range)
        },
        keptVersionCount: settings.keptVersionCount,
        shown: shownClauses(of: statement, source: .artefact(path.value), settings: settings)
      )
    )
  }

  /// The engine's view of a type; Redshift's SUPER is JSON.
  func column(
    ofType written: String,
    at range: Range<Int>
  ) throws(PlanningError) -> CatalogColumn {
    let type = isSameName(written, "super") ? "JSON" : written
    do throws(PlanningError) {
      guard let column = try catalog.columns(ofQuery: "SELECT NULL::\(type)", at: range).first
      else { throw PlanningError(.unknownType(name: type), at: range) }
      return column
    } catch {
      guard case .sourceRefused = error.cause else { throw error }
      throw PlanningError(.unknownType(name: type), at: range)
    }
  }

  /// The words on what a file is taken for.
  fileprivate static func assumption(_ path: String) -> String {
    "\(literal(path)) is taken as a model that is trained already"
      + (isJSONDocument(path) ? " (a JSON file is one without TARGET)" : "")
  }

  /// The words on how a file of data is named.
  private static func dataAdvice(_ path: String) -> String {
    path.contains("://")
      ? "; data from other machines is read by a query: FROM (SELECT * FROM \(literal(path)))"
      : "; data has .csv, .tsv, .parquet, .json or .jsonl at its end"
  }

  /// Clauses and settings of a training.
  private func refuseTrainingClauses(
    of statement: CreateModel,
    path: String
  ) throws(PlanningError) {
    let given: [(clause: String, range: Range<Int>?)] = [
      ("TARGET", statement.target?.range), ("AUTO", statement.auto?.range),
      ("MODEL_TYPE", statement.modelType?.range), ("PROBLEM_TYPE", statement.problemType?.range),
      ("OBJECTIVE", statement.objective?.range),
      ("PREPROCESSORS", statement.preprocessors?.range),
      ("HYPERPARAMETERS", statement.hyperparameters?.range),
    ]
    for (clause, range) in given {
      guard let range else { continue }
      throw PlanningError(
        .clauseNotAllowed(
          clause: clause,
          because: Self.assumption(path) + (clause == "TARGET" ? Self.dataAdvice(path) : "")
        ),
        at: range
      )
    }
    let known: [SettingKey] = [.s3Bucket, .tags, .kmsKeyID, .s3GarbageCollect, .treeLimit]
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
