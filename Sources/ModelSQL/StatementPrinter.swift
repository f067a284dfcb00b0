/// Canonical SQL: one line, one order of clauses, keywords in upper case, quotes only where they
/// are needed. It parses to an equal tree.
extension Statement {
  /// The statement in canonical SQL, without a semicolon; SQL for the engine as it is.
  package var sql: String {
    switch self {
    case .engine(let text): text
    case .createModel(let model): model.sql
    case .explainCreateModel(let model): "EXPLAIN " + model.sql
    case .createExternalModel(let model): model.sql
    case .showModel(let name): "SHOW MODEL " + name.value.sql
    case .showVersions(let name): "SHOW MODEL \(name.value.sql) VERSIONS"
    case .showAllModels: "SHOW MODEL ALL"
    case .useVersion(let name, let version):
      "ALTER MODEL \(name.value.sql) USE VERSION \(version.value)"
    case .setThreshold(let name, let threshold):
      "ALTER MODEL \(name.value.sql) SET (THRESHOLD \(threshold.value))"
    case .dropModel(let name, let ifExists):
      "DROP MODEL " + (ifExists ? "IF EXISTS " : "") + name.value.sql
    case .dropVersion(let name, let version, let ifExists):
      "DROP MODEL \(ifExists ? "IF EXISTS " : "")\(name.value.sql) VERSION \(version.value)"
    case .usingFunctions(let using): using.text
    case .createRemoteFunction(let create): create.sql
    case .dropFunction(_, _, let text): text
    case .grant(let privileges): "GRANT " + privileges.text
    case .revoke(let privileges): "REVOKE " + privileges.text
    }
  }
}

extension CreateModel {
  /// The statement in canonical SQL.
  package var sql: String {
    var parts = ["CREATE", orReplace ? "OR REPLACE" : nil, "MODEL"]
    parts += [ifNotExists ? "IF NOT EXISTS" : ifChanged ? "IF CHANGED" : nil, name.value.sql]
    parts += Clause.allCases.map { clause in
      sql(of: clause).map { clause.rawValue + " " + $0 }
    }
    return parts.compactMap(\.self).joined(separator: " ")
  }

  /// The SQL behind the keyword of `clause`; nil where the clause is absent.
  private func sql(of clause: Clause) -> String? {
    switch clause {
    case .from: source?.value.sql
    case .target: (target?.value).map(SQLText.identifierKeepingCase)
    case .function: function?.value.sql
    case .returns: returns?.value
    case .sagemaker: sagemaker?.value.sql
    case .iamRole: iamRole?.value.sql
    case .auto: auto.map { $0.value ? "ON" : "OFF" }
    case .modelType: modelType?.value.rawValue
    case .problemType: problemType?.value.rawValue
    case .objective: (objective?.value).map(SQLText.literal)
    case .preprocessors: (preprocessors?.value).map(SQLText.literal)
    case .hyperparameters: hyperparameters?.value.sql
    case .settings: settings.sql
    }
  }
}

extension CreateExternalModel {
  /// The statement in canonical SQL.
  package var sql: String {
    let parts: [String?] = [
      "CREATE EXTERNAL MODEL " + name.value.sql,
      function.map { "FUNCTION " + $0.value.sql },
      iamRole.map { "IAM_ROLE " + $0.value.sql },
      modelType.map { "MODEL_TYPE " + $0.value },
      settings.sql.map { "SETTINGS " + $0 },
    ]
    return parts.compactMap(\.self).joined(separator: " ")
  }
}

extension CreateRemoteFunction {
  /// The statement in canonical SQL.
  package var sql: String {
    let arguments = function.arguments.map { "\(SQLText.identifier($0.name)) \($0.type.value)" }
    let size = function.maxBatchRows.map { " MAX_BATCH_SIZE \($0.value)" } ?? ""
    return "CREATE FUNCTION \(ifNotExists ? "IF NOT EXISTS " : "")\(function.name.value.sql)"
      + " (\(arguments.joined(separator: ", "))) RETURNS \(function.returns.value)"
      + " ALIAS AWS_SAGEMAKER_INVOKE_ENDPOINT ENDPOINT NAME"
      + " \(SQLText.literal(function.endpoint.value))\(size)"
  }
}

extension ObjectName {
  /// `schema.name` or `name`, quoted where an unquoted name would be read as another.
  package var sql: String {
    (schema.map { SQLText.identifier($0) + "." } ?? "") + SQLText.identifier(name)
  }
}

extension ModelSource {
  var sql: String {
    switch self {
    case .table(let name): name.sql
    case .query(let text): "(" + text + ")"
    case .artefact(let name): SQLText.literal(name)
    }
  }
}

extension FunctionClause {
  var sql: String {
    name.sql + (argumentTypes.map { " (" + $0.joined(separator: ", ") + ")" } ?? "")
  }
}

extension SageMakerEndpoint {
  var sql: String {
    SQLText.literal(endpoint) + (model.map { ":" + SQLText.literal($0) } ?? "")
  }
}

extension IAMRole {
  var sql: String {
    switch self {
    case .default: "default"
    case .arn(let arn): SQLText.literal(arn)
    }
  }
}

extension Hyperparameters {
  var sql: String {
    guard !exceptions.isEmpty else { return "DEFAULT" }
    let list = exceptions.map { exception in
      SQLText.identifier(exception.key.value) + " " + SQLText.literal(exception.value.value)
    }
    return "DEFAULT EXCEPT (" + list.joined(separator: ", ") + ")"
  }
}

extension [Setting] {
  /// `(KEY value, ...)`; nil where there is none.
  var sql: String? {
    guard !isEmpty else { return nil }
    let list = map { $0.key.value.rawValue + " " + $0.value.value.sql }
    return "(" + list.joined(separator: ", ") + ")"
  }
}

extension SettingValue {
  var sql: String {
    switch self {
    case .integer(let value): String(value)
    case .word(let word): word
    case .text(let text): SQLText.literal(text)
    }
  }
}

/// Names and strings as SQL.
package enum SQLText {
  /// A string in single quotes.
  package static func literal(_ text: String) -> String {
    "'" + doubled("'", in: text) + "'"
  }

  /// A name in double quotes, which every engine reads as that name.
  package static func quotedIdentifier(_ name: String) -> String {
    "\"" + doubled("\"", in: name) + "\""
  }

  /// A name that is folded to lower case unless it is quoted, quoted where it must be.
  package static func identifier(_ name: String) -> String {
    name == name.asciiLowercased ? identifierKeepingCase(name) : quotedIdentifier(name)
  }

  /// A name whose case is kept without quotes too, quoted where it must be.
  package static func identifierKeepingCase(_ name: String) -> String {
    let isPlain = name.utf8.allSatisfy { $0.isNamePart && $0 < 0x80 }
    let isWord = isPlain && name.utf8.first.map(\.isNameStart) == true
    return isWord && !ambiguous.contains(name.asciiUppercased) ? name : quotedIdentifier(name)
  }

  /// Words that mean something where a name may stand.
  private static let ambiguous = Set(
    Clause.allCases.map(\.rawValue)
      + ["IF", "ALL", "SELECT", "WITH", "TO"]
  )

  /// `text` with every `quote` twice; bytes are looked at, for a combining mark may follow a quote.
  private static func doubled(_ quote: Unicode.Scalar, in text: String) -> String {
    let quote = UInt8(ascii: quote)
    return String(decoding: text.utf8.flatMap { $0 == quote ? [$0, $0] : [$0] }, as: UTF8.self)
  }
}
