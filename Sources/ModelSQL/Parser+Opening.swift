/// The kinds of statements, as their first words tell them.
enum Opening: Equatable {
  /// Not of the dialect.
  case engine
  case createModel
  case explain
  case createExternalModel
  case showModel
  case alterModel
  case dropModel
  case usingFunctions
  case createRemoteFunction
  case dropFunction
  case grant
  case revoke
  /// Not of the dialect, nor of any engine's SQL, with its words.
  case foreign(ForeignForm, Range<Int>)
}

/// Tells the dialect from the engine's SQL, which must get everything that it could understand.
extension Parser {
  /// The kind of the statement at the token; a semicolon ends it.
  ///
  /// - Complexity: O(1) but for GRANT and REVOKE, which are read as far as the word MODEL, and CREATE
  ///   FUNCTION, which is read as far as ALIAS.
  func opening() -> Opening {
    var ahead = self
    let start = token.range.lowerBound
    let foreign = { (form: ForeignForm) in Opening.foreign(form, start..<ahead.previousEnd) }

    if ahead.nextIf("CREATE") { return ahead.openingOfCreate(from: start) }
    if ahead.nextIf("EXPLAIN") {
      let analyzes = ahead.nextIf("ANALYZE")
      if !analyzes, ahead.nextIf("MODEL"), ahead.token.isName { return foreign(.explain) }
      guard ahead.nextIf("CREATE") else { return .engine }
      switch ahead.openingOfCreate(from: start) {
      case .createModel, .createExternalModel: return analyzes ? foreign(.explainAnalyze) : .explain
      case let other: return other
      }
    }
    if ahead.nextIf("DROP") {
      if ahead.nextIf("FUNCTION") { return .dropFunction }
      return ahead.nextIf("MODEL") ? .dropModel : .engine
    }
    if ahead.nextIf("USING") {
      return ahead.nextIs("EXTERNAL") || ahead.nextIs("FUNCTION") ? .usingFunctions : .engine
    }
    if ahead.nextIf("SHOW") {
      // `SHOW model` and `SHOW model.t` are the engine's: a table, and a table of a schema, of that
      // name.
      return ahead.nextIf("MODEL") && ahead.token.isNameOrString ? .showModel : .engine
    }
    if ahead.nextIf("ALTER") {
      return ahead.nextIf("MODEL") && ahead.token.isNameOrString ? .alterModel : .engine
    }
    if ahead.nextIf("GRANT") { return ahead.concernsModels() ? .grant : .engine }
    if ahead.nextIf("REVOKE") { return ahead.concernsModels() ? .revoke : .engine }
    for form in [ForeignForm.train, .retrain, .refresh, .describe, .desc] {
      let verb = String(form.rawValue.prefix { $0 != " " })
      guard ahead.nextIf(verb) else { continue }
      return ahead.nextIf("MODEL") && ahead.token.isNameOrString ? foreign(form) : .engine
    }
    return .engine
  }

  /// The kind of a statement that begins with CREATE, which is read.
  private mutating func openingOfCreate(from start: Int) -> Opening {
    let replaces = nextIs("OR") && lexer.isWord(peek(), "REPLACE")
    if replaces {
      advance()
      advance()
    }
    if nextIf("MODEL") { return .createModel }
    if nextIs("FUNCTION") { return isRemoteFunction() ? .createRemoteFunction : .engine }
    let form: ForeignForm
    switch true {
    case nextIf("EXTERNAL"):
      if !replaces { return nextIf("MODEL") ? .createExternalModel : .engine }
      form = .replaceExternal
    case nextIf("TEMPORARY"): form = .createTemporary
    case nextIf("TEMP"): form = .createTemp
    default: return .engine
    }
    return nextIf("MODEL") ? .foreign(form, start..<previousEnd) : .engine
  }

  /// Whether the rest of a GRANT or REVOKE has `CREATE MODEL`, `DROP MODEL`, or `ON MODEL` and a
  /// name.
  private mutating func concernsModels() -> Bool {
    while token.kind != .end, !token.isSymbol(";") {
      let isPrivilege = nextIs("CREATE") || nextIs("DROP")
      let isObject = nextIs("ON")
      advance()
      guard isPrivilege || isObject, nextIs("MODEL") else { continue }
      // `GRANT SELECT ON model TO u` is about a table.
      let name = peek()
      let isTable = !name.isName || lexer.isWord(name, "TO") || lexer.isWord(name, "FROM")
      if isPrivilege || !isTable { return true }
    }
    return false
  }
}
