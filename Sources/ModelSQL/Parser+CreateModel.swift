extension Parser {
  /// `CREATE [OR REPLACE] MODEL [IF NOT EXISTS | IF CHANGED] name clause...`, the clauses in any order.
  mutating func createModel() throws(SyntaxError) -> CreateModel {
    try expect("CREATE")
    let orReplace = nextIf("OR")
    if orReplace { try expect("REPLACE") }
    try expect("MODEL")
    let ifNotExists = nextIs("IF") && ["NOT", "EXISTS"].contains { lexer.isWord(peek(), $0) }
    if ifNotExists { try expect("IF", "NOT", "EXISTS") }
    let ifChanged = nextIs("IF") && lexer.isWord(peek(), "CHANGED")
    if ifChanged { try expect("IF", "CHANGED") }

    var model = CreateModel(name: try clauseObjectName("a model name"))
    model.orReplace = orReplace
    model.ifNotExists = ifNotExists
    model.ifChanged = ifChanged
    if isAtOptions { throw optionsError(of: model.name.value) }
    var given: Set<Clause> = []
    while token.kind != .end {
      let clause = try clause(of: .clause, among: Clause.allCases, given: &given)
      try read(clause, into: &model)
    }
    return model
  }

  private mutating func read(
    _ clause: Clause,
    into model: inout CreateModel
  ) throws(SyntaxError) {
    switch clause {
    case .from: model.source = try source()
    case .target: model.target = try target()
    case .function: model.function = try functionClause()
    case .returns:
      let start = token.range.lowerBound
      model.returns = Located(try dataType(), at: start..<previousEnd)
    case .sagemaker: model.sagemaker = try endpoint()
    case .iamRole: model.iamRole = try role()
    case .auto: model.auto = try onOrOff()
    case .modelType:
      model.modelType = try parenthesised { parser throws(SyntaxError) in
        try parser.word(of: .modelType)
      }
    case .problemType:
      model.problemType = try parenthesised { parser throws(SyntaxError) in
        try parser.word(of: .problemType)
      }
    case .objective:
      model.objective = try parenthesised { parser throws(SyntaxError) in
        try parser.objective()
      }
    case .preprocessors: model.preprocessors = try stringOrWord("a string")
    case .hyperparameters: model.hyperparameters = try hyperparameters()
    case .settings: model.settings = try settings()
    }
  }

  /// `CREATE EXTERNAL MODEL name clause...`, the clauses in any order.
  mutating func createExternalModel() throws(SyntaxError) -> CreateExternalModel {
    try expect("CREATE", "EXTERNAL", "MODEL")
    let name = try clauseObjectName("a model name")
    var function: Located<ObjectName>?
    var role: Located<IAMRole>?
    var modelType: Located<String>?
    var settings: [Setting] = []
    var given: Set<Clause> = []
    while token.kind != .end {
      let known: [Clause] = [.function, .iamRole, .modelType, .settings]
      switch try clause(of: .externalClause, among: known, given: &given) {
      case .function: function = try clauseObjectName("a function name")
      case .iamRole: role = try self.role()
      case .modelType: modelType = try word("a MODEL_TYPE")
      default: settings = try self.settings()
      }
    }
    return CreateExternalModel(
      name: name,
      function: function,
      iamRole: role,
      modelType: modelType,
      settings: settings
    )
  }
}

// MARK: - Clauses

extension Parser {
  /// Reads the keyword of a clause that is among `known` and was not `given` before.
  private mutating func clause(
    of vocabulary: SyntaxError.Vocabulary,
    among known: [Clause],
    given: inout Set<Clause>
  ) throws(SyntaxError) -> Clause {
    guard token.kind == .word else { throw unexpected("a clause") }
    let word = Located(lexer.text(token.range), at: token.range)
    let keyword = word.value.asciiUppercased
    guard let clause = Clause(rawValue: keyword), known.contains(clause) else {
      if Clause.statementVerbs.contains(keyword) {
        throw error(.missingSemicolon(before: keyword), at: word.range)
      }
      throw unknown(vocabulary, word, meant: Clause.elsewhere[keyword], known: known)
    }
    guard given.insert(clause).inserted else {
      throw error(.duplicate(clause.rawValue), at: word.range)
    }
    advance()
    return clause
  }

  private func unknown(
    _ vocabulary: SyntaxError.Vocabulary,
    _ word: Located<String>,
    meant: Clause?,
    known: [Clause]
  ) -> SyntaxError {
    guard let meant, known.contains(meant) else {
      return unknown(vocabulary, word, known: known.map(\.rawValue))
    }
    return error(
      .unknown(vocabulary, name: word.value, suggestion: meant.rawValue, known: []),
      at: word.range
    )
  }

  /// Throws if the token begins a clause, so that `what` is missing before it.
  ///
  /// The keywords of clauses are ordinary names, `TARGET function FUNCTION auto`. One is read as a
  /// keyword when what follows is what its clause begins with, and not the next clause or the end.
  func refuseClause(_ what: String) throws(SyntaxError) {
    guard let clause = clause(token) else { return }
    let following = peek()
    let begins =
      following.isSymbol("(")
      ? clause.takesParenthesis : following.isNameOrString || following.isSymbol("{")
    if begins, self.clause(following) == nil { throw unexpected(what) }
  }

  /// The clause that a token is the keyword of.
  private func clause(_ token: Token) -> Clause? {
    guard token.kind == .word else { return nil }
    return Clause.allCases.first { lexer.isWord(token, $0.rawValue) }
  }

  /// Reads `name` or `schema.name` where a clause may follow by mistake.
  private mutating func clauseObjectName(
    _ what: String
  ) throws(SyntaxError) -> Located<ObjectName> {
    try refuseClause(what)
    return try objectName(what)
  }

  /// `TARGET column`, `t.column` or `'column'`.
  private mutating func target() throws(SyntaxError) -> Located<String> {
    let what = "a column name"
    if token.isString {
      guard found != "''" else { throw unexpected(what) }
      return try string(what)
    }
    try refuseClause(what)
    let parts = try path(what)
    let column = parts[parts.count - 1]
    return Located(lexer.name(column), at: column.range)
  }

  /// `FUNCTION name [(type, ...)]`.
  private mutating func functionClause() throws(SyntaxError) -> Located<FunctionClause> {
    let name = try clauseObjectName("a function name")
    guard nextIf(symbol: "(") else {
      return Located(FunctionClause(name: name.value), at: name.range)
    }
    var types: [String] = []
    repeat { types.append(try dataType()) } while nextIf(symbol: ",")
    try expect(symbol: ")", or: ",")
    return Located(
      FunctionClause(name: name.value, argumentTypes: types),
      at: name.range.lowerBound..<previousEnd
    )
  }

  /// A data type in canonical form: `VARCHAR(20)`, `DOUBLE PRECISION`, `TIMESTAMP WITH TIME ZONE`,
  /// `INT[]`.
  mutating func dataType() throws(SyntaxError) -> String {
    guard token.kind == .word, clause(token) == nil else { throw unexpected("a data type") }
    let furtherWords = ["PRECISION", "VARYING", "WITH", "WITHOUT", "TIME", "ZONE"]
    var type = lexer.text(advance().range).asciiUppercased
    while true {
      if let word = furtherWords.first(where: nextIs) {
        advance()
        type += " " + word
      } else if nextIf(symbol: "(") {
        type += "(" + (try numbers()) + ")"
        try expect(symbol: ")", or: ",")
      } else if nextIf(symbol: "[") {
        type += "[" + (token.kind == .number ? try numbers() : "") + "]"
        try expect(symbol: "]")
      } else {
        return type
      }
    }
  }

  private mutating func numbers() throws(SyntaxError) -> String {
    var numbers: [String] = []
    repeat {
      guard token.kind == .number else { throw unexpected("a number") }
      numbers.append(lexer.text(advance().range))
    } while nextIf(symbol: ",")
    return numbers.joined(separator: ", ")
  }

  /// `SAGEMAKER 'endpoint'[:'model']`.
  private mutating func endpoint() throws(SyntaxError) -> Located<SageMakerEndpoint> {
    let endpoint = try string("the endpoint's name as a string")
    guard nextIf(symbol: ":") else {
      return Located(SageMakerEndpoint(endpoint: endpoint.value), at: endpoint.range)
    }
    let model = try string("the model's name as a string")
    return Located(
      SageMakerEndpoint(endpoint: endpoint.value, model: model.value),
      at: endpoint.range.lowerBound..<previousEnd
    )
  }

  /// `IAM_ROLE default`, `{default}` or `'arn:...'`.
  private mutating func role() throws(SyntaxError) -> Located<IAMRole> {
    if token.isString {
      let arn = try string("a role")
      let isDefault = arn.value.asciiUppercased == "DEFAULT"
      return Located(isDefault ? .default : .arn(arn.value), at: arn.range)
    }
    let start = token.range.lowerBound
    let hasBrace = nextIf(symbol: "{")
    guard nextIf("DEFAULT") else { throw unexpected("default or a role as a string") }
    if hasBrace { try expect(symbol: "}") }
    return Located(.default, at: start..<previousEnd)
  }

  /// `ON` or `OFF`.
  private mutating func onOrOff() throws(SyntaxError) -> Located<Bool> {
    let range = token.range
    if nextIf("ON") { return Located(true, at: range) }
    if nextIf("OFF") { return Located(false, at: range) }
    throw unexpected("ON or OFF")
  }

  /// `'mse'`, `mse`, or `reg:logistic` without quotes.
  private mutating func objective() throws(SyntaxError) -> Located<String> {
    let first = try stringOrWord("an objective")
    guard nextIf(symbol: ":") else { return first }
    let second = try stringOrWord("the rest of the objective")
    return Located(
      first.value + ":" + second.value,
      at: first.range.lowerBound..<second.range.upperBound
    )
  }
}

extension Clause {
  /// Whether a parenthesis may follow the keyword.
  fileprivate var takesParenthesis: Bool {
    [.from, .modelType, .problemType, .objective, .settings].contains(self)
  }

  /// The clauses by the names that other systems have for them.
  fileprivate static let elsewhere: [String: Clause] = [
    "AS": .from, "PREDICT": .target, "LABEL": .target, "USING": .modelType,
    "ALGORITHM": .modelType, "TYPE": .problemType, "TASK": .problemType, "METRIC": .objective,
    "OPTIONS": .settings, "WITH": .settings, "ROLE": .iamRole,
  ]

  /// Words that begin a statement, and no clause.
  fileprivate static let statementVerbs: Set<String> = [
    "SELECT", "CREATE", "DROP", "SHOW", "INSERT", "UPDATE", "DELETE", "EXPLAIN", "GRANT", "REVOKE",
    "COPY", "DESCRIBE",
  ]
}
