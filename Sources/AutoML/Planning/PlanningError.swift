import Learning
import ModelSQL

/// Why a statement is refused before anything is read or written.
struct PlanningError: Error, Equatable {
  /// The causes, with what a reader needs to act.
  enum Cause: Equatable {
    case notBuilt(what: String, instead: String? = nil)
    case modelFile(ModelFileError)
    case unknownType(name: String)
    case imported(ImportFault)
    case remote(typeName: String, role: String)
    case clauseNotAllowed(clause: String, because: String)
    case missingClause(clause: String, because: String)
    case unknownSchema(name: String, suggestion: String?)
    case modelExists(name: String)
    case unknownModel(name: String, suggestion: String?)
    case unknownVersion(name: String, version: Int, known: [Int])
    case versionInUse(name: String, version: Int)
    case functionExists(name: String, owner: String)
    case sourceNotASelect(kind: String)
    case sourceSeveralStatements(count: Int)
    case unknownTable(name: String, suggestion: String?)
    case sourceRefused(message: String)
    case unknownColumn(name: String, suggestion: String?, columns: [String])
    case roleTaken(key: String, column: String, role: String)
    case roleType(key: String, column: String, typeName: String, takes: String)
    case columnTypes(ColumnTypesFault)
    case preprocessors(PreprocessorRefusal)
    case groupsWithoutRanking
    case splitTwice
    case rankingValidated
    case splitWithoutTime
    case duplicateColumn(name: String)
    case noFeatures(target: String?)
    case featureTypes([CatalogColumn], by: String, source: ModelSource)
    case targetType(column: String, typeName: String)
    case invalidSetting(key: String, requirement: String)
    case settingOfOtherModels(key: String, models: String)
    case unknownObjective(name: String, suggestion: String?)
    case objectiveOfOtherProblem(objective: ObjectiveName, problem: ProblemType)
    case targetNotNumeric(column: String, typeName: String)
    case learning(LearningError)
    case engine(message: String)
    case readingTooLong(seconds: Int)
    case data(DataError)
  }

  /// The fault.
  let cause: Cause
  /// Where in the statement's text, in UTF-8 bytes.
  let range: Range<Int>?

  /// An error at a place.
  init(_ cause: Cause, at range: Range<Int>? = nil) {
    self.cause = cause
    self.range = range
  }
}

extension PlanningError {
  /// The class of the error.
  var sqlState: String {
    switch cause {
    case .notBuilt: SQLState.featureNotSupported
    case .modelFile(let error): error.sqlState
    case .unknownType: SQLState.undefinedObject
    case .imported(let fault): fault.sqlState
    case .remote: SQLState.datatypeMismatch
    case .clauseNotAllowed, .missingClause, .sourceSeveralStatements: SQLState.syntaxError
    case .unknownSchema: "3F000"
    case .modelExists: SQLState.duplicateObject
    case .unknownModel, .unknownVersion: SQLState.undefinedObject
    case .versionInUse: SQLState.objectInUse
    case .functionExists: SQLState.duplicateFunction
    case .sourceNotASelect: SQLState.invalidDefinition
    case .unknownTable: SQLState.undefinedTable
    case .unknownColumn: SQLState.undefinedColumn
    case .duplicateColumn: SQLState.duplicateColumn
    case .roleTaken, .groupsWithoutRanking, .splitTwice, .splitWithoutTime, .rankingValidated:
      SQLState.invalidParameterValue
    case .columnTypes(let fault): fault.sqlState
    case .preprocessors(let refusal): refusal.sqlState
    case .noFeatures: SQLState.invalidDefinition
    case .featureTypes, .targetType, .targetNotNumeric, .roleType:
      SQLState.datatypeMismatch
    case .invalidSetting, .settingOfOtherModels, .unknownObjective, .objectiveOfOtherProblem:
      SQLState.invalidParameterValue
    case .learning(let error): error.sqlState
    case .data: SQLState.dataException
    case .readingTooLong: "53400"
    case .sourceRefused, .engine: SQLState.engineError
    }
  }

  /// One sentence that names the thing.
  var message: String {
    switch cause {
    case .notBuilt(let what, _): "\(what) is not built yet"
    case .modelFile(let error): error.message
    case .unknownType(let name): "type \(name) does not exist"
    case .imported(let fault): fault.message
    case .remote(let typeName, let role): "\(typeName) cannot be the type of \(role)"
    case .clauseNotAllowed(let clause, let because): "\(clause) is not allowed here: \(because)"
    case .missingClause(let clause, let because): "\(clause) is missing: \(because)"
    case .unknownSchema(let name, _): "schema \"\(name)\" does not exist"
    case .modelExists(let name): "model \"\(name)\" already exists"
    case .unknownModel(let name, _): "model \"\(name)\" does not exist"
    case .unknownVersion(let name, let version, _):
      "model \"\(name)\" has no version \(version)"
    case .versionInUse(let name, let version):
      "version \(version) of model \"\(name)\" is the one in use"
    case .functionExists(let name, let owner):
      "function \"\(name)\" already exists and belongs to \(owner)"
    case .sourceNotASelect(let kind): "FROM takes a table, a view or a SELECT, not \(kind)"
    case .sourceSeveralStatements(let count): "FROM takes one SELECT, not \(count) statements"
    case .unknownTable(let name, _): "table \"\(name)\" does not exist"
    case .sourceRefused(let message): message
    case .unknownColumn(let name, _, _): "column \"\(name)\" is not in the result of FROM"
    case .roleTaken(let key, let column, let role):
      "\(key) names column \"\(column)\", which is \(role)"
    case .roleType(let key, let column, let typeName, let takes):
      "column \"\(column)\" has type \(typeName), and \(key) takes \(takes)"
    case .columnTypes(let fault): fault.message
    case .preprocessors(let refusal): refusal.message
    case .rankingValidated: "VALIDATE is for numbers and classes, not for ranking"
    case .splitTwice:
      "rows are held out by SPLIT_COLUMN or forward in time by SPLIT 'time', not by both"
    case .splitWithoutTime: "SPLIT 'time' needs the column that says when a row is from"
    case .groupsWithoutRanking:
      "GROUP_COLUMN is for ranking only: AUTO OFF with OBJECTIVE 'rank:pairwise' or 'rank:ndcg'"
    case .duplicateColumn(let name): "FROM has more than one column \"\(name)\""
    case .noFeatures(let target?):
      "FROM has no column but the target \"\(target)\": there is nothing to predict it from"
    case .noFeatures(nil): "FROM has no column to learn from"
    case .featureTypes(let columns, let learner, _):
      columns.count == 1
        ? "column \"\(columns[0].name)\" has type \(columns[0].typeName), which \(learner) cannot take"
        : "columns "
          + list(columns.map { "\"\($0.name)\" (\(Self.clipped($0.typeName)))" })
          + " have types that \(learner) cannot take"
    case .targetType(let column, let typeName):
      "column \"\(column)\" has type \(typeName), which cannot be predicted"
    case .invalidSetting(let key, let requirement): "\(key) must be \(requirement)"
    case .settingOfOtherModels(let key, let models): "\(key) is a setting of \(models) only"
    case .unknownObjective(let name, _): "objective '\(name)' is not known"
    case .objectiveOfOtherProblem(let objective, let problem):
      "objective '\(objective.text)' does not fit a problem of type \(problem.rawValue)"
    case .targetNotNumeric(let column, let typeName):
      "column \"\(column)\" has type \(typeName), and regression predicts numbers"
    case .learning(let error): error.message
    case .engine(let message): message
    case .readingTooLong(let seconds):
      "MAX_RUNTIME of \(seconds) s was over while rows were read: nothing was trained"
    case .data(let error): error.message
    }
  }

  /// Advice on what to do; nil where there is none.
  var hint: String? {
    switch cause {
    case .notBuilt(_, let instead): instead
    case .modelFile(let error): error.hint
    case .imported(let fault): fault.hint
    case .unknownSchema(let name, let suggestion?), .unknownTable(let name, let suggestion?),
      .unknownModel(let name, let suggestion?), .unknownColumn(let name, let suggestion?, _),
      .unknownObjective(let name, let suggestion?):
      lookAlike(of: name, in: [suggestion]).map { lookAlikeHint($0) }
        ?? "Did you mean \"\(suggestion)\"?"
    case .unknownColumn(_, nil, let columns): "Its columns are \(list(columns))."
    case .unknownSchema(let name, nil): "CREATE SCHEMA \(SQLText.identifier(name)) makes it."
    case .unknownModel(_, nil): "SHOW MODEL ALL lists the models."
    case .unknownVersion(_, _, let known): "Its versions are \(list(known.map(\.description)))."
    case .versionInUse(let name, _):
      "ALTER MODEL \(SQLText.identifier(name)) USE VERSION n first,"
        + " or DROP MODEL \(SQLText.identifier(name)) with all versions."
    case .unknownObjective(_, nil): "Objectives are \(list(ObjectiveName.all))."
    case .modelExists(let name):
      "DROP MODEL \(SQLText.identifier(name)) first, or write CREATE OR REPLACE MODEL,"
        + " or CREATE MODEL IF NOT EXISTS."
    case .functionExists: "Choose another name after FUNCTION."
    case .featureTypes(let columns, _, let source):
      Self.hint(onTypesOf: columns, source)
    case .targetType: "Cast it to a number, a boolean or VARCHAR in the SELECT."
    case .roleType(let key, let column, _, _):
      key == SettingKey.weightColumn.rawValue
        ? "Cast it in the SELECT: CAST(\(SQLText.identifier(column)) AS DOUBLE)." : nil
    case .columnTypes(let fault): fault.hint
    case .preprocessors(let refusal): refusal.hint
    case .duplicateColumn: "Give the columns different names in the SELECT: ... AS label."
    case .rankingValidated:
      "HYPERPARAMETERS DEFAULT EXCEPT (early_stopping_rounds '10') holds groups out, and shows their score."
    case .splitWithoutTime: "Name it: SETTINGS (SPLIT 'time', TIME_COLUMN 'ts')."
    case .objectiveOfOtherProblem(let objective, let problem):
      "For \(problem.rawValue) there is \(alternatives(objective.others(for: problem)))."
    case .learning(let error): error.hint
    case .readingTooLong:
      "Give SETTINGS (MAX_RUNTIME n) more seconds, or read fewer rows or a simpler query."
    case .data(let error): error.hint
    default: nil
    }
  }
}

extension PlanningError {
  /// The start of a type that may have a thousand fields.
  private static func clipped(_ typeName: String) -> String {
    let maxCount = 40
    return typeName.dropFirst(maxCount).isEmpty ? typeName : "\(typeName.prefix(maxCount))..."
  }

  /// The ways to do without columns, or to have them as text.
  private static func hint(onTypesOf columns: [CatalogColumn], _ source: ModelSource) -> String {
    let names = columns.map { SQLText.identifierKeepingCase($0.name) }
    // What has a kind is refused for being a text.
    let casts = columns.contains { $0.kind != nil } ? [] : names.map { "CAST(\($0) AS VARCHAR)" }
    let them = names.count == 1 ? "it" : "them"
    let query =
      switch source {
      case .table(let name): name.sql
      case .artefact(let path): literal(path)
      case .query: "(...)"
      }
    let leaving = "Leave \(them) out: FROM (SELECT * EXCLUDE (\(list(names))) FROM \(query))"
    return casts.isEmpty
      ? "\(leaving), or make numbers of \(them): OneHotEncoder and OrdinalEncoder of PREPROCESSORS do."
      : "\(leaving), or cast \(them) in the SELECT: \(list(casts))."
  }
}
